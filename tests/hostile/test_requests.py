"""Every request of the list has exactly the answer it is written beside."""

from __future__ import annotations

import pytest

from tests.hostile.requests import (
    bodies,
    fields,
    framing,
    names,
    paths,
    queries,
    sign_in,
)
from tests.hostile.sending import Hostile, Raw, Sender

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

MODULES = (bodies, fields, names, queries, paths, sign_in)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(hostile, id=f"{module.__name__.rpartition('.')[2]}: {hostile.name}")
        for module in MODULES
        for hostile in module.REQUESTS
    ],
)
def test_has_the_answer_it_deserves(sender: Sender, hostile: Hostile) -> None:
    hostile.expected.check(sender.send(hostile))


@pytest.mark.parametrize("raw", framing.REQUESTS, ids=lambda raw: raw.name)
def test_has_one_answer_byte_for_byte(sender: Sender, raw: Raw) -> None:
    raw.expected.check(sender.exchange(raw))


def test_no_two_requests_go_by_one_name() -> None:
    for module in (*MODULES, framing):
        names_of_module = [hostile.name for hostile in module.REQUESTS]
        assert len(names_of_module) == len(set(names_of_module)), module.__name__
