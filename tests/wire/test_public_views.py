"""What anybody may read: cacheable by everyone, the same for everyone."""

from __future__ import annotations

import gzip
import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.wire.endpoints import LetterView
from tests.wire.problem import code_of
from wire.code import fingerprint
from wire.conditions import prefers_gzip
from wire.problems import NotFound

LETTER = "/api/v1/letters/a"


def headers_of(response: Any) -> set[str]:
    return {name.lower() for name in response.headers}


class TestAnswer:
    def test_is_compact_json_in_utf_8(self, client: Client) -> None:
        response = client.get(LETTER)

        assert response["Content-Type"] == "application/json"
        assert response.content == ('{"letter":"a","padding":"' + "ä" * 2000 + '"}').encode()
        assert response["Content-Length"] == str(len(response.content))

    def test_may_be_kept_by_every_cache(self, client: Client) -> None:
        response = client.get(LETTER, headers={"Origin": "https://anywhere.example"})

        assert response["Cache-Control"] == "public, max-age=60"
        assert response["Vary"] == "Accept-Encoding"
        assert "set-cookie" not in headers_of(response)
        assert not response.cookies

    def test_is_not_moved_by_credentials(self, client: Client) -> None:
        stale = {"Authorization": "Bearer wm_stale", "X-Session-Token": "stale"}
        client.cookies["sessionid"] = "stale"

        with_credentials = client.get(LETTER, headers=stale)

        assert with_credentials.status_code == 200
        plain = Client().get(LETTER)
        assert with_credentials.content == plain.content
        assert headers_of(with_credentials) == headers_of(plain)

    def test_head_tells_the_same_without_the_body(self, client: Client) -> None:
        got, head = client.get(LETTER), client.head(LETTER)

        assert head.status_code == 200
        assert head.content == b""
        for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Vary"):
            assert head[name] == got[name]


class TestETag:
    @pytest.mark.parametrize("encoding", ["identity", "gzip"])
    def test_is_strong_and_the_same_for_the_same_bytes(self, client: Client, encoding: str) -> None:
        first, again = (client.get(LETTER, headers={"Accept-Encoding": encoding}) for _ in range(2))

        assert re.fullmatch('"[0-9a-f]{64}"', first["ETag"])
        assert (again["ETag"], again.content) == (first["ETag"], first.content)
        assert first.get("Content-Encoding", "identity") == encoding

    def test_each_encoding_has_its_own(self, client: Client) -> None:
        plain = client.get(LETTER)
        zipped = client.get(LETTER, headers={"Accept-Encoding": "gzip"})

        assert gzip.decompress(zipped.content) == plain.content
        assert zipped["ETag"] != plain["ETag"]
        assert len(zipped.content) < len(plain.content) / 10

    @pytest.mark.parametrize("encoding", ["identity", "gzip"])
    @pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
    def test_saves_sending_what_the_client_has(
        self, client: Client, encoding: str, form: str
    ) -> None:
        first = client.get(LETTER, headers={"Accept-Encoding": encoding})

        again = client.get(
            LETTER,
            headers={"Accept-Encoding": encoding, "If-None-Match": form.format(first["ETag"])},
        )

        assert again.status_code == 304
        assert again.content == b""
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again[name] == first[name]
        assert "content-encoding" not in headers_of(again)
        assert not {"content-length", "content-type"} & headers_of(again)

    def test_of_another_encoding_or_letter_saves_nothing(self, client: Client) -> None:
        others = [
            client.get(LETTER, headers={"Accept-Encoding": "gzip"})["ETag"],
            client.get("/api/v1/letters/b")["ETag"],
            "nonsense",
        ]

        for etag in others:
            assert client.get(LETTER, headers={"If-None-Match": etag}).status_code == 200

    def test_is_known_before_anything_is_made(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        etag = client.get(LETTER)["ETag"]
        monkeypatch.delattr(LetterView, "answer")

        assert client.get(LETTER, headers={"If-None-Match": etag}).status_code == 304

    def test_star_means_what_is_there_only(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(LetterView, "answer", lambda self, **_: absent())

        assert client.get(LETTER, headers={"If-None-Match": "*"}).status_code == 404

    def test_is_another_one_for_another_state_of_the_rows(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        etag = client.get(LETTER)["ETag"]
        monkeypatch.setattr(LetterView, "stamp", lambda self: "another")

        assert client.get(LETTER, headers={"If-None-Match": etag}).status_code == 200
        assert client.get(LETTER)["ETag"] != etag

    def test_of_what_was_read_while_somebody_saved_is_never_given_again(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        states = count()
        monkeypatch.setattr(LetterView, "stamp", lambda self: str(next(states) % 2))

        torn = [client.get(LETTER) for _ in range(4)]

        monkeypatch.setattr(LetterView, "stamp", lambda self: "0")
        settled = client.get(LETTER)["ETag"]
        monkeypatch.setattr(LetterView, "stamp", lambda self: "1")
        settled_later = client.get(LETTER)["ETag"]
        assert {response.status_code for response in torn} == {200}
        assert len({settled, settled_later, *(response["ETag"] for response in torn)}) == 6

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PUBLIC_URL", "https://elsewhere.example"),
            ("SECRET_KEY", "another"),
            ("VERSION", "9.9.9"),
            ("FEATURE_LEVEL", 99),
        ],
    )
    def test_is_another_one_under_other_settings(
        self, client: Client, settings: Settings, name: str, value: str | int
    ) -> None:
        etag = client.get(LETTER)["ETag"]
        setattr(settings, name, value)

        assert client.get(LETTER)["ETag"] != etag

    def test_is_another_one_from_other_code(
        self, client: Client, settings: Settings, tmp_path: Path
    ) -> None:
        etags = {client.get(LETTER)["ETag"]}
        settings.BASE_DIR = tmp_path
        package = tmp_path / "wire"
        package.mkdir()

        for source in ("", "shape = 1", "shape = 2"):
            (package / "__init__.py").write_text(source)
            fingerprint.cache_clear()
            etags.add(client.get(LETTER)["ETag"])

        assert len(etags) == 4
        fingerprint.cache_clear()


def absent() -> None:
    raise NotFound


class TestPrefersGzip:
    @pytest.mark.parametrize(
        "header",
        [
            "gzip",
            "GZIP",
            "x-gzip",
            "gzip, deflate, br",
            "br;q=1.0, gzip;q=0.8, *;q=0.1",
            "*",
            "gzip;q=0.001",
            "gzip ; q=0.5",
            "identity;q=0, gzip",
            "gzip;q=0.5, identity;q=0.5",
        ],
    )
    def test_yes(self, header: str) -> None:
        assert prefers_gzip(header)

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "identity",
            "br",
            "gzip;q=0",
            "gzip;q=0.0, *",
            "*;q=0",
            "gzip;q=0.5, identity",
            "gzip;q=x",
            "gzip;q=2",
            "gzip;q=-1",
            "gzip;q=nan",
            "gzip;level=9",
            "gzipped",
            ",;,=",
        ],
    )
    def test_no(self, header: str) -> None:
        assert not prefers_gzip(header)


class TestUnderneath:
    def test_problems_of_public_paths_are_never_cached(self, client: Client) -> None:
        response = client.get("/api/v1/nowhere")

        assert code_of(response) == (404, "not_found")
        assert response["Cache-Control"] == "no-store"
