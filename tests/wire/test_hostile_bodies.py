"""Bodies from hell: each gets an exact answer, quickly, and none an internal error."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.test import Client

from tests.wire.conftest import Sends
from tests.wire.problem import code_of, faults_in, problem_in

MEBIBYTE = 1024 * 1024


class TestMalformedJson:
    @pytest.mark.parametrize(
        "body",
        [
            b'{"status": "done",}',
            b'{"status": "done"',
            b"{'status': 'done'}",
            b'{"status": "done"} {}',
            b'{"status": NaN}',
            b'{"minutes": Infinity}',
            b'{"minutes": -Infinity}',
            b'{"minutes": 1e400}',
            b'{"minutes": -1e999999999}',
            b'{"minutes": ' + b"9" * 5000 + b"}",
            b'{"minutes": 01}',
            b'{"name": "a\x00b"}',
            b'{"name": "tab\tinside"}',
            b'{"name": "\xff\xfe"}',
            b'{"name": "\xed\xa0\x80"}',
            b'{"name": "\\x41"}',
            b'{"name": "never closed',
            b'\xef\xbb\xbf{"status": "done"}',
            '{"status": "done"}'.encode("utf-16"),
            b"   ",
            b'\\"' * 1000,
        ],
    )
    def test_is_told_as_such(self, put: Sends, body: bytes) -> None:
        response = put(body)

        assert code_of(response) == (400, "malformed_json")
        assert response.json()["errors"] == []

    def test_says_where_reading_stopped(self, put: Sends) -> None:
        problem = problem_in(put('{"status": "done",\n "name" 1}'))

        assert problem["detail"] == "Expecting ':' delimiter at line 2 column 9."

    def test_a_body_shorter_than_announced_is_not_taken_for_whole(self, client: Client) -> None:
        cut_off = {"wsgi.input": BytesIO(b'{"status": "done"}'), "CONTENT_LENGTH": "40"}

        response = client.put("/api/v1/me/echo", CONTENT_TYPE="application/json", **cut_off)

        assert code_of(response) == (400, "malformed_json")


class TestAmbiguousJson:
    def test_a_repeated_key_is_pointed_at(self, put: Sends) -> None:
        body = '{"status": "done", "inner": {"id": 1, "id": 2, "id": 3}, "status": "done"}'

        assert faults_in(put(body)) == {
            ("/status", "duplicate_key"),
            ("/inner/id", "duplicate_key"),
        }

    def test_a_repeated_key_inside_an_array_is_pointed_at(self, put: Sends) -> None:
        body = '{"status": "done", "events": [{}, {"a/b~": 1, "a/b~": 1}]}'

        assert faults_in(put(body)) == {("/events/1/a~1b~0", "duplicate_key")}

    @pytest.mark.parametrize("escape", ["\\u0000", "\\ud800", "\\uDFFF", "\\udc00\\ud800"])
    def test_what_no_database_takes_is_pointed_at(self, put: Sends, escape: str) -> None:
        body = f'{{"status": "done", "events": [{{"skill": "a{escape}"}}]}}'

        assert faults_in(put(body)) == {("/events/0/skill", "bad_character")}

    def test_bad_characters_are_found_in_keys_and_in_what_is_unknown(self, put: Sends) -> None:
        body = '{"status": "done", "other": [["\\u0000"]], "a\\u0000": 1}'

        assert faults_in(put(body)) == {
            ("/other/0/0", "bad_character"),
            ("/a\0", "bad_character"),
        }

    def test_a_surrogate_pair_is_one_good_character(self, put: Sends) -> None:
        response = put('{"status": "done", "name": "\\ud83d\\ude00"}')

        assert response.status_code == 200
        assert response.json()["name"] == "😀"

    @pytest.mark.parametrize("body", ["[]", '"done"', "3", "null", "true", '[{"status": "done"}]'])
    def test_a_body_must_be_an_object(self, put: Sends, body: str) -> None:
        assert faults_in(put(body)) == {("", "wrong_type")}


class TestDepth:
    @pytest.mark.parametrize(
        "body",
        [
            b"[" * 100_000,
            b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
            b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
        ],
    )
    def test_deep_nesting_is_refused_without_being_followed(self, put: Sends, body: bytes) -> None:
        assert faults_in(put(body)) == {("", "too_deep")}

    def test_32_levels_are_read(self, put: Sends) -> None:
        body = b'{"status":"done","x":' + b"[" * 31 + b"]" * 31 + b"}"

        assert faults_in(put(body)) == {("/x", "unknown_field")}

    def test_brackets_in_strings_are_no_levels(self, put: Sends) -> None:
        body = json.dumps({"status": "done", "x": '[{"\\' * 100})

        assert faults_in(put(body)) == {("/x", "unknown_field")}

    def test_a_wide_body_is_not_deep(self, put: Sends) -> None:
        body = json.dumps({"status": "done", "x": [[]] * 1000})

        assert faults_in(put(body)) == {("/x", "unknown_field")}


class TestSizeAndKind:
    def test_more_than_a_mebibyte_is_refused(self, put: Sends) -> None:
        assert code_of(put(b" " * (MEBIBYTE + 1))) == (413, "too_large")

    def test_a_mebibyte_is_read(self, put: Sends) -> None:
        body = b'{"status": "done"}'

        assert put(body + b" " * (MEBIBYTE - len(body))).status_code == 200

    def test_too_large_a_body_is_refused_before_it_is_read(self, client: Client) -> None:
        response = client.generic(
            "PUT", "/api/v1/me/echo", b"{}", "application/json", CONTENT_LENGTH=str(10**10)
        )

        assert code_of(response) == (413, "too_large")

    @pytest.mark.parametrize("length", ["-1", "1_000", "x", "²"])
    def test_a_length_that_is_no_number_counts_as_none(self, client: Client, length: str) -> None:
        response = client.generic(
            "PUT", "/api/v1/me/echo", b"{}", "application/json", CONTENT_LENGTH=length
        )

        assert code_of(response) == (411, "length_required")

    def test_a_chunked_body_is_refused(self, client: Client) -> None:
        response = client.put(
            "/api/v1/me/echo", content_type="application/json", HTTP_TRANSFER_ENCODING="chunked"
        )

        assert code_of(response) == (411, "length_required")

    @pytest.mark.parametrize(
        "content_type",
        [
            "text/plain",
            "text/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=latin-1",
            "application/json; charset=bz2",
            "application/json; charset=utf-8; charset=latin-1",
            "application/json; Charset=latin-1",
            "application/json; charset*=utf-8''latin-1",
            "application/json, application/json",
            "application/jsonp",
            "",
            ";;;",
        ],
    )
    def test_only_json_in_utf_8_is_taken(self, put: Sends, content_type: str) -> None:
        response = put(b'{"status": "done"}', content_type)

        assert code_of(response) == (415, "unsupported_media_type")

    @pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "deflate", "identity, gzip", ""])
    def test_a_compressed_body_is_not_taken(self, put: Sends, coding: str) -> None:
        response = put(b'{"status": "done"}', **{"Content-Encoding": coding})

        assert code_of(response) == (415, "unsupported_media_type")

    def test_a_body_said_to_be_as_it_is_is_taken(self, put: Sends) -> None:
        response = put(b'{"status": "done"}', **{"Content-Encoding": "Identity"})

        assert response.status_code == 200

    @pytest.mark.parametrize(
        "content_type",
        ["application/json; charset=utf-8", "Application/JSON; charset=UTF-8", "application/json;"],
    )
    def test_how_json_is_spelled_does_not_matter(self, put: Sends, content_type: str) -> None:
        assert put(b'{"status": "done"}', content_type).status_code == 200


class TestQueriesAndPaths:
    @pytest.mark.parametrize("query", ["q=%ff", "q=%ed%a0%80", "%ff=1"])
    def test_a_query_that_is_not_utf_8_is_refused(self, client: Client, query: str) -> None:
        response = client.get(f"/api/v1/me/echo?{query}")

        assert faults_in(response, "query") == {("", "bad_character")}

    def test_nul_in_a_query_is_refused(self, client: Client) -> None:
        response = client.get("/api/v1/me/echo?q=a%00b")

        assert faults_in(response, "query") == {("/q", "bad_character")}

    @pytest.mark.parametrize("path", ["/api/v1/letters/a%00b", "/nowhere/%00"])
    def test_nul_in_a_path_names_nothing(self, client: Client, path: str) -> None:
        assert code_of(client.get(path)) == (404, "not_found")

    def test_a_path_that_is_not_utf_8_does_no_harm(self, client: Client) -> None:
        assert client.get("/api/v1/letters/%ff").json()["letter"] == "%FF"
