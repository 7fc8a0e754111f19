"""Tracks with their facts."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin

from roadmap.admin.order import InOrder
from roadmap.models import Fact, Track


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


@admin.register(Track)
class TrackAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "summary")
    search_fields = ("slug", "title", "facts__label")
    ordering = ("title", "pk")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (FactInline,)
    show_full_result_count = False
