"""docs/clients.md, line by line, as a newcomer would type it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import httpx
import pytest

from tests.rig.curl import curl
from tests.rig.learner import code_in
from tests.rig.product import Product

pytestmark = pytest.mark.worker

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "clients.md"
SHOWN_URL = "http://127.0.0.1:8000"
ADA = "ada@waymark.example"


@dataclass(frozen=True)
class Step:
    """A line that is typed, the headers that are shown for it (with `-i`), and the body."""

    command: str
    head: list[str]
    body: str


def steps(guide: str) -> Iterator[Step]:
    for block in re.findall(r"```console\n(.*?)```", guide, re.DOTALL):
        for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, answer = shown.partition("\n")
            head, _, body = answer.partition("\n\n") if " -i " in command else ("", "", answer)
            yield Step(command, head.splitlines(), body)


class Reader:
    """Fills in what earlier answers showed: a session, a token, an ETag, a cursor."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._knows = {
            "API": f"{product.url}/api/v1",
            "APP": f"{product.url}/_allauth/app/v1",
        }

    def types(self, step: Step) -> httpx.Response:
        if "$CODE" in step.command:
            self._knows["CODE"] = code_in(self._product.wait_for_mail(ADA, within=30))
        answer = curl(Template(step.command).substitute(self._knows))
        if any(line.startswith("ETag") for line in step.head):
            self._knows["ETAG"] = answer.headers["ETag"].replace('"', r"\"")
        if answer.content:
            self._remember(answer.json())
        return answer

    def _remember(self, body: dict[str, object]) -> None:
        found = {
            "SESSION": dict(body.get("meta") or {}).get("session_token"),  # type: ignore[call-overload]
            "TOKEN": body.get("token"),
            "CURSOR": body.get("next_cursor"),
        }
        self._knows |= {name: str(value) for name, value in found.items() if value}


def test_every_block_of_the_guide_shows_what_one_gets(fresh_product) -> None:
    product = fresh_product()
    product.start()
    reader = Reader(product)
    guide = GUIDE.read_text()

    for step in steps(guide):
        answer = reader.types(step)

        headers = [f"{name}: {value}" for name, value in answer.headers.multi_items()]
        status = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"
        for line in step.head:
            assert any(shows(line, told) for told in [status, *headers]), (step.command, headers)
        assert shows(step.body, answer.text.replace(product.url, SHOWN_URL)), step.command
    assert guide.count("\n$ ") == len(list(steps(guide))) > 10


def shows(shown: str, told: str) -> bool:
    """Whether `shown` is what was told, when spaces do not count and `…` may be anything."""
    pattern = ".*".join(re.escape(part) for part in re.sub(r"\s", "", shown).split("…"))
    return re.fullmatch(pattern, re.sub(r"\s", "", told), re.IGNORECASE | re.DOTALL) is not None
