"""Who calls: nobody in particular, somebody who signs up, or a learner with a token."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.rig import learner as people
from tests.rig.learner import Newcomer
from tests.rig.product import Product


@pytest.fixture
def anonymous(product: Product) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{product.url}/api/v1", timeout=30) as client:
        yield client


@pytest.fixture
def newcomer(product: Product) -> Iterator[Newcomer]:
    with people.newcomer(product.url, product.mails) as person:
        yield person


@pytest.fixture
def learner(product: Product) -> Iterator[Newcomer]:
    with people.signed_up(product.url, product.mails) as person:
        yield person
