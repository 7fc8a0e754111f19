"""The weekly digest for operators: its rows, and what stops them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from progress.digests.claims import send_again
from progress.digests.health import health
from progress.digests.suppression import address_hash
from progress.models import Breaker, Digest, SuppressedAddress
from wire.admin import LookOnly


@admin.register(Digest)
class DigestAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("learner", "window", "state_badge", "reason", "state_at")
    list_filter = ("state", "reason")
    list_select_related = ("learner",)
    search_fields = ("learner__email",)
    search_help_text = "E-mail"
    date_hierarchy = "window_end"
    # UUIDv7: the newest row first, without a sort.
    ordering = ("-pk",)
    fields = (
        *("learner", "window_start", "window_end", "state", "reason", "state_at", "created_at"),
        *("attempt", "handovers", "lease_until", "retries", "retry_at", "last_answer", "facts"),
    )
    show_full_result_count = False
    actions = ("send_again",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        at = timezone.now()
        told = health(at=at)
        context = {"health": told, "due_since": at - told.planner_lag, **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("progress.change_digest")

    @admin.action(description="Send again (uncertain and dead ones)", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Digest]) -> None:
        """Free the chosen rows; the sweeper, not this request, has them sent."""
        # Counted first: once freed they are out of a list that is narrowed to their state.
        chosen = queryset.count()
        freed = send_again(queryset, at=timezone.now())
        self.message_user(request, f"{freed} will go out within minutes.", messages.SUCCESS)
        left = chosen - freed
        if left:
            hint = f"{left} stay as they are: only uncertain and dead digests are sent again."
            self.message_user(request, hint, messages.WARNING)

    @admin.display(ordering="window_end")
    def window(self, digest: Digest) -> str:
        return f"{digest.window_start:%Y-%m-%d} to {digest.window_end:%Y-%m-%d}"

    @admin.display(description="state", ordering="state")
    def state_badge(self, digest: Digest) -> str:
        return format_html('<span class="badge {0}">{0}</span>', digest.state)


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(admin.ModelAdmin):
    """Deleting a row lets the address have mail again."""

    list_display = ("address_hash", "refusals", "suppressed_at")
    list_filter = (("suppressed_at", admin.EmptyFieldListFilter),)
    search_fields = ("address_hash",)
    search_help_text = "The whole e-mail address; only its hash is kept"
    ordering = ("address_hash",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SuppressedAddress], search_term: str
    ) -> tuple[QuerySet[SuppressedAddress], bool]:
        term = address_hash(search_term.strip()) if "@" in search_term else search_term
        return super().get_search_results(request, queryset, term)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Breaker)
class BreakerAdmin(admin.ModelAdmin):
    """Open it until some later day to pause all digests."""

    list_display = ("__str__", "cause")
    search_fields = ("cause",)
    ordering = ("pk",)
    fields = ("open_until", "cause")
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Breaker, form: Any, change: bool) -> None:
        """There is one breaker only, so adding it again replaces it."""
        Breaker.objects.update_or_create(id=1, defaults=form.cleaned_data)
