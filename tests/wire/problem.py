"""Reading a problem answer: shape first, then what a test is about."""

from __future__ import annotations

from typing import Any

MEMBERS = {"type", "title", "status", "code", "detail", "errors", "request_id"}


def problem_in(response: Any) -> dict[str, Any]:
    """The problem in `response`, after checking what holds of every one."""
    assert response["Content-Type"] == "application/problem+json", response.content
    problem: dict[str, Any] = response.json()
    assert problem.keys() >= MEMBERS
    assert problem["status"] == response.status_code
    assert problem["type"] == f"http://testserver/problems/{problem['code']}"
    assert problem["request_id"] == response["X-Request-ID"]
    assert response["Cache-Control"] in {"no-store", "private, no-cache"}
    for fault in problem["errors"]:
        assert fault.keys() == {"in", "pointer", "code", "detail"}
        assert fault["detail"]
    return problem


def code_of(response: Any) -> tuple[int, str]:
    problem = problem_in(response)
    return problem["status"], problem["code"]


def faults_in(response: Any, where: str = "body") -> set[tuple[str, str]]:
    """(pointer, code) of each entry of `errors`, all of which are in `where`."""
    problem = problem_in(response)
    assert (problem["status"], problem["code"]) == (400, "invalid_request")
    assert {fault["in"] for fault in problem["errors"]} == {where}
    return {(fault["pointer"], fault["code"]) for fault in problem["errors"]}
