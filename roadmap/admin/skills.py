"""Skills with their resources, and where each one stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from roadmap.admin.links import link_badge
from roadmap.admin.order import InOrder
from roadmap.models import Node, Resource, Roadmap, Skill
from roadmap.services.skills import save_skill

ON_NO_ROADMAP = "-"


class OnRoadmap(admin.SimpleListFilter):
    """Skills on a roadmap's current version or its draft, or on none at all."""

    title = "roadmap"
    parameter_name = "on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        roadmaps = Roadmap.objects.order_by("title", "pk").values_list("slug", "title")
        return [*roadmaps, (ON_NO_ROADMAP, "(none)")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Skill]) -> QuerySet[Skill]:
        if not self.value():
            return queryset
        placed = Node.objects.in_use().filter(skill__isnull=False)
        if self.value() == ON_NO_ROADMAP:
            return queryset.exclude(pk__in=placed.values("skill"))
        return queryset.filter(
            pk__in=placed.filter(version__roadmap__slug=self.value()).values("skill")
        )


class ResourceInline(admin.TabularInline):
    model = Resource
    fields = ("url", "last_answer", "title", "type", "free", "language", "minutes", "position")
    readonly_fields = ("last_answer",)
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput},
    }
    formset = InOrder
    ordering = ("position", "pk")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        resources: Any = super().get_queryset(request)
        return resources.with_link_checks()

    @admin.display(description="link")
    def last_answer(self, resource: Any) -> str:
        """How the row's address answered when content_links asked; new rows have none."""
        state = getattr(resource, "link_state", None)
        if state is None:
            return "not asked yet"
        told = f"{resource.link_checked_at:%Y-%m-%d} {resource.link_detail}"
        return format_html("{} {}", link_badge(state), told.strip())


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "kind", "minutes", "on_roadmaps")
    list_filter = ("kind", OnRoadmap)
    search_fields = ("slug", "title", "resources__url")
    search_help_text = "Slug, title or the address of a resource"
    ordering = ("title", "pk")
    fields = ("title", "slug", "kind", "minutes", "summary", "description", "on_roadmaps")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ResourceInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        placements = Node.objects.in_use().select_related("version__roadmap")
        in_use = Prefetch("placements", placements.order_by("pk"), to_attr="in_use")
        return super().get_queryset(request).prefetch_related(in_use)

    def get_readonly_fields(self, request: HttpRequest, obj: Skill | None = None) -> list[str]:
        if obj and Skill.objects.published().filter(pk=obj.pk).exists():
            return ["slug", "on_roadmaps"]
        return ["on_roadmaps"]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Skill | None = None
    ) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    def save_model(self, request: HttpRequest, obj: Skill, form: Any, change: bool) -> None:
        save_skill(skill=obj)

    @admin.display(description="on roadmaps")
    def on_roadmaps(self, skill: Skill) -> str:
        placed: list[Node] = getattr(skill, "in_use", [])
        return ", ".join(sorted({node.version.roadmap.slug for node in placed}))
