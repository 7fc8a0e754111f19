"""The admin site, where passwords go by the rules of the sign-in doors."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.forms import StaffPasswordChange, StaffSignIn


class StaffSite(AdminSite):
    login_form = StaffSignIn

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """As Django's, which leaves no place for a form."""
        view = PasswordChangeView.as_view(
            form_class=StaffPasswordChange,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast("TemplateResponse", view(request))
