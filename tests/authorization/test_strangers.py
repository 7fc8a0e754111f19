"""What is not hers, and what is not published, is told of exactly as what does not exist."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from progress.digests.tokens import done_token, unsubscribe_token
from roadmap.models import Roadmap
from roadmap.services.filling import replace_draft
from tests.authorization.things import NOW, PASSWORD, an_owner
from tests.factories import a_learner, a_session, a_skill, a_version
from tests.generated import generated
from tests.graphs import graph_of
from wire.ids import uuid7

pytestmark = pytest.mark.django_db

# Each as long as what it stands in for, so that lengths can be compared too.
ABSENT = {"ai-engineer": "no-engineer", "only-draft": "not-at-all", "secret": "absent"}
FOLLOWED, DRAFT, SKILL = ABSENT
# By operation of the API that names something personal, things which a stranger must not tell
# from an absent one, and what she would send.
HIDDEN: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "GET /api/v1/me/enrollments/{roadmap}": ((FOLLOWED, DRAFT), {}),
    "PATCH /api/v1/me/enrollments/{roadmap}": ((FOLLOWED, DRAFT), {"favourite": True}),
    "PUT /api/v1/me/enrollments/{roadmap}": ((DRAFT,), {}),
    "DELETE /api/v1/me/enrollments/{roadmap}": ((DRAFT,), {}),
    "GET /api/v1/me/enrollments/{roadmap}/progress": ((FOLLOWED, DRAFT), {}),
    "PUT /api/v1/me/enrollments/{roadmap}/skips/{node}": ((FOLLOWED, DRAFT), {}),
    "DELETE /api/v1/me/enrollments/{roadmap}/skips/{node}": ((FOLLOWED, DRAFT), {}),
}
# What these name is public, or new: a mark is on any skill, a token has an id of her choice.
NOTHING_HIDDEN = {
    "PUT /api/v1/me/marks/{skill}",
    "DELETE /api/v1/me/marks/{skill}",
    "PUT /api/v1/me/tokens/{token}",
    "DELETE /api/v1/me/tokens/{token}",
}
UNPUBLISHED = [
    *(("roadmaps/{}" + rest, DRAFT) for rest in ("", "/graph", "/versions", "/nodes/secret")),
    *(("roadmaps/{}" + rest, DRAFT) for rest in ("/versions/1/graph", "/versions/1/nodes/secret")),
    ("skills/{}", SKILL),
    ("roadmaps/ai-engineer/nodes/{}", SKILL),
    ("roadmaps/ai-engineer/versions/1/nodes/{}", SKILL),
    # A node of the second version is not one of the first, and the third is a draft.
    ("roadmaps/ai-engineer/versions/1/nodes/{}", "rust"),
    ("roadmaps/ai-engineer/versions/{}/graph", "3"),
    ("roadmaps/ai-engineer/versions/{}/nodes/python", "3"),
]
ABSENT |= {"rust": "none", "3": "9"}
# An id of its own for each answer, and how much of a limit is left, say nothing of the thing.
OWN_HEADERS = {"X-Request-ID", "RateLimit"}


@pytest.fixture(autouse=True)
def _the_product(settings: Settings) -> Iterator[None]:
    """The owner follows a published roadmap; another roadmap, and a skill, are in drafts only."""
    settings.RATE_SCALE = 1000
    with time_machine.travel(NOW, tick=False):
        an_owner()
        again = {"python": "", "sql": "python", "git": "", "bash": "", "rust": ""}
        current = a_version(again, at=NOW)
        a_skill(SKILL)
        replace_draft(roadmap=current.roadmap, graph=graph_of({"secret": ""}), by=None)
        hidden = Roadmap.objects.create(slug=DRAFT, title="Hidden", kind="role")
        replace_draft(roadmap=hidden, graph=graph_of({"secret": ""}, roadmap=DRAFT), by=None)
        yield


@pytest.fixture
def stranger() -> Client:
    user = a_learner("stranger@waymark.example")
    return Client(headers={"X-Session-Token": a_session(user, signed_in_at=NOW)})


def heard(answer: Any, name: str = "(none)") -> tuple[int, bytes, dict[str, str]]:
    """All that an answer says, but for its own id and the `name` that it repeats."""
    body = answer.content.replace(answer["X-Request-ID"].encode(), b"(request)")
    body = body.replace(name.encode(), b"(thing)")
    headers = {name: value for name, value in answer.items() if name not in OWN_HEADERS}
    return answer.status_code, body, headers


class TestPersonal:
    def test_list_has_each_operation_that_names_something(self) -> None:
        personal = [each for each in generated() if not each.is_public and not each.is_signing_in]

        named = {str(each) for each in personal if "{" in each.template}

        assert named == {*HIDDEN, *NOTHING_HIDDEN}

    @pytest.mark.parametrize(
        ("operation", "thing"), [(name, thing) for name, row in HIDDEN.items() for thing in row[0]]
    )
    def test_thing_is_told_of_as_an_absent_one(
        self, operation: str, thing: str, stranger: Client
    ) -> None:
        method, template = operation.split()
        sent = "" if method in {"GET", "DELETE"} else json.dumps(HIDDEN[operation][1])

        def answer(name: str) -> Any:
            path = template.format(roadmap=name, node="git")
            return heard(stranger.generic(method, path, sent, "application/json"))

        assert answer(thing) == answer(ABSENT[thing])
        assert answer(thing)[0] == 404

    @pytest.mark.parametrize("thing", [FOLLOWED, DRAFT])
    def test_thing_in_a_query_is_told_of_as_an_absent_one(
        self, thing: str, stranger: Client
    ) -> None:
        def answer(name: str) -> Any:
            return heard(stranger.get("/api/v1/me/next", {"roadmap": name}))

        assert answer(thing) == answer(ABSENT[thing])
        assert answer(thing)[0] == 404

    def test_thing_in_a_body_is_told_of_as_an_absent_one(self, stranger: Client) -> None:
        def answer(name: str) -> Any:
            sent = json.dumps({"status": "done", "roadmap": name})
            put = stranger.put("/api/v1/me/marks/python", sent, content_type="application/json")
            return heard(put, name)

        assert answer(DRAFT) == answer(ABSENT[DRAFT])
        assert answer(DRAFT)[0] == 422


class TestUnpublished:
    @pytest.mark.parametrize(("path", "thing"), UNPUBLISHED)
    def test_thing_is_told_of_as_an_absent_one(self, path: str, thing: str, client: Client) -> None:
        def answer(name: str) -> Any:
            return heard(client.get(f"/api/v1/{path.format(name)}"))

        assert answer(thing) == answer(ABSENT[thing])
        assert answer(thing)[0] == 404

    @pytest.mark.parametrize("path", ["tracks", "roadmaps", "skills", "skills?q=secret"])
    def test_things_are_in_no_list(self, path: str, client: Client) -> None:
        answer = client.get(f"/api/v1/{path}")

        assert answer.status_code == 200
        assert not {SKILL, DRAFT} & {item["slug"] for item in answer.json()["items"]}
        assert DRAFT not in answer.text


class TestLinksOfMails:
    def test_that_are_forged_tell_nothing_of_whom_they_name(self, client: Client) -> None:
        known = a_learner()

        def answers(learner_id: Any) -> list[Any]:
            forged = [
                f"/u/{unsubscribe_token(learner_id)[:-4]}AAAA",
                f"/d/{done_token(learner_id, skill='sql', window_start=NOW)[:-4]}AAAA",
            ]
            asked = [(ask, path) for path in forged for ask in (client.get, client.post)]
            return [heard(ask(path)) for ask, path in asked]

        assert answers(known.pk) == answers(uuid7())
        assert {status for status, *_ in answers(known.pk)} == {404}


class TestSigningIn:
    """What an address has to do with us is told to whom reads its mail, and to nobody else."""

    @pytest.mark.parametrize(
        ("door", "said", "status"),
        [
            ("auth/login", {"password": "a wrong guess"}, 400),
            ("auth/password/request", {}, 401),
            ("auth/signup", {"password": PASSWORD}, 401),
        ],
    )
    @pytest.mark.parametrize("client_kind", ["app", "browser"])
    def test_says_the_same_to_known_and_unknown(
        self, door: str, said: dict[str, Any], status: int, client_kind: str
    ) -> None:
        def answer(email: str) -> Any:
            path = f"/_allauth/{client_kind}/v1/{door}"
            sent = json.dumps({"email": email, **said})
            got = Client().post(path, sent, content_type="application/json")
            status, body, headers = heard(got, email)
            session = got.json().get("meta", {}).get("session_token", "(no session)")
            cookies = {name: {**cookie, "expires": ""} for name, cookie in got.cookies.items()}
            return status, body.replace(session.encode(), b"(session)"), headers, cookies

        assert answer("owner@waymark.example") == answer("nobdy@waymark.example")
        assert answer("owner@waymark.example")[0] == status
