"""The fit quiz: a question with its options, and what each speaks for, on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Max, Prefetch, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.functional import cached_property

from roadmap.admin.order import InOrder
from roadmap.fitting import MOST_POINTS, can_change_a_ranking, spread
from roadmap.models import Option, Question, Track, Weight
from roadmap.services.quiz import weigh

POINTS = "points-"
STRENGTHS = [(0, "-"), (1, "a little"), (2, "clearly"), (3, "strongly")]
IDLE = (
    "Whichever option is chosen, no ranking changes. "
    "Let one of them speak more for one track than another does."
)


class OptionForm(forms.ModelForm):
    """An option; the inline adds a field for each track: how strongly it speaks for it."""

    class Meta:
        model = Option
        fields = ["text", "key", "why", "position"]
        widgets = {"text": forms.Textarea, "why": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for weight in self.instance.weights.all():
                self.initial[f"{POINTS}{weight.track.slug}"] = weight.points

    def clean_text(self) -> str:
        return _on_one_line(self.cleaned_data["text"])

    def clean_why(self) -> str:
        return _on_one_line(self.cleaned_data["why"])

    @property
    def points(self) -> dict[str, int]:
        """By track, 0 where it does not speak for it. Only a valid form knows."""
        return {
            name.removeprefix(POINTS): points
            for name, points in self.cleaned_data.items()
            if name.startswith(POINTS)
        }

    def save(self, commit: bool = True) -> Option:
        option: Option = super().save(commit)
        if commit:
            weigh(option, self.points)
        return option


class TogetherTheyMatter(InOrder):
    """The options of a question: it has to matter which of them is chosen."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        points = [form.points for form in self._kept()]
        if not can_change_a_ranking(points, {track for given in points for track in given}):
            raise ValidationError(IDLE, code="idle")

    def _kept(self) -> list[Any]:
        """The forms of options that are there once this is saved; one left blank is none."""
        filled: list[Any] = [form for form in self.forms if form.cleaned_data]
        return [form for form in filled if not form.cleaned_data.get(DELETION_FIELD_NAME)]


class OptionInline(admin.TabularInline):
    model = Option
    formset = TogetherTheyMatter
    ordering = ("position", "pk")
    readonly_fields = ("speaks_for",)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 3

    def get_queryset(self, request: HttpRequest) -> QuerySet[Option]:
        weights = Prefetch("weights", Weight.objects.select_related("track"))
        return super().get_queryset(request).prefetch_related(weights)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A choice of points for each track; for those who may only look, in words."""
        may_write = self.has_change_permission(request, obj)
        points = [f"{POINTS}{track.slug}" for track in self.tracks]
        return ("text", "key", "why", *(points if may_write else ["speaks_for"]), "position")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        fields = {f"{POINTS}{track.slug}": _points_for(track) for track in self.tracks}
        return super().get_formset(request, obj, form=type("_", (OptionForm,), fields), **kwargs)

    @cached_property
    def tracks(self) -> list[Track]:
        """All there are; an inline lives no longer than a request."""
        return list(Track.objects.order_by("title", "pk"))

    @admin.display(description="speaks for")
    def speaks_for(self, option: Option) -> str:
        return ", ".join(
            f"{weight.track.title}: {dict(STRENGTHS)[weight.points]}"
            for weight in option.weights.all()
        )


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ("text", "key", "spread", "position")
    list_editable = ("position",)
    search_fields = ("key", "text")
    search_help_text = "Key or text"
    ordering = ("position", "pk")
    fields = ("text", "key", "position")
    inlines = (OptionInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return Question.objects.with_weights()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new question goes behind the last one."""
        last = Question.objects.aggregate(last=Max("position"))["last"]
        return {"position": 0 if last is None else last + 1}

    @admin.display(description="spread of points")
    def spread(self, question: Question) -> str:
        """How far apart its options lie, for each track they speak for."""
        points = [
            {weight.track.title: weight.points for weight in option.weights.all()}
            for option in question.options.all()
        ]
        told = spread(points).items()
        return " · ".join(f"{track} {least} to {most}" for track, (least, most) in told)


def _on_one_line(text: str) -> str:
    """As files tell a sentence; a box of several lines is only easier to read."""
    return " ".join(text.split())


def _points_for(track: Track) -> forms.Field:
    return forms.IntegerField(
        label=track.title,
        initial=0,
        min_value=0,
        max_value=MOST_POINTS,
        widget=forms.Select(choices=STRENGTHS),
    )
