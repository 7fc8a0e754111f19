"""The nodes of all versions; those of a draft can be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from roadmap.admin.names import curator, version_name
from roadmap.admin.node_forms import FORMS
from roadmap.models import EdgeKind, Node, NodeKind, Version
from roadmap.services.drafts import remove_nodes, save_node

TIES = ("Ties", {"fields": ("requires", "recommends")})
FIELDSETS: dict[str, list[Any]] = {
    NodeKind.SKILL: [
        (None, {"fields": ("skill", "required", "role_note", "group", "after", "seen")}),
        TIES,
        ("Credit", {"fields": ("counts", "mode")}),
    ],
    NodeKind.GROUP: [
        (None, {"fields": ("key", "title", "summary", "required", "choose")}),
        (None, {"fields": ("group", "after", "seen")}),
        TIES,
    ],
    NodeKind.MILESTONE: [
        (None, {"fields": ("key", "title", "summary", "group", "after", "seen")}),
        TIES,
    ],
}
FROZEN = (
    *("key", "kind", "name", "summary", "role_note", "minutes", "required", "choose"),
    *("group", "position", "requires", "recommends", "counts"),
)


class OfVersion(admin.SimpleListFilter):
    """Nodes of one draft or current version; also what tells an added node its draft."""

    title = "version"
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        versions = Version.objects.in_use().select_related("roadmap")
        return [
            (str(version.pk), version_name(version))
            for version in versions.order_by("roadmap__title", "number", "pk")
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Node]) -> QuerySet[Node]:
        chosen = self.value()
        return queryset.filter(version=int(chosen)) if chosen and chosen.isdecimal() else queryset


@admin.register(Node)
class NodeAdmin(admin.ModelAdmin):
    list_display = ("key", "name", "kind", "version_name", "group", "required", "choose", "waits")
    list_filter = (OfVersion, "kind", "required")
    search_fields = ("key", "title", "skill__title")
    search_help_text = "Key or title"
    ordering = ("version__roadmap__title", "version", "position", "pk")
    autocomplete_fields = ("skill",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Node]:
        nodes = super().get_queryset(request).select_related("version__roadmap", "skill", "group")
        return nodes.prefetch_related("waits_for__source", "credits__skill")

    def get_list_display(self, request: HttpRequest) -> Any:
        """The version only where nodes of several are listed."""
        shown = super().get_list_display(request)
        is_chosen = OfVersion.parameter_name in request.GET
        return [column for column in shown if not (is_chosen and column == "version_name")]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"draft": _draft_in(request), "node_kinds": NodeKind.values}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # Who may do what

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """The index offers no adding: a node is added to a draft, from the draft's page."""
        return {**super().get_model_perms(request), "add": False}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and _draft_in(request) is not None

    def has_change_permission(self, request: HttpRequest, obj: Node | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Node | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Node | None = None) -> Any:
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": FROZEN})]
        return FIELDSETS[_kind(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Node | None = None) -> Any:
        if obj is None:
            return ()
        return ("skill",) if self.has_change_permission(request, obj) else FROZEN

    def get_form(
        self, request: HttpRequest, obj: Node | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj and not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change, **kwargs)
        kind = _kind(request, obj)
        form: Any = super().get_form(request, obj, change, form=FORMS[kind], **kwargs)
        form.kind, form.draft = kind, obj.version if obj else _draft_in(request)
        return form

    def save_model(self, request: HttpRequest, obj: Node, form: Any, change: bool) -> None:
        chosen = form.cleaned_data
        save_node(
            node=obj,
            ties=form.ties,
            after=chosen["after"],
            revision=chosen["seen"],
            by=curator(request),
        )

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Only the nodes themselves need a permission: their edges and credits go with them."""
        nodes = list(objs)
        is_allowed = all(self.has_delete_permission(request, node) for node in nodes)
        needed = set() if is_allowed else {"published node"}
        return [node.key for node in nodes], {"nodes": len(nodes)}, needed, []

    def delete_model(self, request: HttpRequest, obj: Node) -> None:
        remove_nodes(draft=obj.version, nodes=[obj], by=curator(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Node]) -> None:
        nodes = list(queryset)
        for draft in {node.version for node in nodes}:
            mine = [node for node in nodes if node.version_id == draft.pk]
            remove_nodes(draft=draft, nodes=mine, by=curator(request))

    # Where to go next: back to the draft

    def response_add(self, request: HttpRequest, obj: Node, post_url_continue: Any = None) -> Any:
        if "_addanother" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"{obj.key} was added. You may add another.", messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def response_post_save_add(self, request: HttpRequest, obj: Node) -> HttpResponseRedirect:
        return HttpResponseRedirect(draft_url(obj))

    def response_post_save_change(self, request: HttpRequest, obj: Node) -> HttpResponseRedirect:
        return HttpResponseRedirect(draft_url(obj))

    # Columns

    @admin.display(description="title")
    def name(self, node: Node) -> str:
        return node.title or (node.skill.title if node.skill else "")

    @admin.display(description="version", ordering="version__roadmap__title")
    def version_name(self, node: Node) -> str:
        return version_name(node.version)

    @admin.display(description="requires")
    def waits(self, node: Node) -> str:
        return self.requires(node)

    def requires(self, node: Node) -> str:
        return _sources(node, EdgeKind.REQUIRES)

    def recommends(self, node: Node) -> str:
        return _sources(node, EdgeKind.RECOMMENDS)

    @admin.display(description="also counts")
    def counts(self, node: Node) -> str:
        stated = node.credits.all()
        mode = f"{stated[0].mode} of " if stated else ""
        return mode + ", ".join(credit.skill.slug for credit in stated)


def draft_url(node: Node) -> str:
    page = reverse("admin:roadmap_version_change", args=[node.version_id])
    return f"{page}#node-{node.key}"


def _sources(node: Node, kind: EdgeKind) -> str:
    return ", ".join(edge.source.key for edge in node.waits_for.all() if edge.kind == kind)


def _is_open(node: Node | None) -> bool:
    return node is None or node.version.is_draft


def _draft_in(request: HttpRequest) -> Version | None:
    """The draft that a page is about, from its `?version=`."""
    pk = request.GET.get("version", "")
    return Version.objects.drafts().filter(pk=pk).first() if pk.isdecimal() else None


def _kind(request: HttpRequest, node: Node | None) -> NodeKind:
    asked = node.kind if node else request.GET.get("kind")
    return NodeKind(asked) if asked in NodeKind.values else NodeKind.SKILL
