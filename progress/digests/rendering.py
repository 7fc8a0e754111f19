"""From facts to a mail: the links are signed and the template is filled here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from progress.digests import mail, tokens
from progress.digests.facts import Facts
from progress.digests.mail import Links, Wording
from progress.digests.post import Letter


def wording_of(facts: Facts, *, learner_id: UUID, window_start: datetime) -> Wording:
    """The mail as its reader sees it."""
    return mail.word(facts, _links(facts, learner_id, window_start), _html)


def letter_of(facts: Facts, *, learner_id: UUID, window_start: datetime) -> Letter:
    """The mail as it goes out: byte for byte the same for the same facts."""
    links = _links(facts, learner_id, window_start)
    wording = mail.word(facts, links, _html)
    return mail.letter_of(facts, links, wording, sender=settings.DEFAULT_FROM_EMAIL)


def _links(facts: Facts, learner_id: UUID, window_start: datetime) -> Links:
    domain = mail.read_sender(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    done = {
        step.skill: tokens.done_token(learner_id, skill=step.skill, window_start=window_start)
        for step in facts.next
    }
    return Links(
        message_id=tokens.message_id(learner_id, window_start, domain=domain),
        unsubscribe=f"{settings.PUBLIC_URL}/u/{tokens.unsubscribe_token(learner_id)}",
        done={skill: f"{settings.PUBLIC_URL}/d/{token}" for skill, token in done.items()},
    )


def _html(facts: Facts, links: Links, subject: str) -> str:
    context = {
        "facts": facts,
        "subject": subject,
        "unsubscribe": links.unsubscribe,
        "opening": mail.opening(facts),
        "streak": mail.streak_line(facts),
        "moved": [(*moved, 100 - moved.after) for moved in facts.moved],
        "pace": [mail.pace_line(pace) for pace in facts.pace],
        "editions": [mail.edition_line(edition) for edition in facts.editions],
        "steps": [
            (step, mail.duration(step.minutes), links.done[step.skill]) for step in facts.next
        ],
    }
    return render_to_string("progress/digest.html", context)
