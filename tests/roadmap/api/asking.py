"""How tests ask the public API: a fresh client with no credentials."""

from __future__ import annotations

from typing import Any

from django.test import Client


def get(path: str, **headers: str) -> Any:
    return Client(headers=headers).get(f"/api/v1{path}")


def body(path: str) -> Any:
    response = get(path)
    assert response.status_code == 200, response.content
    return response.json()


def code(path: str) -> tuple[int, str]:
    response = get(path)
    return response.status_code, response.json()["code"]
