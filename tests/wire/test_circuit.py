"""Callers of a service that is gone are spared the wait, and learn soon that it is back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from wire.circuit import Circuit


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(rest=1.0, now=clock)


def fail(circuit: Circuit) -> None:
    circuit.failed(circuit.now())


def test_lets_everybody_through_while_the_service_answers(circuit: Circuit) -> None:
    circuit.succeeded()

    assert [circuit.allows() for _ in range(3)] == [True, True, True]


def test_refuses_everybody_at_once_after_a_failure(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.seconds += 0.999

    assert [circuit.allows() for _ in range(3)] == [False, False, False]


def test_lets_one_try_in_every_second(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    heard = []
    for _ in range(2):
        clock.seconds += 1.0
        heard += [circuit.allows(), circuit.allows()]

    # The second may although the first has told nothing: it could have been killed.
    assert heard == [True, False, True, False]


def test_rests_anew_when_the_try_fails(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.seconds += 1.0
    began = clock()
    circuit.allows()
    clock.seconds += 0.9
    circuit.failed(began)
    clock.seconds += 0.9

    assert not circuit.allows()


def test_opens_to_everybody_when_the_try_succeeds(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.seconds += 1.0
    circuit.allows()
    circuit.succeeded()

    assert [circuit.allows(), circuit.allows()] == [True, True]


def test_believes_no_silence_during_which_somebody_was_answered(
    circuit: Circuit, clock: Clock
) -> None:
    began = clock()
    clock.seconds += 0.5
    circuit.succeeded()
    clock.seconds += 2.0
    circuit.failed(began)

    assert circuit.allows()


def test_believes_a_silence_that_began_after_the_last_answer(
    circuit: Circuit, clock: Clock
) -> None:
    circuit.succeeded()
    clock.seconds += 0.5
    fail(circuit)

    assert not circuit.allows()


def test_tells_those_who_wait_that_somebody_found_the_service_gone(
    circuit: Circuit, clock: Clock
) -> None:
    began = clock()
    clock.seconds += 0.5
    fail(circuit)

    assert circuit.opened_since(began)
    # Who tries since then knew it, and waits for an answer of her own.
    assert not circuit.opened_since(clock())
    circuit.succeeded()
    assert not circuit.opened_since(began)


def test_lets_one_of_many_threads_try() -> None:
    clock = Clock()
    circuit = Circuit(rest=1.0, now=clock)
    fail(circuit)
    clock.seconds += 1.0
    together = Barrier(8)

    def ask(_: int) -> bool:
        together.wait()
        return circuit.allows()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(8))) == 1
