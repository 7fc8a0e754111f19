"""A pytest plugin for tests.run: writes down every answer of the API that a test is given.

In this process Django's handler is listened to, around all middleware; of running products, every
httpx client. What the contract has no operation for (an unknown path or method) is nobody's answer.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tests.answers import Answer
from tests.operations import PROBLEM, contract, operation_at

FILE_VARIABLE = "WAYMARK_ANSWERS"
OUR_URLS = "config.urls"


class _Recorder:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[Answer] = set()

    def listen(self) -> None:
        BaseHandler.get_response = self._inside(BaseHandler.get_response)
        httpx.Client.send = self._outside(httpx.Client.send)  # type: ignore[method-assign]

    def pytest_sessionfinish(self) -> None:
        self._file.write_text(json.dumps(sorted(self._seen)))

    def _inside(self, get_response: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
        @functools.wraps(get_response)
        def listening(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
            response = get_response(handler, request)
            # Tests of the wire have an API of their own at some of our paths.
            if settings.ROOT_URLCONF == OUR_URLS and request.method:
                body = b"" if response.streaming else response.content  # type: ignore[attr-defined]
                media_type = response.get("Content-Type", "")
                self._note(request.method, request.path, response.status_code, media_type, body)
            return response

        return listening

    def _outside(self, send: Callable[..., httpx.Response]) -> Callable[..., Any]:
        @functools.wraps(send)
        def listening(
            client: httpx.Client, request: httpx.Request, **options: Any
        ) -> httpx.Response:
            response = send(client, request, **options)
            body = response.content if response.is_stream_consumed else b""
            media_type = response.headers.get("Content-Type", "")
            self._note(request.method, request.url.path, response.status_code, media_type, body)
            return response

        return listening

    def _note(self, method: str, path: str, status: int, media_type: str, body: bytes) -> None:
        operation = operation_at(method, path, contract())
        if operation is None:
            return
        code = json.loads(body)["code"] if media_type == PROBLEM and body else ""
        self._seen.add(Answer(str(operation), status, code))


def pytest_configure(config: pytest.Config) -> None:
    recorder = _Recorder(Path(os.environ[FILE_VARIABLE]))
    recorder.listen()
    config.pluginmanager.register(recorder)
