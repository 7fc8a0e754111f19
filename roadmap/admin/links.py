"""How the addresses of resources answered last. The command content_links asks them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from roadmap.models import LinkCheck
from wire.admin import LookOnly


@admin.register(LinkCheck)
class LinkCheckAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("url", "state_badge", "status", "detail", "checked_at", "on_skills")
    list_filter = ("state",)
    search_fields = ("url", "detail")
    search_help_text = "Address, or what was answered"
    ordering = ("url", "pk")
    fields = ("url", "state", "status", "detail", "checked_at", "on_skills")
    show_full_result_count = False

    @admin.display(description="state", ordering="state")
    def state_badge(self, check: LinkCheck) -> str:
        return link_badge(check.state)

    @admin.display(description="skills")
    def on_skills(self, check: LinkCheck) -> str:
        """A search: an address may be a resource of many."""
        skills = reverse("admin:roadmap_skill_changelist", query={"q": check.url})
        return format_html('<a href="{}">which have it</a>', skills)


def link_badge(state: str) -> str:
    return format_html('<span class="badge link-{0}">{0}</span>', state)
