"""What there is to ask for: a learner with one of everything, and one of each kind of row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from accounts.models import Token, User
from progress.digests.tokens import done_token, unsubscribe_token
from progress.merging import Act
from progress.models import Breaker, Digest, State, SuppressedAddress
from progress.services import mark_skill, skip_skill
from roadmap.models import LinkCheck, Node, Roadmap, RoadmapKind, Track, Version
from roadmap.services.drafts import remove_nodes
from roadmap.services.starting import start_draft
from tests.factories import a_learner, a_question, a_skill, a_token, a_version, enrolled

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PASSWORD = "a lighthouse on a quiet coast"
STAFF_PASSWORD = "the keeper has the keys"
CODE = "ABC-234"


def an_owner() -> User:
    """A learner with one of everything that a learner can have."""
    version = a_version({"python": "", "sql": "python", "git": "", "bash": ""}, at=NOW)
    owner = enrolled(a_learner("owner@waymark.example", password=PASSWORD), version, at=NOW)
    a_token(owner)
    EmailAddress.objects.create(user=owner, email="second@waymark.example", verified=True)
    mark_skill(learner=owner, act=Act(skill="python", status="done"), at=NOW)
    skipped = Act(skill="git", roadmap="ai-engineer", status="skipped")
    skip_skill(learner=owner, act=skipped, at=NOW)
    words = {"window_start": NOW - WEEK, "window_end": NOW, "state": State.DEAD}
    Digest.objects.create(learner=owner, created_at=NOW, state_at=NOW, **words)
    return owner


def names_of(owner: User) -> Mapping[str, Mapping[str, str]]:
    """What a path calls each thing, by the beginning of its route; makes what staff work on."""
    token = Token.objects.filter(user=owner).earliest("created_at", "pk")
    done = done_token(owner.pk, skill="sql", window_start=NOW)
    track, draft = ContentType.objects.get_for_model(Track), _a_draft(owner)
    of_staff = {
        f"/admin/{row._meta.app_label}/{row._meta.model_name}/": row
        for row in (owner, token, Digest.objects.get(learner=owner), draft, *_spares(draft))
    }
    return {
        "/": {"roadmap": "ai-engineer", "track": "ai-engineer", "node": "python", "number": "1"}
        | {
            "password": PASSWORD,
            "code": CODE,
            "draft": str(draft.pk),
            "revision": str(draft.revision),
        },
        "/api/v1/skills": {"skill": "python"},
        "/api/v1/me/marks": {"skill": "python"},
        "/api/v1/me/enrollments": {"node": "git"},
        "/api/v1/me/tokens": {"token": str(token.pk)},
        "/u/": {"token": unsubscribe_token(owner.pk)},
        "/d/": {"token": done},
        "/dev/mail": {"name": "1"},
        "/problems": {"code": "not_found"},
        "/admin/": {"url": "no-such-page", "app_label": "roadmap", "password": STAFF_PASSWORD},
        "/admin/r/": {"content_type_id": str(track.pk), "object_id": "1"},
        "/admin/progress/learner/": {"pk": str(owner.pk), "object_id": str(owner.pk)},
        "/admin/progress/digestpreference/": {"object_id": str(owner.pk)},
        **{
            beginning: {"pk": str(row.pk), "object_id": str(row.pk)}
            for beginning, row in of_staff.items()
        },
    }


def _a_draft(curator: User) -> Version:
    """One that says something else than what is published."""
    draft = start_draft(roadmap=Roadmap.objects.get(slug="ai-engineer"), by=curator)
    bash = Node.objects.filter(version=draft, key="bash")
    remove_nodes(draft=draft, nodes=bash, by=curator)
    draft.refresh_from_db()
    return draft


def _spares(draft: Version) -> list[Model]:
    """A row of each kind that staff change or look at, none of which anything else hangs on."""
    return [
        LinkCheck.objects.create(url="https://spare.example/", state="ok", checked_at=NOW),
        Node.objects.get(version=draft, key="sql"),
        Roadmap.objects.create(slug="spare", title="Spare", kind=RoadmapKind.ROLE),
        a_skill("spare"),
        Track.objects.create(slug="spare", title="Spare"),
        a_question("spare", yes={"ai-engineer": 1}, no={}),
        SuppressedAddress.objects.create(address_hash="a" * 64),
        Breaker.objects.create(),
        Group.objects.create(name="spare"),
    ]
