from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches

Sends = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def our_own_urls(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.wire.endpoints"
    # Looking through every app's static files would be most of the time of these tests.
    settings.WHITENOISE_USE_FINDERS = False
    clear_url_caches()


@pytest.fixture
def client() -> Client:
    """Answers 500 as a server does, where Django's own raises in the test."""
    return Client(raise_request_exception=False)


@pytest.fixture
def put(client: Client) -> Sends:
    """Send bytes or text as a body to the endpoint that reads everything."""

    def send(body: bytes | str, content_type: str = "application/json", **headers: str) -> Any:
        return client.put("/api/v1/me/echo", body, content_type=content_type, headers=headers)

    return send
