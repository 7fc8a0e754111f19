"""The API as a learner's client sees it, without a server in between."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from accounts.models import User
from tests.factories import a_token


class Api:
    """Calls `/api/v1` as `learner`, with a token of her own."""

    def __init__(self, learner: User) -> None:
        self.learner = learner
        self._client = Client(headers={"Authorization": f"Bearer {a_token(learner)}"})

    def get(self, path: str, *, etag: str | None = None, **query: Any) -> Any:
        headers = {"If-None-Match": etag} if etag else {}
        return self._client.get(f"/api/v1{path}", query, headers=headers)

    def put(self, path: str, *, if_match: str | None = None, **body: Any) -> Any:
        return self._write("PUT", path, body, if_match)

    def patch(self, path: str, *, if_match: str | None = None, **body: Any) -> Any:
        return self._write("PATCH", path, body, if_match)

    def delete(self, path: str, *, if_match: str | None = None, **body: Any) -> Any:
        return self._write("DELETE", path, body, if_match)

    def _write(
        self, method: str, path: str, body: dict[str, Any], if_match: str | None = None
    ) -> Any:
        return self._client.generic(
            method,
            f"/api/v1{path}",
            data=json.dumps(body) if body or method == "PUT" else "",
            content_type="application/json",
            headers={"If-Match": if_match} if if_match else {},
        )
