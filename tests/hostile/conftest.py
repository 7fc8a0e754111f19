"""One product on PostgreSQL for all of them, a learner, and a table of what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.hostile.sending import Sender, Tally
from tests.rig.ids import fresh_id
from tests.rig.learner import Newcomer, newcomer
from tests.rig.product import Product, running
from tests.servers.postgres import database

_TALLY = pytest.StashKey[Tally]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TALLY] = Tally()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    tally = config.stash[_TALLY]
    if tally.statuses:
        terminalreporter.section("hostile requests, by status")
        for line in tally.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def fortress(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product on PostgreSQL that nothing here may break. Its limits are out of the way."""
    var = tmp_path_factory.mktemp("fortress") / "var"
    with (
        database(postgres_url, f"hostile_{fresh_id()}") as url,
        running(var, DATABASE_URL=url, WAYMARK_RATE_SCALE="1000") as product,
    ):
        yield product


@pytest.fixture(scope="session")
def people(fortress: Product) -> Iterator[tuple[Newcomer, Newcomer]]:
    """A learner who follows a roadmap and has a mark, and a stranger to her."""
    with ExitStack() as stack:
        learner, stranger = (
            stack.enter_context(newcomer(fortress.url, fortress.mails)) for _ in range(2)
        )
        for person in (learner, stranger):
            person.sign_up()
            person.verify()
        yield learner, stranger


@pytest.fixture(scope="session")
def learner(people: tuple[Newcomer, Newcomer]) -> Newcomer:
    return people[0]


@pytest.fixture(scope="session")
def stranger(people: tuple[Newcomer, Newcomer]) -> Newcomer:
    return people[1]


@pytest.fixture(scope="session")
def sender(fortress: Product, learner: Newcomer, pytestconfig: pytest.Config) -> Iterator[Sender]:
    session = {"X-Session-Token": learner.session_token}
    learner.put("/me/enrollments/ai-engineer", json={}).raise_for_status()
    learner.put("/me/marks/git", json={"status": "done"}).raise_for_status()
    credentials = {
        "nobody": {},
        "session": session,
        "token": {"Authorization": f"Bearer {learner.take_token()}"},
    }
    # Now rather than in a test that holds the rows of before to those of after.
    learner.get("/me").raise_for_status()
    with httpx.Client(timeout=30) as client:
        yield Sender(fortress.url, credentials, pytestconfig.stash[_TALLY], client)
