"""Tracks with their facts, and what to begin with on each."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from roadmap.admin.order import InOrder
from roadmap.fitting import FIRST_STEPS
from roadmap.models import Fact, FirstStep, Track


class NumberOrText(forms.Field):
    """A fact's value as a curator types it: what reads as a number is kept as one."""

    def to_python(self, value: Any) -> int | float | str:
        text = str(value or "").strip()
        try:
            number = json.loads(text)
        except ValueError:
            return text
        return number if type(number) in {int, float} else text


class FactForm(forms.ModelForm):
    value = NumberOrText(widget=forms.Textarea(attrs={"rows": 2, "cols": 70}))

    class Meta:
        model = Fact
        fields = ["key", "label", "region", "value", "unit", "source", "as_of", "position"]
        widgets = {"source": forms.Textarea(attrs={"rows": 2, "cols": 70})}


class FactInline(admin.StackedInline):
    model = Fact
    form = FactForm
    formset = InOrder
    fields = (("label", "key", "region"), ("value", "unit"), ("source", "as_of", "position"))
    ordering = ("position", "pk")
    extra = 0


class FirstStepInline(admin.TabularInline):
    model = FirstStep
    formset = InOrder
    fields = ("skill", "position")
    autocomplete_fields = ("skill",)
    ordering = ("position", "pk")
    max_num = FIRST_STEPS
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, validate_max=True, **kwargs)
        # A step is chosen here; what the skill itself is, is told on its own page.
        skill = formset.form.base_fields["skill"].widget
        skill.can_add_related = skill.can_change_related = skill.can_delete_related = False
        return formset


@admin.register(Track)
class TrackAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "summary")
    search_fields = ("slug", "title", "facts__label")
    ordering = ("title", "pk")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (FirstStepInline, FactInline)
    show_full_result_count = False
