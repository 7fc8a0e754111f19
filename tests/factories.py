"""What tests start from, made through the real services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from accounts.models import Scope, User
from accounts.services import issue_token, register
from accounts.sessions import SIGNED_IN_AT, SessionStore
from progress.services import enroll
from roadmap.errors import NothingToPublish
from roadmap.models import (
    Option,
    Question,
    Roadmap,
    RoadmapKind,
    Skill,
    SkillKind,
    Track,
    Version,
)
from roadmap.services.filling import replace_draft
from roadmap.services.publishing import publish_version
from roadmap.services.quiz import weigh
from tests.graphs import MINUTES, graph_of
from wire.ids import uuid7

# Friday, before anything else in a test happens.
LONG_AGO = datetime(2026, 11, 20, 7, tzinfo=UTC)
_numbers = count(1)


def a_learner(email: str | None = None, **wanted: Any) -> User:
    """A user with a verified address and no password: pass one to sign in with it."""
    wanted = {"verified": True, "weekly_digest": True, "password": None, "at": LONG_AGO} | wanted
    return register(email=email or f"learner-{next(_numbers)}@waymark.example", **wanted)


def a_token(
    user: User,
    *,
    scopes: Iterable[str] = (Scope.READ, Scope.WRITE),
    expires_on: date | None = None,
    at: datetime = LONG_AGO,
) -> str:
    """The secret of a new token."""
    issued = issue_token(
        user=user, id=uuid7(), name="laptop", scopes=scopes, expires_on=expires_on, at=at
    )
    assert issued.secret
    return issued.secret


def a_session(user: User, *, signed_in_at: datetime, **held: Any) -> str:
    """The key of a session in which `user` gave her password, again, at that instant."""
    store = SessionStore()
    seconds = signed_in_at.timestamp()
    proof = {"method": "password", "at": seconds, "email": user.email, "reauthenticated": True}
    store.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            SIGNED_IN_AT: seconds,
            AUTHENTICATION_METHODS_SESSION_KEY: [proof],
            # allauth's own mark of whose proofs these are.
            f"{AUTHENTICATION_METHODS_SESSION_KEY}_user": str(user.pk),
            **held,
        }
    )
    store.create()
    return str(store.session_key)


def enrolled(learner: User, *versions: Version, at: datetime = LONG_AGO) -> User:
    """`learner`, who now follows the roadmaps of these versions."""
    for version in versions:
        enroll(learner=learner, roadmap=version.roadmap.slug, guard=lambda _: None, at=at)
    return learner


def a_skill(slug: str, **words: Any) -> Skill:
    """The skill, made with these words if it is not there."""
    title = slug.replace("-", " ").capitalize()
    told = {"title": title, "kind": SkillKind.CONCEPT, "minutes": MINUTES} | words
    return Skill.objects.get_or_create(slug=slug, defaults=told)[0]


def a_question(key: str = "maths", **options: Mapping[str, int]) -> Question:
    """A question of the fit quiz, the last one; `options` by key, with points by track's slug."""
    position = Question.objects.count()
    question = Question.objects.create(key=key, text=f"{key}?", position=position)
    for place, (name, points) in enumerate(options.items()):
        words = {"text": f"{name}.", "why": f"{key} {name}", "position": place}
        weigh(Option.objects.create(question=question, key=name, **words), points)
    return question


def a_version(
    requires: Mapping[str, str],
    *,
    roadmap: str = "ai-engineer",
    at: datetime = LONG_AGO,
    changelog: str = "",
    **graph_words: Any,
) -> Version:
    """The roadmap's next published version; `graph_words` are those of tests.graphs.graph_of.

    Skills that are missing are made with the minutes of the graph. What is shown already is not
    published again, but given as it is.
    """
    graph = graph_of(requires, roadmap=roadmap, **graph_words)
    skills = {key: node.minutes for key, node in graph.nodes.items() if node.kind == "skill"}
    for node in graph.nodes.values():
        for slug in node.credit.counts if node.credit else ():
            skills.setdefault(slug, MINUTES)
    for slug, minutes in skills.items():
        a_skill(slug, minutes=minutes)
    track, _ = Track.objects.get_or_create(slug=roadmap, defaults={"title": graph.title})
    words = {"title": graph.title, "track": track, "kind": RoadmapKind.ROLE}
    row, _ = Roadmap.objects.get_or_create(slug=roadmap, defaults=words)
    try:
        with transaction.atomic():
            replace_draft(roadmap=row, graph=graph, by=None)
            return publish_version(roadmap=row, changelog=changelog, by=None, at=at)
    except NothingToPublish:
        return Version.objects.current().get(roadmap=row)
