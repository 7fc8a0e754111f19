"""What an answer must be, and the check that it is: exact where we speak, never HTML or a 5xx."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "code", "detail", "errors", "request_id"}


@dataclass(frozen=True)
class Answer:
    """An answer as any client sees it, however it was fetched. Header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def is_html(self) -> bool:
        return "html" in self.media_type or self.body.lstrip()[:1] == b"<"

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Expected:
    """A status, the code of a problem, and where the first of its `errors` points."""

    status: int
    code: str = ""
    where: str = ""
    pointer: str | None = None
    item: str = ""

    def check(self, answer: Answer) -> None:
        assert answer.status == self.status, answer
        assert not answer.is_html, answer
        if self.code:
            self._check_problem(answer)
        elif answer.body:
            assert answer.media_type == "application/json", answer

    def _check_problem(self, answer: Answer) -> None:
        problem = answer.document
        assert answer.media_type == PROBLEM, answer
        assert problem.keys() >= MEMBERS
        assert (problem["status"], problem["code"]) == (self.status, self.code)
        assert problem["type"].endswith(f"/problems/{self.code}")
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert "no-store" in answer.headers["cache-control"]
        if self.pointer is None:
            assert problem["errors"] == []
        else:
            first = problem["errors"][0]
            expected = (self.where, self.pointer, self.item)
            assert (first["in"], first["pointer"], first["code"]) == expected
            assert first["detail"]


def body(pointer: str, item: str) -> Expected:
    return Expected(400, "invalid_request", "body", pointer, item)


def query(pointer: str, item: str) -> Expected:
    return Expected(400, "invalid_request", "query", pointer, item)


def header(pointer: str, item: str) -> Expected:
    return Expected(400, "invalid_request", "header", pointer, item)


def good(status: int = 200) -> Expected:
    """Taken, or told in allauth's envelope: JSON that is no problem, or nothing."""
    return Expected(status)


MALFORMED = Expected(400, "malformed_json")
NOT_HTTP = Expected(400, "invalid_request")
NOT_SIGNED_IN = Expected(401, "not_authenticated")
NOT_ALLOWED = Expected(403, "insufficient_scope")
NOT_FOUND = Expected(404, "not_found")
NO_SUCH_METHOD = Expected(405, "method_not_allowed")
NO_LENGTH = Expected(411, "length_required")
TOO_LARGE = Expected(413, "too_large")
NOT_JSON = Expected(415, "unsupported_media_type")
UNKNOWN_SKILL = Expected(422, "unknown_skill")
UNKNOWN_ROADMAP = Expected(422, "unknown_roadmap")
NOT_MARKABLE = Expected(422, "not_markable")
CLOCK_AHEAD = Expected(422, "clock_ahead")
BAD_CURSOR = Expected(422, "cursor_invalid", "query", "/cursor", "bad_format")
