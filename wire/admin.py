"""What the admins of all apps share: rows that staff may look at, and other code writes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class LookOnly:
    """Refuses to add, change and delete, whoever asks and however."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
