"""Contract 1: lists, ids, instants, repeated writes, and one shape for errors."""

from __future__ import annotations

import httpx
import pytest

from tests.contract.shapes import PROBLEM, check, slug


def test_a_list_has_items_and_a_cursor_that_ends_as_null(anonymous):
    pages = [anonymous.get("/skills", params={"limit": 60}).json()]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(anonymous.get("/skills", params={"limit": 60, "cursor": cursor}).json())

    check(pages[0], {"items": [{"slug": slug}], "next_cursor": str})
    assert pages[-1]["next_cursor"] is None
    slugs = [row["slug"] for page in pages for row in page["items"]]
    assert len(slugs) == len(set(slugs)) > 60


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code", "error"),
    [
        ("PUT", "/me/marks/python", b'{"status": ', 400, "malformed_json", None),
        (
            "PUT",
            "/me/marks/python",
            b'{"status": "finished"}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/status", "code": "not_a_choice"},
        ),
        (
            "PUT",
            "/me/marks/python",
            b'{"status": "done", "colour": "red"}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/colour", "code": "unknown_field"},
        ),
        (
            "PUT",
            "/me/marks/python",
            b'{"status": "done", "status": "done"}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/status", "code": "duplicate_key"},
        ),
        (
            "PUT",
            "/me/marks/python",
            b"{}",
            400,
            "invalid_request",
            {"in": "body", "pointer": "/status", "code": "required"},
        ),
        (
            "PUT",
            "/me/marks/python",
            b'{"status": "done", "evidence_url": "ftp://example.org"}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/evidence_url", "code": "bad_format"},
        ),
        (
            "PATCH",
            "/me",
            b'{"name": "a\\u0000b"}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/name", "code": "bad_character"},
        ),
        (
            "PATCH",
            "/me/enrollments/ai-engineer",
            b'{"weekly_minutes": "3"}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/weekly_minutes", "code": "wrong_type"},
        ),
        (
            "PATCH",
            "/me/enrollments/ai-engineer",
            b'{"weekly_minutes": true}',
            400,
            "invalid_request",
            {"in": "body", "pointer": "/weekly_minutes", "code": "wrong_type"},
        ),
        (
            "GET",
            "/skills?limit=0",
            b"",
            400,
            "invalid_request",
            {"in": "query", "pointer": "/limit", "code": "out_of_range"},
        ),
        (
            "GET",
            "/skills?colour=red",
            b"",
            400,
            "invalid_request",
            {"in": "query", "pointer": "/colour", "code": "unknown_parameter"},
        ),
        (
            "GET",
            "/skills?limit=1&limit=2",
            b"",
            400,
            "invalid_request",
            {"in": "query", "pointer": "/limit", "code": "repeated_parameter"},
        ),
        ("GET", "/skills?cursor=garbage", b"", 422, "cursor_invalid", None),
        ("GET", "/no/such/path", b"", 404, "not_found", None),
        ("GET", "/roadmaps/no-such-roadmap/graph", b"", 404, "not_found", None),
        ("POST", "/skills", b"{}", 405, "method_not_allowed", None),
        ("PUT", "/me/marks/no-such-skill", b'{"status": "done"}', 422, "unknown_skill", None),
        ("PUT", "/me/marks/~first-app", b'{"status": "done"}', 422, "not_markable", None),
        (
            "PUT",
            "/me/marks/python",
            b'{"status": "done", "roadmap": "no-such-roadmap"}',
            422,
            "unknown_roadmap",
            None,
        ),
        (
            "PUT",
            "/me/marks/python",
            b'{"status": "done", "occurred_at": "2199-01-01T00:00:00Z"}',
            422,
            "clock_ahead",
            None,
        ),
        ("PUT", "/me/enrollments/ai-engineer/skips/python", b"", 404, "not_found", None),
        ("PUT", "/me/marks/python", b'{"x": "' + b"a" * 1_100_000 + b'"}', 413, "too_large", None),
    ],
)
def test_every_error_is_a_problem_that_points_at_the_place(
    learner, method, path, content, status, code, error
):
    headers = {"Content-Type": "application/json"} if content else {}
    if path == "/me/enrollments/ai-engineer":
        learner.put(path, json={})

    answer = learner.request(method, path, content=content, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    check(answer.json(), PROBLEM)
    if error:
        assert error.items() <= answer.json()["errors"][0].items()


def test_a_clock_ahead_tells_the_time_of_the_server(learner):
    ahead = {"status": "done", "occurred_at": "2199-01-01T00:00:00Z"}

    answer = learner.put("/me/marks/python", json=ahead)

    assert answer.json()["server_now"].endswith("Z")


def test_a_body_that_is_not_json_is_refused(learner):
    answer = learner.put("/me/marks/python", content=b"status=done")
    form = learner.put("/me/marks/python", data={"status": "done"})

    assert [answer.json()["code"], form.json()["code"]] == ["unsupported_media_type"] * 2


def test_a_chunked_body_is_refused(learner):
    answer = learner.put(
        "/me/marks/python",
        content=iter([b'{"status": ', b'"done"}']),
        headers={"Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_nobody_signed_in_is_told_how(anonymous):
    answer = anonymous.get("/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert "Bearer" in answer.headers["www-authenticate"]
    check(answer.json(), PROBLEM)


def test_a_stale_token_is_no_matter_on_a_public_page(product):
    stale = {"Authorization": "Bearer wm_" + "x" * 43, "X-Session-Token": "stale"}

    answer = httpx.get(f"{product.url}/api/v1/tracks", headers=stale)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_encoding_of_a_public_page_has_its_own_strong_tag(anonymous):
    plain = anonymous.get("/roadmaps/ai-engineer/graph", headers={"Accept-Encoding": "identity"})
    packed = anonymous.get("/roadmaps/ai-engineer/graph", headers={"Accept-Encoding": "gzip"})
    again = anonymous.get(
        "/roadmaps/ai-engineer/graph",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]},
    )

    assert plain.json() == packed.json()
    assert plain.headers["etag"] != packed.headers["etag"]
    assert not packed.headers["etag"].startswith("W/")
    assert (again.status_code, again.content) == (304, b"")


def test_a_problem_type_resolves_to_a_page_that_teaches(anonymous):
    kind = anonymous.get("/no/such/path").json()["type"]

    page = httpx.get(kind)

    assert page.status_code == 200
    assert "not_found" in page.text
