"""Composing the weekly digest, up to the bytes of each mail; nothing is sent.

`ours` does what a worker does with its slices of 200, but for handing the mails over: claim,
compose, lay out. `orm-loop` asks for each learner on her own and reads every graph from its rows;
`orm-loop-remembering` reads each graph once, for all learners. A unit is a mail; `queries` are the
statements for 200 of them; `digest` covers address, subject and both bodies of the first 200.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from bench.jobs.crowd import Crowd, due_crowd
from bench.jobs.orm_loop import ReadGraph, mail_for, remembering_graphs
from bench.jobs.protocol import Done, Preparation, Work, digest_of, main
from progress.digests import claims, planning, rendering, suppression
from progress.digests.composing import compose
from progress.digests.facts import Facts
from progress.digests.windows import Window
from progress.models import Digest, DigestPreference
from progress.tasks import SLICE
from roadmap.queries import frozen_graph, in_slices

# The loop takes so much longer that fewer learners of the same crowd are enough.
LEARNERS, LEARNERS_OF_THE_LOOP = 1_000, 200


# A learner and the bytes of her mail.
Mail = tuple[UUID, bytes]


@contextmanager
def ours() -> Iterator[Work]:
    with due_crowd(LEARNERS) as crowd:
        ids = _planned(crowd)
        yield lambda: _done(_in_slices(ids, crowd), crowd)


def orm_loop(new_graph_of: Callable[[], ReadGraph]) -> Preparation:
    @contextmanager
    def prepared() -> Iterator[Work]:
        with due_crowd(LEARNERS_OF_THE_LOOP) as crowd:
            yield lambda: _done(_one_by_one(crowd, new_graph_of()), crowd)

    return prepared


def _planned(crowd: Crowd) -> list[UUID]:
    """The row of each learner's window, as the planner opens it, in the crowd's order."""
    for _ in planning.plan_due(at=crowd.due_at, clock=lambda: crowd.due_at):
        pass
    rows = Digest.objects.filter(learner__in=crowd.learner_ids, window_end=crowd.due_at)
    by_learner = dict(rows.values_list("learner_id", "pk"))
    return [by_learner[learner_id] for learner_id in crowd.learner_ids]


def _in_slices(ids: list[UUID], crowd: Crowd) -> Iterator[Mail]:
    for some in in_slices(ids, SLICE):
        yield from _slice(some, crowd)


def _slice(ids: list[UUID], crowd: Crowd) -> list[Mail]:
    """As a worker does, all mails of a slice before the first would go out."""
    rows = claims.claim(ids, at=crowd.due_at)
    suppression.refusals(row.window.email for row in rows)
    told = compose([row.window for row in rows], at=crowd.due_at)
    return [
        (row.window.learner_id, _letter(row.window, composed.facts))
        for row, composed in zip(rows, told, strict=True)
        if composed.reason is None
    ]


def _letter(window: Window, facts: Facts) -> bytes:
    letter = rendering.letter_of(facts, learner_id=window.learner_id, window_start=window.start)
    return letter.content


def _one_by_one(crowd: Crowd, graph_of: ReadGraph) -> Iterator[Mail]:
    for preference in DigestPreference.objects.due(crowd.due_at):
        message = mail_for(preference, at=crowd.due_at, graph_of=graph_of)
        if message:
            yield preference.learner_id, message.message().as_bytes()


def _done(mails: Iterable[Mail], crowd: Crowd) -> Done:
    """Of all the mails only those are held that are compared."""
    compared = crowd.learner_ids[:SLICE]
    first = frozenset(compared)
    held = {learner_id: content if learner_id in first else b"" for learner_id, content in mails}
    as_read = (_as_read(held.get(learner_id, b"")) for learner_id in compared)
    return Done(len(held), digest_of(as_read), shares=len(held) / SLICE)


def _as_read(content: bytes) -> tuple[object, ...]:
    """What a mail program would show: the two sides encode the same words in their own ways."""
    message = message_from_bytes(content)
    parts = [part for part in message.walk() if not part.is_multipart()]
    return message["To"], message["Subject"], *map(_body, parts)


def _body(part: Message) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded.replace(b"\r\n", b"\n") if isinstance(decoded, bytes) else b""


SIDES: dict[str, Preparation] = {
    "ours": ours,
    "orm-loop": orm_loop(lambda: frozen_graph),
    "orm-loop-remembering": orm_loop(remembering_graphs),
}

if __name__ == "__main__":
    sys.exit(main(__doc__, SIDES))
