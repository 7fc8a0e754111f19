"""What a learner sees of herself, for staff who help her: nothing here can be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.zones import known_zone
from progress.digests.previewing import preview
from progress.models import Digest, Enrollment, Event, Learner
from progress.queries import activity_of_many, folds_of, standings_of
from wire.admin import LookOnly

EVENTS_SHOWN = 50
DIGESTS_SHOWN = 12


@admin.register(Learner)
class LearnerAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("email", "name", "follows", "last_event_at", "next_digest_at", "joined_at")
    list_select_related = ("digest_preference",)
    search_fields = ("email", "name", "handle")
    search_help_text = "E-mail, name or handle"
    # UUIDv7: the newest learner first, without a sort.
    ordering = ("-pk",)
    fields = ("email", "name", "handle", "time_zone", "locale", "joined_at")
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Learner]:
        return with_traces(super().get_queryset(request))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context.update(progress_of(context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.preview_view)
        return [
            path("<path:pk>/digest/", page, name="progress_learner_digest"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """The learner's next digest, as it would be told now."""
        learner = self.get_object(request, unquote(pk))
        if learner is None:
            raise Http404
        if not self.has_view_permission(request, learner):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"The digest of {learner}, if it went out now",
            "original": learner,
            "preview": preview(learner=learner, at=timezone.now()),
        }
        return TemplateResponse(request, "admin/progress/learner/digest.html", context)

    @admin.display(description="follows", ordering="follows")
    def follows(self, learner: Any) -> int:
        return learner.follows

    @admin.display(description="last event")
    def last_event_at(self, learner: Any) -> Any:
        return learner.last_event_at

    @admin.display(description="next digest", empty_value="off")
    def next_digest_at(self, learner: Learner) -> Any:
        preference = getattr(learner, "digest_preference", None)
        return preference and preference.next_at


def with_traces(learners: QuerySet[Learner]) -> QuerySet[Learner]:
    """How many roadmaps each follows, and when her last event was recorded."""
    followed = Enrollment.objects.standing().filter(learner=OuterRef("pk")).order_by()
    counted = followed.values("learner").annotate(number=Count("*")).values("number")
    latest = Event.objects.filter(learner=OuterRef("pk")).order_by("-seq")
    return learners.annotate(
        follows=Coalesce(Subquery(counted), 0),
        last_event_at=Subquery(latest.values("recorded_at")[:1]),
    )


def progress_of(learner: Learner) -> dict[str, Any]:
    """All sections of a learner's page, in a fixed number of queries."""
    folds = folds_of([learner.pk])[learner.pk]
    today = timezone.localdate(timezone=known_zone(learner.time_zone))
    events = Event.objects.of(learner.pk).select_related("skill", "roadmap")
    return {
        "following": standings_of(learner.pk),
        "marks": sorted(folds.marks.values(), key=lambda mark: mark.at, reverse=True),
        "skips": [
            (roadmap, skill, at)
            for roadmap, skipped in sorted(folds.skips.items())
            for skill, at in sorted(skipped.items())
        ],
        "streak": activity_of_many([learner.pk])[learner.pk].streak(today=today),
        "events": events.order_by("-seq")[:EVENTS_SHOWN],
        "digests": Digest.objects.of(learner.pk).newest_first()[:DIGESTS_SHOWN],
    }
