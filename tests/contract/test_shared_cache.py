"""Behind a shared cache everybody gets right bytes, and nobody gets what is another's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import time_machine

from tests.rig import learner as people
from tests.rig.product import Product, running
from tests.rig.shared_cache import SharedCache, shared_cache

BREWING = """
waymark: 1
roadmap: {slug: brewing, title: Brewing, track: ai-engineer, kind: specialism, summary: Tea first.}
skills:
  water: {title: Water, kind: concept, minutes: 5}
  leaves: {title: Leaves, kind: concept, minutes: 10}
nodes:
  - {skill: water}
"""
PUBLIC = [
    "/meta",
    "/openapi.json",
    "/tracks",
    "/tracks/ai-engineer",
    "/tracks/ai-engineer/comparison?with=ml-engineer",
    "/roadmaps",
    "/roadmaps/brewing",
    "/roadmaps/brewing/graph",
    "/roadmaps/brewing/nodes/water",
    "/roadmaps/brewing/versions",
    "/roadmaps/brewing/versions/1/graph",
    "/roadmaps/brewing/versions/1/nodes/water",
    "/skills",
    "/skills/water",
    "/fit-quiz",
    "/fit-quiz/results?maths=a-lot",
]
PERSONAL = [
    "/me",
    "/me/enrollments",
    "/me/marks",
    "/me/next",
    "/me/comparison?tracks=ai-engineer,ml-engineer",
    "/me/activity",
    "/me/digest",
    "/me/digest/preview",
    "/me/digests",
]
# As long as the public part may be kept, and a second.
LATER = timedelta(seconds=61)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose roadmaps these tests may change."""
    var = tmp_path_factory.mktemp("origin") / "var"
    with running(var, WAYMARK_RATE_SCALE="1000") as product:
        publish(product, BREWING)
        yield product


@pytest.fixture
def cache(origin: Product, tmp_path: Path) -> Iterator[SharedCache]:
    with shared_cache(f"{origin.url}/api/v1", tmp_path) as cache:
        yield cache


@pytest.fixture
def ada(cache: SharedCache, origin: Product) -> Iterator[httpx.Client]:
    """A script with a good token, which reads gzip."""
    token = f"Bearer {origin.first_run['token']}"
    with cache.client(**{"Accept-Encoding": "gzip", "Authorization": token}) as client:
        yield client


@pytest.fixture
def browser(cache: SharedCache) -> Iterator[httpx.Client]:
    """Somebody with stale cookies, who reads gzip too."""
    with cache.client(**{"Accept-Encoding": "gzip", "Cookie": "sessionid=stale"}) as client:
        yield client


@pytest.fixture
def plain(cache: SharedCache) -> Iterator[httpx.Client]:
    """Somebody who reads no compression."""
    with cache.client(**{"Accept-Encoding": "identity"}) as client:
        yield client


def publish(product: Product, roadmap: str) -> None:
    file = product.var.parent / "brewing.yaml"
    file.write_text(roadmap)
    product.manage("roadmap_import", str(file), "--write", "--publish")


def is_hit(answer: httpx.Response) -> bool:
    return answer.headers["Cache-Status"] == "hit"


def is_stored(answer: httpx.Response) -> bool:
    return answer.headers["Cache-Status"].endswith("stored")


@pytest.mark.parametrize("path", PUBLIC)
def test_one_reading_of_what_is_public_serves_everybody(
    path: str, origin: Product, cache: SharedCache, browser: httpx.Client, plain: httpx.Client
) -> None:
    whole = httpx.get(f"{origin.url}/api/v1{path}", headers={"Accept-Encoding": "identity"})

    first, second = browser.get(path), browser.get(path)
    uncompressed = [plain.get(path), plain.get(path)]
    anew = browser.get(path)

    assert is_stored(first)
    assert is_stored(uncompressed[0])
    assert all(map(is_hit, (second, uncompressed[1], anew)))
    assert len(cache.reached) == 2
    assert {answer.content for answer in (first, second, anew, *uncompressed)} == {whole.content}
    assert [answer.headers.get("Content-Encoding") for answer in (anew, uncompressed[1])] == [
        "gzip",
        None,
    ]
    assert anew.headers["Vary"] == "Accept-Encoding"
    assert int(anew.headers["Age"]) >= 0
    assert not first.cookies


def test_who_comes_with_credentials_gets_what_everybody_gets(
    cache: SharedCache, ada: httpx.Client, browser: httpx.Client
) -> None:
    kept = browser.get("/skills/water")

    answer = ada.get("/skills/water")

    assert is_hit(answer)
    assert answer.content == kept.content
    assert len(cache.reached) == 1


def test_what_is_kept_too_long_is_asked_for_and_confirmed(
    cache: SharedCache, browser: httpx.Client
) -> None:
    kept = [browser.get(path) for path in PUBLIC]

    with time_machine.travel(LATER):
        confirmed = [browser.get(path) for path in PUBLIC]

    assert [seen.status for seen in cache.reached[len(PUBLIC) :]] == [304] * len(PUBLIC)
    assert [answer.content for answer in confirmed] == [answer.content for answer in kept]


def test_what_a_curator_publishes_is_seen_within_a_minute(
    origin: Product, cache: SharedCache, browser: httpx.Client
) -> None:
    before = browser.get("/roadmaps/brewing/graph")
    told = browser.get("/skills/leaves").status_code

    publish(origin, f"{BREWING}  - {{skill: leaves, requires: [water]}}\n")

    assert browser.get("/roadmaps/brewing/graph").content == before.content
    with time_machine.travel(LATER):
        after = browser.get("/roadmaps/brewing/graph")
        skill = browser.get("/skills/leaves")
    assert after.json()["version"] == before.json()["version"] + 1
    assert (told, skill.status_code) == (404, 200)


def test_each_query_is_kept_for_itself(cache: SharedCache, browser: httpx.Client) -> None:
    queries = ["", "?limit=1", "?limit=2", "?limit=1&q=water", "?q=water&limit=1"]

    first = [browser.get(f"/skills{query}") for query in queries]
    second = [browser.get(f"/skills{query}") for query in queries]

    assert all(map(is_hit, second))
    assert [answer.content for answer in second] == [answer.content for answer in first]
    assert len(cache.reached) == len(queries)
    assert len(first[1].json()["items"]) == 1


def test_head_is_no_get(cache: SharedCache, browser: httpx.Client) -> None:
    head = browser.head("/tracks")
    got = browser.get("/tracks")

    assert head.content == b""
    assert got.json()["items"]
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert browser.head("/tracks").content == b""
    assert browser.get("/tracks").content == got.content


@pytest.mark.parametrize("path", PERSONAL)
def test_what_is_a_learners_own_is_never_kept(
    path: str, origin: Product, cache: SharedCache, ada: httpx.Client, plain: httpx.Client
) -> None:
    answers = [ada.get(path), ada.get(path), ada.head(path)]
    nobody = plain.get(path)

    assert {answer.status_code for answer in answers} == {200}
    assert not any(is_hit(answer) or is_stored(answer) for answer in (*answers, nobody))
    assert answers[0].headers["Cache-Control"] in {"private, no-cache", "no-store"}
    assert nobody.status_code == 401
    assert len(cache.reached) == 4


def test_two_learners_get_each_her_own(
    origin: Product, cache: SharedCache, ada: httpx.Client
) -> None:
    hers = ada.get("/me")
    with people.newcomer(origin.url, origin.mails) as eve:
        eve.sign_up()
        eve.verify()
        with cache.client(Authorization=f"Bearer {eve.take_token()}") as her_client:
            # A browser keeps answers by their address and may send another's ETag along.
            other = her_client.get("/me", headers={"If-None-Match": hers.headers["ETag"]})

    assert hers.json()["email"] == "demo@waymark.example"
    assert other.json()["email"] == eve.email


@pytest.mark.parametrize(
    ("path", "status"),
    [("/skills/nothing", 404), ("/skills?limit=0", 400), ("/skills?cursor=x", 422)],
)
def test_an_error_is_never_kept(
    path: str, status: int, cache: SharedCache, browser: httpx.Client
) -> None:
    answers = [browser.get(path), browser.get(path)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert not any(is_hit(answer) or is_stored(answer) for answer in answers)
    assert answers[0].headers["Cache-Control"] == "no-store"


def test_what_is_archived_is_gone_within_a_minute_and_its_going_is_not_kept(
    origin: Product, browser: httpx.Client
) -> None:
    archive = "UPDATE roadmap_roadmap SET archived_at = :at WHERE slug = 'brewing'"
    path = "/roadmaps/brewing"
    browser.get(path)

    origin.sql(archive, at="2026-11-20 08:00:00")
    kept = browser.get(path)
    with time_machine.travel(LATER):
        gone = browser.get(path)
        origin.sql(archive, at=None)
        back = browser.get(path)

    assert is_hit(kept)
    assert (gone.status_code, gone.json()["code"]) == (410, "archived")
    assert not is_stored(gone)
    assert back.status_code == 200
