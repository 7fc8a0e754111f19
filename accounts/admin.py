"""Staff's view of people: who they are, where they are signed in, what their scripts use."""

from __future__ import annotations

from typing import Any

import allauth.account.admin  # noqa: F401 - first, so that what it registers can be taken back
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from accounts.models import Session, Token, User

# Addresses are shown with their user; changed in allauth's own page they would skip verification.
admin.site.unregister(EmailAddress)


class Addresses(admin.TabularInline):
    model = EmailAddress
    fields = readonly_fields = ("email", "primary", "verified")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Users join by signing up and are shut out by `is_active`: what they learned stays theirs."""

    list_display = ("email", "name", "time_zone", "session_count", "token_count", "joined_at")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name", "handle")
    ordering = ("email",)
    date_hierarchy = "joined_at"
    inlines = (Addresses,)
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("id", "email", "name", "handle", "time_zone", "locale")}),
        ("Sharing", {"fields": ("is_profile_shared", "shared_roadmaps")}),
        ("Access", {"fields": ("session_count", "token_count", "joined_at", "last_login")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", *filter_horizontal)}),
    )
    # What is the learner's own to say, staff read; rights are what they give and take.
    readonly_fields = tuple(flatten_fieldsets(fieldsets[:3]))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        counts = {"session_count": _count_of(Session), "token_count": _count_of(Token)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="sessions")
    def session_count(self, user: Any) -> int:
        return user.session_count

    @admin.display(description="tokens")
    def token_count(self, user: Any) -> int:
        return user.token_count

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Rights are given by superusers only: others could give them to themselves."""
        if request.user.is_superuser:
            return self.readonly_fields
        return tuple(flatten_fieldsets(self.fieldsets))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


def _count_of(model: type[Session | Token]) -> Coalesce:
    """How many rows of `model` a user has, counted for the rows of the page only."""
    own = model.objects.filter(user=OuterRef("pk")).order_by().values("user")
    return Coalesce(Subquery(own.annotate(rows=Count("*")).values("rows")), 0)


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Staff may look at a token and delete it, which revokes it."""

    list_display = ("prefix", "name", "user", "scopes", "expires_on", "last_used_on")
    search_fields = ("prefix", "name", "user__email")
    ordering = ("-created_at", "-pk")
    list_select_related = ("user",)
    exclude = ("digest",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return False
