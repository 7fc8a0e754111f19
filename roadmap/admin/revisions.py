"""Forms that save onto a draft only what its curator has seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from roadmap.errors import DraftHasMoved, VersionIsPublished
from roadmap.models import Version
from roadmap.services.drafts import hold_draft


class RevisionForm(forms.ModelForm):
    """Carries the revision its curator has seen, and is invalid once somebody saved the draft.

    `draft` is set on the class that the admin builds for each request. A valid form holds the
    draft's lock: the admin saves it in the same transaction.
    """

    draft: Version

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.draft.revision

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "seen" in self.cleaned_data:
            self._hold(self.cleaned_data["seen"])
        return cleaned

    def _hold(self, revision: int) -> None:
        try:
            hold_draft(self.draft.pk, revision=revision)
        except DraftHasMoved as error:
            hint = "Nothing of yours is saved. Open the page again to see what changed."
            raise ValidationError(f"{error} {hint}", code="stale") from error
        except VersionIsPublished as error:
            hint = "This version is published by now. Start a new draft."
            raise ValidationError(hint, code="published") from error
