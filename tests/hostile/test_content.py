"""What curators write may hold anything; wherever it is shown again, none of it runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from tests.hostile.sending import Sender
from tests.rig.product import Product

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

SCRIPT = "<script>alert(1)</script>"
MARKUP = [
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">click</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&#58;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox(1))",
    "[click](<java\tscript:alert(1)>)",
    '[click](https://a.example/ "x\\" onmouseover=\\"alert(1)")',
    "![pixel](https://evil.example/pixel.png)",
    "<https://a.example/?q=<script>alert(1)</script>>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "```html\n<script>alert(1)</script>\n```",
    '=HYPERLINK("https://evil.example")',
]
SAFE_TAGS = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ROADMAP = """\
waymark: 1
roadmap: {{slug: hostile, title: {title}, kind: specialism, summary: {title}}}
skills:
  hostile-skill:
    title: {title}
    kind: concept
    minutes: 60
    summary: {title}
    description: {description}
nodes:
  - {{skill: hostile-skill, role_note: {title}}}
  - {{milestone: end, title: {title}, requires: [hostile-skill]}}
"""


class Page(HTMLParser):
    """What a browser would make of a text: its elements, and what of it would run."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.running: list[str] = []
        self._is_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._is_script = tag == "script"
        for name, value in attrs:
            address = re.sub(r"[\s\0-\x20]", "", value or "").lower()
            if name.startswith("on") or name == "srcdoc":
                self.running.append(f"{name}={value}")
            if name in {"href", "src", "action"} and ":" in address.partition("/")[0]:
                scheme = address.partition(":")[0]
                self.running += [address] * (scheme not in {"http", "https", "mailto"})

    def handle_data(self, data: str) -> None:
        if self._is_script and "alert(" in data:
            self.running.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False


@pytest.fixture(scope="module")
def published(fortress: Product, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The slug of a roadmap that is hostile in every text it has."""
    description = "\n\n".join(MARKUP)
    text = ROADMAP.format(title=json.dumps(SCRIPT), description=json.dumps(description))
    file: Path = tmp_path_factory.mktemp("content") / "hostile.yaml"
    file.write_text(text)
    fortress.manage("roadmap_import", str(file), "--write", "--publish")
    return "hostile"


def test_a_description_keeps_nothing_that_runs_or_loads(sender: Sender, published: str) -> None:
    node = sender.ask("GET", f"/api/v1/roadmaps/{published}/nodes/hostile-skill").document

    page = Page(node["description_html"])

    assert page.running == []
    assert page.tags <= SAFE_TAGS
    assert node["title"] == SCRIPT


def test_json_of_hostile_texts_is_never_taken_for_a_page(sender: Sender, published: str) -> None:
    for path in (f"roadmaps/{published}/graph", f"roadmaps/{published}", "skills/hostile-skill"):
        answer = sender.ask("GET", f"/api/v1/{path}", headers={"Accept": "text/html"})

        assert answer.media_type == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_digest_shows_hostile_texts_as_texts(sender: Sender, published: str) -> None:
    token = sender.credentials["token"]
    sender.ask("PUT", f"/api/v1/me/enrollments/{published}", json={}, headers=token)
    done = {"status": "done"}
    sender.ask("PUT", "/api/v1/me/marks/hostile-skill", json=done, headers=token)
    sender.ask("PATCH", "/api/v1/me", json={"name": SCRIPT}, headers=token)

    preview = sender.ask("GET", "/api/v1/me/digest/preview", headers=token).document

    page = Page(preview["html"])
    assert page.running == []
    assert not page.tags & {"script", "img", "iframe", "svg", "form"}
    assert "\n" not in preview["subject"]
    assert SCRIPT in preview["text"]
    assert "&lt;script&gt;" in preview["html"]


class TestAdmin:
    @pytest.fixture
    def curator(self, fortress: Product) -> Iterator[httpx.Client]:
        with fortress.client() as client:
            form = client.get("/admin/login/").text
            [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
            admin = fortress.first_run["admin"]
            who = {"username": admin["email"], "password": admin["password"]}
            answer = client.post("/admin/login/", data={"csrfmiddlewaretoken": token, **who})
            assert answer.status_code == 302
            yield client

    def test_shows_hostile_texts_as_texts(
        self, curator: httpx.Client, fortress: Product, published: str
    ) -> None:
        [[skill]] = fortress.sql("SELECT id FROM roadmap_skill WHERE slug = 'hostile-skill'")
        [[roadmap]] = fortress.sql(f"SELECT id FROM roadmap_roadmap WHERE slug = '{published}'")
        paths = [
            "/admin/roadmap/skill/?q=hostile",
            f"/admin/roadmap/skill/{skill}/change/",
            "/admin/roadmap/roadmap/",
            f"/admin/roadmap/roadmap/{roadmap}/change/",
            "/admin/roadmap/version/",
        ]

        for path in paths:
            answer = curator.get(path)
            assert answer.status_code == 200, path
            assert Page(answer.text).running == [], path
            assert SCRIPT not in answer.text, path


class TestRoadmapFiles:
    def test_a_cycle_through_ten_thousand_nodes_is_named(
        self, fortress: Product, tmp_path: Path
    ) -> None:
        file = tmp_path / "large.yaml"
        file.write_text(_chain(10_000))

        faults = json.loads(fortress.refused("roadmap_check", str(file), "--format", "json"))

        assert [fault["code"] for fault in faults] == ["cycle"]
        names = faults[0]["detail"].split(" → ")
        assert names[0] == names[-1]
        assert len(set(names)) == len(names) - 1 == 10_000

    def test_a_resource_that_is_no_page_is_refused(self, fortress: Product, tmp_path: Path) -> None:
        file = tmp_path / "scripted.yaml"
        file.write_text(
            "waymark: 1\nroadmap: {slug: scripted, title: A, kind: role, summary: A}\nskills:\n"
            "  a: {title: A, kind: tool, minutes: 60, resources: [\n"
            '    {url: "javascript:alert(1)", title: A, type: article, free: true},\n'
            '    {url: "data:text/html,x", title: A, type: article, free: true},\n'
            '    {url: "file:///etc/passwd", title: A, type: article, free: true}]}\n'
            "nodes:\n  - {skill: a}\n"
        )

        told = json.loads(fortress.refused("roadmap_check", str(file), "--format", "json"))

        paths = [fault["path"] for fault in told]
        assert paths == [f"skills/a/resources/{place}/url" for place in range(3)]


def _chain(size: int) -> str:
    """Each node waits for the one before, and the first for the last."""
    skills = [f"  n{n}: {{title: Skill {n}, kind: concept, minutes: {n}}}" for n in range(size)]
    nodes = [f"  - {{skill: n{n}, requires: [n{(n - 1) % size}]}}" for n in range(size)]
    head = "waymark: 1\nroadmap: {slug: large, title: Large, kind: role, summary: A}\nskills:\n"
    return head + "\n".join(skills) + "\nnodes:\n" + "\n".join(nodes) + "\n"
