"""Rows of an inline that stand in an order."""

from __future__ import annotations

from typing import Any

from django.forms import BaseInlineFormSet


class InOrder(BaseInlineFormSet):
    """A new row left without a position goes behind the last one."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["position"].required = False
        form.fields["position"].widget.attrs.update({"class": "position", "placeholder": "last"})

    def save_new(self, form: Any, commit: bool = True) -> Any:
        if form.instance.position is None:
            form.instance.position = self._last_position() + 1
        return super().save_new(form, commit=commit)

    def _last_position(self) -> int:
        taken = (form.instance.position for form in self.forms)
        return max((position for position in taken if position is not None), default=-1)
