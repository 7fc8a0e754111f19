"""The page that checks a draft and publishes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from roadmap.admin.names import curator, version_name
from roadmap.errors import DraftHasMoved, DraftIsBroken, NothingToPublish
from roadmap.models import Version
from roadmap.reviews import review_of
from roadmap.services.publishing import publish_version


class PublishForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    changelog = forms.CharField(
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 5}),
        help_text="What changed and why, for those who are on their way.",
    )


def publish_page(model_admin: admin.ModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    """GET shows what is wrong and what would change; POST publishes it, or says why not."""
    draft = model_admin.get_object(request, unquote(pk))
    if draft is None:
        raise Http404
    if not model_admin.has_change_permission(request, draft):
        raise PermissionDenied
    form = PublishForm(request.POST or None, initial=_initial(draft))
    if form.is_valid() and _publish(model_admin, request, draft, form.cleaned_data):
        return HttpResponseRedirect(reverse("admin:roadmap_version_change", args=[draft.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Publish {version_name(draft)}",
        "original": draft,
        "opts": model_admin.opts,
        "form": form,
        "review": review_of(draft),
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/roadmap/version/publish.html", context)


def _initial(draft: Version) -> dict[str, Any]:
    return {"seen": draft.revision, "changelog": draft.changelog}


def _publish(
    model_admin: admin.ModelAdmin, request: HttpRequest, draft: Version, wanted: dict[str, Any]
) -> bool:
    try:
        published = publish_version(
            roadmap=draft.roadmap,
            revision=wanted["seen"],
            changelog=wanted["changelog"],
            by=curator(request),
            at=timezone.now(),
        )
    except DraftHasMoved as error:
        hint = f"{error} Look at it again before you publish."
        model_admin.message_user(request, hint, messages.ERROR)
    except DraftIsBroken:
        model_admin.message_user(request, "Not published: see what is to mend.", messages.ERROR)
    except NothingToPublish as error:
        model_admin.message_user(request, f"Not published: {error}", messages.ERROR)
    else:
        told = f"Published version {published.number} as edition {published.edition}."
        model_admin.log_change(request, published, told)
        model_admin.message_user(request, told, messages.SUCCESS)
        return True
    return False
