"""Roadmaps with their versions, and the way to a new draft."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from roadmap.admin.names import curator
from roadmap.errors import DraftExists
from roadmap.models import Roadmap, Version
from roadmap.services.starting import start_draft


class VersionInline(admin.TabularInline):
    """The history of a roadmap; a version is worked on at its own page."""

    model = Version
    fields = ("version", "edition", "published_at", "changelog")
    readonly_fields = fields
    ordering = ("-number",)
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def version(self, version: Version) -> str:
        return _link(version, f"{version.number}{' (draft)' if version.is_draft else ''}")


@admin.register(Roadmap)
class RoadmapAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "track", "kind", "current_version", "draft", "archived_at")
    list_filter = ("kind", "track", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("track", "current")
    search_fields = ("slug", "title")
    search_help_text = "Slug or title"
    ordering = ("title", "pk")
    fields = ("title", "slug", "track", "kind", "summary", "archived_at", "successor")
    autocomplete_fields = ("successor",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (VersionInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Roadmap]:
        drafts = Prefetch("versions", Version.objects.drafts(), to_attr="drafts")
        return super().get_queryset(request).prefetch_related(drafts)

    def get_readonly_fields(self, request: HttpRequest, obj: Roadmap | None = None) -> list[str]:
        return ["slug"] if obj and obj.current_id else []

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Roadmap | None = None
    ) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        drafts = getattr(context["original"], "drafts", [])
        return super().render_change_form(
            request, {**context, "draft": drafts[0] if drafts else None}, *args, **kwargs
        )

    @admin.display(description="current", ordering="current__number")
    def current_version(self, roadmap: Roadmap) -> str | None:
        current = roadmap.current
        return _link(current, f"{current.number} (edition {current.edition})") if current else None

    @admin.display(description="draft")
    def draft(self, roadmap: Roadmap) -> str | None:
        drafts: list[Version] = getattr(roadmap, "drafts", [])
        return _link(drafts[0], f"{drafts[0].number}") if drafts else None

    def get_urls(self) -> list[URLPattern]:
        start = self.admin_site.admin_view(require_POST(self.start_draft_view))
        name = "roadmap_roadmap_start_draft"
        return [path("<path:pk>/start-draft/", start, name=name), *super().get_urls()]

    def start_draft_view(self, request: HttpRequest, pk: str) -> HttpResponseRedirect:
        """Open a draft and go there; when there is one already, go to that one.

        Which may be published by the time its page opens: it is the same page.
        """
        roadmap = self.get_object(request, unquote(pk))
        if roadmap is None:
            raise Http404
        if not self.has_change_permission(request, roadmap):
            raise PermissionDenied
        try:
            draft = start_draft(roadmap=roadmap, by=curator(request))
        except DraftExists as error:
            self.message_user(request, str(error), messages.INFO)
            opened = error.pk
        else:
            self.log_change(request, roadmap, f"Started draft {draft.number}.")
            opened = draft.pk
        return HttpResponseRedirect(reverse("admin:roadmap_version_change", args=[opened]))


def _link(version: Version, text: str) -> str:
    url = reverse("admin:roadmap_version_change", args=[version.pk])
    return format_html('<a href="{}">{}</a>', url, text)
