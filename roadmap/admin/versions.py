"""Versions: a draft to work on and to publish, or a published one to look at."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path

from roadmap.admin.names import curator, version_name
from roadmap.admin.outlines import outline_of
from roadmap.admin.publishing import publish_page
from roadmap.admin.revisions import RevisionForm
from roadmap.models import NodeKind, Version
from roadmap.reviews import review_of
from roadmap.services.drafts import save_draft

PUBLISHED_FIELDS = (
    *("roadmap", "number", "edition", "title", "changelog"),
    *("published_at", "published_by", "content_hash"),
)


class DraftForm(RevisionForm):
    class Meta:
        model = Version
        fields = ["title", "changelog"]
        labels = {"changelog": "Notes for the changelog"}


class State(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("draft", "draft"), ("current", "current"), ("published", "published")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "draft":
            return queryset.drafts()
        if self.value() == "current":
            return queryset.current()
        return queryset.published() if self.value() == "published" else queryset


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin):
    list_display = ("name", "edition", "published_at", "published_by", "saved_by", "revision")
    list_filter = (State, "roadmap")
    search_fields = ("roadmap__slug", "roadmap__title", "changelog")
    search_help_text = "Roadmap or changelog"
    ordering = ("roadmap__title", "-number", "pk")
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        versions = super().get_queryset(request)
        return versions.select_related("roadmap__current", "published_by", "saved_by")

    # Who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A draft is started from its roadmap, so that it begins as a copy of what is current."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    # The page of a version

    def get_fieldsets(self, request: HttpRequest, obj: Version | None = None) -> Any:
        if obj and self.has_change_permission(request, obj):
            return [(None, {"fields": ("title", "changelog", "seen")})]
        return [(None, {"fields": PUBLISHED_FIELDS})]

    def get_form(
        self, request: HttpRequest, obj: Version | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change, **kwargs)
        form: Any = super().get_form(request, obj, change, form=DraftForm, **kwargs)
        form.draft = obj
        return form

    def save_model(self, request: HttpRequest, obj: Version, form: Any, change: bool) -> None:
        save_draft(draft=obj, revision=form.cleaned_data["seen"], by=curator(request))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        version: Version = context["original"]
        may_change = super().has_change_permission(request, version)
        has_draft = Version.objects.drafts().filter(roadmap=version.roadmap_id).exists()
        context.update(
            subtitle=version_name(version),
            outline=outline_of(version),
            review=review_of(version) if version.is_draft else None,
            node_kinds=NodeKind.values,
            may_publish=may_change and version.is_draft,
            may_start_draft=may_change and not has_draft,
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(partial(publish_page, self))
        name = "roadmap_version_publish"
        return [path("<path:pk>/publish/", page, name=name), *super().get_urls()]

    # Columns

    @admin.display(description="version", ordering="roadmap__title")
    def name(self, version: Version) -> str:
        return version_name(version)
