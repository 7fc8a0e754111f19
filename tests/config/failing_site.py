"""A site that fails in every way a site can, for the real web server in front of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from config import gunicorn

# What a client gets is a matter of seconds; which ones is not what is proved.
gunicorn.PATIENCE_SECONDS = 1.0

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
    match environ["PATH_INFO"]:
        case "/raises":
            raise RuntimeError("before the first byte")
        case "/wrong-header":
            start_response("200 OK", [("X-Name", "a\r\nX-Evil: b")])
        case "/breaks":
            start_response("200 OK", [("Content-Length", "100"), ("Content-Type", "text/plain")])
            yield b"begun"
            raise RuntimeError("after the first byte")
        case "/breaks-in-chunks":
            start_response("200 OK", [("Content-Type", "text/plain")])
            yield b"begun"
            raise RuntimeError("after the first chunk")
        case "/large":
            start_response("200 OK", [("Content-Length", str(64 << 20))])
            yield from (b"x" * (1 << 20) for _ in range(64))
        case "/length":
            yield from _answer(start_response, str(len(environ["wsgi.input"].read())))
        case _:
            yield from _answer(start_response, str(os.getpid()))


def _answer(start_response: StartResponse, text: str) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Length", str(len(text)))])
    yield text.encode()
