"""Strict fields through the door: what fits, what does not, and how it is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests.wire.conftest import Sends
from tests.wire.problem import faults_in, problem_in
from wire.parsing import Slug, StrictSerializer, parse_query
from wire.problems import InvalidRequest

UUID = "0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f"


@pytest.fixture
def understood(put: Sends) -> Any:
    """What the endpoint made of one field, beside the one it needs."""

    def send(field: str, value: Any) -> str:
        response = put(json.dumps({"status": "done", field: value}))
        assert response.status_code == 200, response.content
        return response.json()[field]

    return send


class TestWhatFits:
    @pytest.mark.parametrize(
        ("field", "value", "understood_as"),
        [
            ("name", "", ""),
            ("name", "  é\n ", "  é\n "),
            ("name", "x" * 10, "x" * 10),
            ("code", "AB", "AB"),
            ("minutes", 0, "0"),
            ("minutes", 600, "600"),
            ("minutes", 3.0, "3"),
            ("minutes", 1e2, "100"),
            ("minutes", -0.0, "0"),
            ("favourite", True, "True"),
            ("roadmap", "ai-engineer", "ai-engineer"),
            ("roadmap", "a" * 80, "a" * 80),
            ("roadmap", None, "None"),
            ("on", "2028-02-29", "2028-02-29"),
            ("url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
            ("url", "http://[::1]:8000/", "http://[::1]:8000/"),
            ("url", "https://x.y/" + "a" * 1988, "https://x.y/" + "a" * 1988),
            ("days_off", [], "[]"),
            ("events", [], "[]"),
        ],
    )
    def test_is_taken_as_it_is(
        self, understood: Any, field: str, value: Any, understood_as: str
    ) -> None:
        assert understood(field, value) == understood_as

    def test_an_instant_keeps_the_offset_it_was_sent_with(self, understood: Any) -> None:
        assert understood("at", "2026-11-20T09:00:00.25+01:00") == (
            "Instant(at=datetime.datetime(2026, 11, 20, 8, 0, 0, 250000, "
            "tzinfo=datetime.timezone.utc), offset_minutes=60, is_z=False)"
        )

    def test_a_uuid_may_be_in_capitals(self, put: Sends) -> None:
        event = {"id": UUID.upper(), "skill": "sql", "status": "done"}

        response = put(json.dumps({"status": "done", "inner": event}))

        assert UUID in response.json()["inner"]

    def test_what_is_left_out_takes_its_default(self, put: Sends) -> None:
        assert put('{"status": "done"}').json() == {"status": "done", "weekly": "300"}


class TestWhatDoesNotFit:
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("status", "finished", "not_a_choice"),
            ("status", "Done", "not_a_choice"),
            ("status", None, "wrong_type"),
            ("status", 1, "wrong_type"),
            ("status", ["done"], "wrong_type"),
            ("name", "x" * 11, "too_long"),
            ("name", 5, "wrong_type"),
            ("name", None, "wrong_type"),
            ("code", "A", "out_of_range"),
            ("code", "Ab", "bad_format"),
            ("code", "AB\n", "bad_format"),
            ("minutes", "3", "wrong_type"),
            ("minutes", True, "wrong_type"),
            ("minutes", 3.5, "wrong_type"),
            ("minutes", -1, "out_of_range"),
            ("minutes", 601, "out_of_range"),
            ("minutes", 10**299, "out_of_range"),
            ("minutes", 1e308, "out_of_range"),
            ("weekly", 0, "out_of_range"),
            ("favourite", 1, "wrong_type"),
            ("favourite", "true", "wrong_type"),
            ("roadmap", "AI", "bad_format"),
            ("roadmap", "a--b", "bad_format"),
            ("roadmap", "-a", "bad_format"),
            ("roadmap", "a\n", "bad_format"),
            ("roadmap", "à", "bad_format"),
            ("roadmap", "\N{ARABIC-INDIC DIGIT ONE}", "bad_format"),
            ("roadmap", "", "out_of_range"),
            ("roadmap", "a" * 81, "too_long"),
            ("at", "2026-11-20", "bad_format"),
            ("at", "2026-11-20T08:00:00", "bad_format"),
            ("at", "1970-01-01T00:00:00+14:00", "out_of_range"),
            ("at", 1763625600, "wrong_type"),
            ("on", "2026-02-29", "bad_format"),
            ("on", "20261120", "bad_format"),
            ("on", "2026-W47-5", "bad_format"),
            ("on", "2026-11-20T08:00:00Z", "bad_format"),
            ("on", "1969-12-31", "out_of_range"),
            ("on", "2201-01-01", "out_of_range"),
            ("on", 20261120, "wrong_type"),
            ("url", "javascript:alert(1)", "bad_format"),
            ("url", "ftp://example.org/", "bad_format"),
            ("url", "//example.org/", "bad_format"),
            ("url", "https://", "bad_format"),
            ("url", "https:///path", "bad_format"),
            ("url", "https://exa mple.org", "bad_format"),
            ("url", "https://example.org\\@evil.example", "bad_format"),
            ("url", "https://example.org/\r\nX: y", "bad_format"),
            ("url", "https://[", "bad_format"),
            ("url", "https://x.y/" + "a" * 1989, "bad_format"),
            ("url", 1, "wrong_type"),
            ("days_off", "2026-11-20", "wrong_type"),
            ("days_off", {}, "wrong_type"),
            ("days_off", ["2026-11-20"] * 3, "too_long"),
            ("inner", [], "wrong_type"),
            ("inner", None, "wrong_type"),
            ("nonsense", None, "unknown_field"),
        ],
    )
    def test_is_refused_at_its_place(self, put: Sends, field: str, value: Any, code: str) -> None:
        body = json.dumps({"status": "done", field: value})

        assert faults_in(put(body)) == {(f"/{field}", code)}

    def test_everything_wrong_is_told_at_once_with_its_place(self, put: Sends) -> None:
        good = {"id": UUID, "skill": "sql", "status": "done"}
        body = {
            "nme": "Ada",
            "minutes": "3",
            "days_off": ["2026-11-20", "tomorrow"],
            "events": [good, {**good, "skill": "SQL"}, {"id": 7, "extra": 1}, "no event"],
            "inner": {**good, "id": "0198f0ab3c1d7e529f640a1b2c3d4e5f"},
        }

        response = put(json.dumps(body))

        assert faults_in(response) == {
            ("/status", "required"),
            ("/nme", "unknown_field"),
            ("/minutes", "wrong_type"),
            ("/days_off/1", "bad_format"),
            ("/events/1/skill", "bad_format"),
            ("/events/2/id", "wrong_type"),
            ("/events/2/extra", "unknown_field"),
            ("/events/2/skill", "required"),
            ("/events/2/status", "required"),
            ("/events/3", "wrong_type"),
            ("/inner/id", "bad_format"),
        }
        assert response.json()["detail"] == "11 fields are wrong."

    @pytest.mark.parametrize(
        ("field", "value", "detail"),
        [
            ("status", "finished", "Use in_progress or done."),
            ("status", False, "Must be a string, not true or false."),
            ("minutes", "3", "Must be a whole number, not a string."),
            ("minutes", 700, "Must be between 0 and 600."),
            ("name", "x" * 11, "At most 10 characters; 11 came."),
            ("code", "a1", "Use capitals."),
            ("at", "1969-12-31T23:59:59Z", "The year must be between 1970 and 2200, in UTC."),
            ("days_off", None, "Must be an array, not null."),
            ("nme", "Ada", "There is no such field."),
            ("inner", None, "Must be an object, not null."),
            ("inner", [], "Must be an object."),
        ],
    )
    def test_the_words_say_what_would_fit(
        self, put: Sends, field: str, value: Any, detail: str
    ) -> None:
        problem = problem_in(put(json.dumps({"status": "done", field: value})))

        assert [fault["detail"] for fault in problem["errors"]] == [detail]
        assert problem["detail"] == "1 field is wrong."

    def test_a_flood_of_faults_is_counted_and_not_echoed(self, put: Sends) -> None:
        problem = problem_in(put(json.dumps({"k" * 1000 + str(n): n for n in range(300)})))

        assert problem["detail"] == "More than 100 fields are wrong; the first 100 are listed."
        assert len(problem["errors"]) == 100
        assert max(len(fault["pointer"]) for fault in problem["errors"]) < 210


class TestPartial:
    def test_nothing_is_required_and_no_default_is_made_up(self, client: Client) -> None:
        response = client.patch("/api/v1/me/echo", '{"name": "Ada"}', "application/json")

        assert response.json() == ["name"]

    def test_an_empty_body_changes_nothing(self, client: Client) -> None:
        response = client.patch("/api/v1/me/echo")

        assert response.json() == []

    def test_what_is_there_is_checked_as_ever(self, client: Client) -> None:
        response = client.patch(
            "/api/v1/me/echo", '{"minutes": "3", "inner": []}', "application/json"
        )

        assert faults_in(response) == {("/minutes", "wrong_type"), ("/inner", "wrong_type")}

    def test_what_lies_deeper_is_replaced_whole_and_so_must_be_whole(self, client: Client) -> None:
        event = {"id": UUID, "skill": "sql"}

        response = client.patch(
            "/api/v1/me/echo", json.dumps({"inner": event, "events": [event]}), "application/json"
        )

        assert faults_in(response) == {
            ("/inner/status", "required"),
            ("/events/0/status", "required"),
        }


class TestQuery:
    def test_texts_become_values(self, client: Client) -> None:
        query = "limit=10&tracks=a,b-c&since=2026-11-20&exact=true&q=%C3%A4+b"

        response = client.get(f"/api/v1/me/echo?{query}")

        assert response.json() == {
            "limit": "10",
            "cursor": "None",
            "tracks": "['a', 'b-c']",
            "since": "2026-11-20",
            "exact": "True",
            "q": "ä b",
        }

    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ("limt=10", "/limt", "unknown_parameter"),
            ("LIMIT=10", "/LIMIT", "unknown_parameter"),
            ("limit=10&limit=10", "/limit", "repeated_parameter"),
            ("limit=0", "/limit", "out_of_range"),
            ("limit=101", "/limit", "out_of_range"),
            ("limit=", "/limit", "wrong_type"),
            ("limit=1.0", "/limit", "wrong_type"),
            ("a&" * 100, "", "too_long"),
            ("limit=+1", "/limit", "wrong_type"),
            ("limit=1_0", "/limit", "wrong_type"),
            ("limit=%D9%A1", "/limit", "wrong_type"),
            ("limit=" + "9" * 5000, "/limit", "wrong_type"),
            ("exact=yes", "/exact", "wrong_type"),
            ("exact=True", "/exact", "wrong_type"),
            ("since=today", "/since", "bad_format"),
            ("since=0001-01-01", "/since", "out_of_range"),
            ("tracks=a,,b", "/tracks/1", "out_of_range"),
            ("tracks=a,b,c,d", "/tracks", "too_long"),
            ("tracks=a,b,a", "/tracks", "not_a_choice"),
            ("q=" + "x" * 21, "/q", "too_long"),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, client: Client, query: str, pointer: str, code: str
    ) -> None:
        response = client.get(f"/api/v1/me/echo?{query}")

        assert faults_in(response, "query") == {(pointer, code)}

    def test_every_wrong_parameter_is_named(self, client: Client) -> None:
        response = client.get("/api/v1/me/echo?a=1&b=2&limit=x&q=1&q=2")

        assert faults_in(response, "query") == {
            ("/a", "unknown_parameter"),
            ("/b", "unknown_parameter"),
            ("/limit", "wrong_type"),
            ("/q", "repeated_parameter"),
        }

    def test_a_needed_parameter_given_twice_is_repeated_and_not_missing(self) -> None:
        class Needed(StrictSerializer):
            to = Slug()

        with pytest.raises(InvalidRequest) as refused:
            parse_query(Needed, RequestFactory().get("/?to=a&to=b"))

        assert [fault.code for fault in refused.value.errors] == ["repeated_parameter"]

    @pytest.mark.parametrize("method", ["put", "patch"])
    def test_writes_take_no_parameters(self, client: Client, method: str) -> None:
        response = getattr(client, method)("/api/v1/me/echo?limit=1")

        assert faults_in(response, "query") == {("/limit", "unknown_parameter")}

    def test_a_view_that_declares_none_takes_none(self, client: Client) -> None:
        response = client.get("/api/v1/letters/a?x=1")

        assert faults_in(response, "query") == {("/x", "unknown_parameter")}
