"""One form for each kind of node: a placed skill, a group, a milestone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple, FilteredSelectMultiple
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from roadmap.admin.revisions import RevisionForm
from roadmap.models import Credit, EdgeKind, Node, NodeKind, Skill
from roadmap.services.drafts import Ties, boxes_for

BOX_KEY = RegexValidator(
    r"\A~[a-z0-9]+(-[a-z0-9]+)*\Z", "Use ~ and then lower-case words joined by hyphens."
)


def _nodes(help_text: str) -> forms.ModelMultipleChoiceField[Node]:
    widget = FilteredSelectMultiple("nodes", is_stacked=False)
    return forms.ModelMultipleChoiceField(
        Node.objects.none(), required=False, widget=widget, help_text=help_text
    )


class NodeForm(RevisionForm):
    """What all kinds share: the box around, the place in the order, and the edges."""

    kind: NodeKind

    group = forms.ModelChoiceField(
        Node.objects.none(), required=False, empty_label="(none)", label="In group"
    )
    after = forms.ModelChoiceField(
        Node.objects.none(), required=False, empty_label="(first)", label="Stands after"
    )
    requires = _nodes("Nodes to settle first. A group stands for all in it.")
    recommends = _nodes("Nodes after which this one is easier; nobody has to.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.version, self.instance.kind = self.draft, self.kind
        others = Node.objects.filter(version=self.draft).exclude(pk=self.instance.pk).in_order()
        boxes = others.filter(pk__in=[box.pk for box in boxes_for(self.instance)])
        fields: dict[str, Any] = self.fields
        for name in ("after", "requires", "recommends"):
            fields[name].queryset = others
        fields["group"].queryset = boxes
        self.initial.update(self._place(others), **self._edges())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        requires = set(self.cleaned_data.get("requires", ()))
        both = requires.intersection(self.cleaned_data.get("recommends", ()))
        if both:
            names = ", ".join(sorted(node.key for node in both))
            self.add_error("recommends", f"Required already: {names}.")
        return cleaned

    @property
    def ties(self) -> Ties:
        chosen = self.cleaned_data
        return Ties(requires=chosen["requires"], recommends=chosen["recommends"])

    def _place(self, others: Any) -> dict[str, Any]:
        before = (
            others
            if self.instance.pk is None
            else others.filter(position__lt=self.instance.position)
        )
        return {"after": before.values_list("pk", flat=True).last()}

    def _edges(self) -> dict[str, Any]:
        if self.instance.pk is None:
            return {}
        edges = list(self.instance.waits_for.values_list("kind", "source"))
        return {
            "requires": [source for kind, source in edges if kind == EdgeKind.REQUIRES],
            "recommends": [source for kind, source in edges if kind == EdgeKind.RECOMMENDS],
        }


class SkillNodeForm(NodeForm):
    """A skill placed on the draft, with the skills that also count as it."""

    counts = forms.ModelMultipleChoiceField(
        Skill.objects.all(),
        required=False,
        label="Also counts",
        widget=AutocompleteSelectMultiple(Credit._meta.get_field("skill"), admin.site),
        help_text="Marks on these skills count here too: for merges, splits and renames.",
    )
    mode = forms.ChoiceField(
        choices=Credit.Mode.choices,
        initial=Credit.Mode.ANY,
        label="Counts when",
        help_text="any: one of them is enough",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["skill"].required = True
        else:
            credits_ = list(self.instance.credits.values_list("skill", "mode"))
            self.initial["counts"] = [skill for skill, _ in credits_]
            self.initial["mode"] = credits_[0][1] if credits_ else Credit.Mode.ANY

    def clean_skill(self) -> Skill:
        skill: Skill = self.cleaned_data["skill"]
        if Node.objects.filter(version=self.draft, key=skill.slug).exists():
            raise ValidationError(f"{skill.slug} stands on this draft already.")
        self.instance.key = skill.slug
        return skill

    @property
    def ties(self) -> Ties:
        chosen = self.cleaned_data
        return Ties(chosen["requires"], chosen["recommends"], chosen["counts"], chosen["mode"])


class BoxForm(NodeForm):
    """A group or a milestone, which has a key, a title and a summary of its own."""

    key = forms.CharField(
        max_length=81, validators=[BOX_KEY], help_text="Starts with ~, such as ~first-app"
    )
    title = forms.CharField(max_length=120)

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        others = Node.objects.filter(version=self.draft, key=key).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(f"{key} stands on this draft already.")
        return key


class GroupForm(BoxForm):
    """A group, which may ask for some of its members only."""

    choose = forms.IntegerField(
        min_value=1,
        required=False,
        help_text="How many of its members are enough; empty for all of them.",
    )


FORMS: dict[str, type[NodeForm]] = {
    NodeKind.SKILL: SkillNodeForm,
    NodeKind.GROUP: GroupForm,
    NodeKind.MILESTONE: BoxForm,
}
