"""When learners want their digest, for staff who are asked to change it."""

from __future__ import annotations

import calendar
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from progress.digests.preferences import Changes
from progress.digests.preferences import change as change_preference
from progress.models import DigestPreference

WEEKDAYS = list(enumerate(calendar.day_name))


class PreferenceForm(forms.ModelForm):
    enabled = forms.BooleanField(required=False)
    weekday = forms.TypedChoiceField(choices=WEEKDAYS, coerce=int)
    hour = forms.IntegerField(min_value=0, max_value=23, help_text="In the learner's time zone.")

    class Meta:
        model = DigestPreference
        fields = ["weekday", "hour", "paused_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["enabled"] = self.instance.enabled_at is not None


@admin.register(DigestPreference)
class DigestPreferenceAdmin(admin.ModelAdmin):
    list_display = ("learner", "is_on", "day", "hour", "time_zone", "next_at", "paused_until")
    list_filter = (("enabled_at", admin.EmptyFieldListFilter), "weekday")
    list_select_related = ("learner",)
    search_fields = ("learner__email",)
    search_help_text = "E-mail"
    ordering = ("-pk",)
    form = PreferenceForm
    fields = (
        *("learner", "time_zone", "enabled", "weekday", "hour", "paused_until"),
        *("covered_until", "next_at", "inactive_since"),
    )
    readonly_fields = ("learner", "time_zone", "covered_until", "next_at", "inactive_since")
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context["subtitle"] = context["original"].learner.email
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: DigestPreference, form: Any, change: bool
    ) -> None:
        wanted = form.cleaned_data
        changes = Changes(
            enabled=wanted["enabled"],
            weekday=wanted["weekday"],
            hour=wanted["hour"],
            paused_until=wanted["paused_until"],
        )
        change_preference(learner=obj.learner, changes=changes, at=timezone.now())

    @admin.display(description="on", boolean=True)
    def is_on(self, preference: DigestPreference) -> bool:
        return preference.enabled_at is not None

    @admin.display(description="weekday", ordering="weekday")
    def day(self, preference: DigestPreference) -> str:
        return calendar.day_name[preference.weekday]

    @admin.display(description="time zone")
    def time_zone(self, preference: DigestPreference) -> str:
        return preference.learner.time_zone
