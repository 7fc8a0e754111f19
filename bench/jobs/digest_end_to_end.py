"""The weekly digest from due preferences to mails that an SMTP server has taken.

`ours` runs what Celery's tasks run, in this process: plan, then for slices of 200 claim, compose,
and for each mail commit, one SMTP transaction, commit. `orm-loop` composes, sends with Django's
mail over a new connection, and notes the window as sent, learner by learner. A unit is a mail
that was taken; `queries` are the statements for 200 of them; `digest` covers address and subject
of the first 200 learners of the crowd.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bench.jobs.crowd import Crowd, due_crowd
from bench.jobs.orm_loop import ReadGraph, mail_for, remembering_graphs
from bench.jobs.protocol import Done, Preparation, Work, digest_of, main
from bench.jobs.sinking import RunningSink, mail_to_a_sink
from progress.digests import planning, sending
from progress.digests.preferences import schedule
from progress.models import Digest, DigestPreference, State
from progress.tasks import SLICE
from roadmap.queries import frozen_graph, in_slices

LEARNERS, LEARNERS_OF_THE_LOOP = 1_000, 200

# Sends to everybody who is due.
Send = Callable[[datetime], None]


def side(learners: int, new_send: Callable[[], Send]) -> Preparation:
    @contextmanager
    def prepared() -> Iterator[Work]:
        with mail_to_a_sink() as sink, due_crowd(learners) as crowd:
            yield lambda: _done(new_send(), crowd, sink)

    return prepared


def plan_and_send(at: datetime) -> None:
    """What `plan_digests` rings for, and `send_digests` does when it hears."""
    for ids in planning.plan_due(at=at, clock=lambda: at):
        for some in in_slices(ids, SLICE):
            sending.send(ids=some, clock=lambda: at)


def send_one_by_one(graph_of: ReadGraph) -> Send:
    def send(at: datetime) -> None:
        for preference in DigestPreference.objects.due(at):
            if message := mail_for(preference, at=at, graph_of=graph_of):
                message.send()
                _note_as_sent(preference, at)

    return send


def _note_as_sent(preference: DigestPreference, at: datetime) -> None:
    Digest.objects.create(
        learner=preference.learner,
        window_start=preference.covered_until,
        window_end=at,
        state=State.SENT,
        created_at=at,
        state_at=at,
    )
    preference.covered_until = at
    schedule(preference, time_zone=preference.learner.time_zone, at=at)
    preference.save()


def _done(send: Send, crowd: Crowd, sink: RunningSink) -> Done:
    send(crowd.due_at)
    mails = sink.mails()
    compared = set(crowd.addresses[:SLICE])
    taken = sorted(mail for mail in mails if mail[0] in compared)
    return Done(len(mails), digest_of(taken), shares=len(mails) / SLICE)


SIDES: dict[str, Preparation] = {
    "ours": side(LEARNERS, lambda: plan_and_send),
    "orm-loop": side(LEARNERS_OF_THE_LOOP, lambda: send_one_by_one(frozen_graph)),
    "orm-loop-remembering": side(
        LEARNERS_OF_THE_LOOP, lambda: send_one_by_one(remembering_graphs())
    ),
}

if __name__ == "__main__":
    sys.exit(main(__doc__, SIDES))
