"""Each `type` of a problem leads to a page, and what the page tells is what the code does."""

from __future__ import annotations

import importlib
import json
import pkgutil
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.wire.problem import code_of
from wire.catalogue import CATALOGUE, ITEM_CODES
from wire.problem_pages import rules
from wire.problems import DomainError, errors_of

APPS = ("accounts", "progress", "roadmap", "wire")
# Of the contract, for what is still to come: nothing raises them yet.
AWAITED = {"edition_moved_on", "cursor_expired"}


@pytest.fixture(scope="module", autouse=True)
def all_of_the_product() -> None:
    """Every module, so that no class of an error is missed."""
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            importlib.import_module(module.name)


def raised_for(code: str) -> list[type[DomainError]]:
    return [error for error in errors_of(code) if error.__module__.split(".")[0] in APPS]


def text_of(page: Any) -> str:
    html = page.content.decode().replace("<code>", "`").replace("</code>", "`")
    return " ".join(unescape(html).split())


class TestCompleteness:
    def test_every_code_is_told_by_a_class(self) -> None:
        assert {code for code in CATALOGUE if not raised_for(code)} == AWAITED

    def test_no_class_can_be_written_without_a_page(self) -> None:
        with pytest.raises(KeyError, match="nowhere"):
            type("Nowhere", (DomainError,), {"code": "nowhere"})

    def test_every_class_is_found_by_its_code(self) -> None:
        told = {error.__name__ for code in CATALOGUE for error in raised_for(code)}

        assert {"NotFound", "Unavailable", "CursorInvalid", "HandleTaken", "TooManyEvents"} <= told

    def test_what_a_class_promises_stands_on_its_page_alone(self) -> None:
        promise = "The learner wrote as much within a day as one learner may."

        assert [code for code in CATALOGUE if promise in rules(code)] == ["rate_limited"]

    @pytest.mark.parametrize("code", ["internal_error", "unknown_skill"])
    def test_neither_bases_of_apps_nor_a_lone_class_add_to_the_cause(self, code: str) -> None:
        assert rules(code) == []


class TestPages:
    @pytest.mark.parametrize("code", CATALOGUE)
    def test_tell_cause_rules_example_and_remedy(self, client: Client, code: str) -> None:
        page = client.get(f"/problems/{code}")

        entry = CATALOGUE[code]
        assert page.status_code == 200
        assert page["Content-Type"] == "text/html; charset=utf-8"
        assert page["Cache-Control"] == "public, max-age=3600"
        for told in (entry.title, entry.cause, entry.example, entry.remedy, *rules(code)):
            assert told.strip()
            assert " ".join(told.split()) in text_of(page)
        assert f"<strong>{entry.status}</strong>" in page.content.decode()

    @pytest.mark.parametrize("code", CATALOGUE)
    def test_show_the_answer_whole(self, client: Client, code: str) -> None:
        html = unescape(client.get(f"/problems/{code}").content.decode())

        answer = json.loads(html[html.index("<pre>{\n") + len("<pre>") :].partition("</pre>")[0])
        assert answer["code"] == code
        assert answer["status"] == CATALOGUE[code].status
        assert answer["type"].endswith(f"/problems/{code}")

    def test_of_a_broken_schema_lists_what_can_be_wrong(self, client: Client) -> None:
        told = text_of(client.get("/problems/invalid_request"))

        for code, meaning in ITEM_CODES.items():
            assert f"<dt>`{code}`</dt> <dd>{meaning}</dd>" in told

    def test_are_listed_on_one(self, client: Client) -> None:
        html = client.get("/problems").content.decode()

        for code in CATALOGUE:
            assert f'<a href="/problems/{code}">' in html

    def test_an_unknown_code_has_none(self, client: Client) -> None:
        assert code_of(client.get("/problems/nonsense")) == (404, "not_found")
