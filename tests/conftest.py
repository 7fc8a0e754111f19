"""What every test may ask for. Nothing here imports Django or one of our packages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis

from tests.rig.product import Product, running
from tests.servers.postgres import postgres
from tests.servers.smtp import SmtpSink
from tests.servers.smtp import smtp_sink as running_smtp_sink

NewProduct = Callable[..., Product]

# A property is judged by what it says, not by how busy the machine is that tries it.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database in this process, and keep PostgreSQL's tests off SQLite."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    elsewhere = pytest.mark.skip(reason="needs PostgreSQL, as `make test` gives it")
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker("database")
            if item.get_closest_marker("postgres") and not on_postgres:
                item.add_marker(elsewhere)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A superuser's URL of a real PostgreSQL; make databases of your own in it."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A real Redis; tests.environment has started it."""
    return os.environ["TEST_REDIS_URL"]


@pytest.fixture(scope="session")
def _redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(autouse=True)
def _nothing_counted_yet(_redis: Redis) -> None:
    """What limits have counted, and what waits for a worker, would outlive the test before."""
    _redis.flushdb()


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    with running_smtp_sink() as sink:
        yield sink


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running product on SQLite for all tests that leave it as usable as they found it."""
    # So many tests share it that a learner's limits would say nothing.
    var = tmp_path_factory.mktemp("product") / "var"
    with running(var, WAYMARK_RATE_SCALE="1000") as product:
        yield product


@pytest.fixture
def fresh_product(tmp_path: Path) -> Iterator[NewProduct]:
    """Makes products of its own, not started yet: `fresh_product(WAYMARK_PLAN_SECONDS="2")`."""
    with ExitStack() as cleaning:

        def new(name: str = "var", **env: str) -> Product:
            product = Product(tmp_path / name, env)
            cleaning.callback(product.sweep)
            return product

        yield new
