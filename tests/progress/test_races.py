"""Real connections at the same moment: the learner's ledger row puts her writes in a line."""

from __future__ import annotations

import pytest

from accounts.models import User
from progress.models import Enrollment, Event, Ledger, Mark
from tests.factories import a_learner, a_version, enrolled
from tests.progress.api import Api
from tests.races import Call, at_once
from wire.ids import uuid7

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 20


def seqs(learner: User) -> list[int]:
    return list(Event.objects.filter(learner=learner).order_by("seq").values_list("seq", flat=True))


class TestRaces:
    @pytest.mark.parametrize("clients", [2, 8])
    def test_equal_marks_without_an_id_are_one_event(self, clients: int) -> None:
        version = a_version({"python": "", "sql": ""})
        for _ in range(ROUNDS):
            ada = enrolled(a_learner(), version)

            answers = at_once(*[marking(ada)] * clients)

            assert {answer.status_code for answer in answers} == {200}
            assert seqs(ada) == [2]
            assert all(answer.json() == answers[0].json() for answer in answers)

    def test_equal_marks_with_one_id_are_one_event_and_answer_the_same(self) -> None:
        version = a_version({"python": "", "sql": ""})
        for _ in range(ROUNDS):
            ada = enrolled(a_learner(), version)

            answers = at_once(*[marking(ada, event_id=str(uuid7()))] * 2)

            assert [answer.status_code for answer in answers] == [200, 200]
            assert answers[0].json() == answers[1].json()
            assert seqs(ada) == [2]

    def test_marks_with_two_ids_are_two_events_and_one_mark(self) -> None:
        version = a_version({"python": "", "sql": ""})
        for _ in range(ROUNDS):
            ada = enrolled(a_learner(), version)
            ids = [str(uuid7()), str(uuid7())]

            answers = at_once(*(marking(ada, event_id=event_id) for event_id in ids))

            assert [answer.status_code for answer in answers] == [200, 200]
            assert sorted(answer.json()["cursor"] for answer in answers) == ["1.2", "1.3"]
            assert seqs(ada) == [2, 3]
            latest = Event.objects.filter(learner=ada).latest("occurred_at", "id")
            assert Mark.objects.get(learner=ada).event_id == latest.id

    def test_marks_on_many_skills_all_get_a_number_of_their_own(self) -> None:
        skills = [f"skill-{n}" for n in range(8)]
        ada = enrolled(a_learner(), a_version(dict.fromkeys(skills, "")))

        answers = at_once(*(marking(ada, skill) for skill in skills))

        assert {answer.status_code for answer in answers} == {200}
        assert seqs(ada) == list(range(2, 10))
        assert Ledger.objects.get(learner=ada).seq == 9

    def test_two_enrollments_are_one_row(self) -> None:
        a_version({"python": "", "sql": ""}, roadmap="mini")
        for _ in range(ROUNDS):
            ada = a_learner()
            api = Api(ada)

            answers = at_once(*[lambda api=api: api.put("/me/enrollments/mini")] * 2)

            assert [answer.status_code for answer in answers] == [200, 200]
            assert answers[0].json() == answers[1].json()
            assert Enrollment.objects.filter(learner=ada).count() == 1
            assert Ledger.objects.get(learner=ada).seq == 1

    def test_two_first_writes_of_a_learner_without_a_ledger_make_one(self) -> None:
        a_version({"python": "", "sql": ""})
        for _ in range(ROUNDS):
            ada = a_learner()
            Ledger.objects.filter(learner=ada).delete()

            answers = at_once(marking(ada), marking(ada, "sql"))

            assert [answer.status_code for answer in answers] == [200, 200]
            assert seqs(ada) == [1, 2]


def marking(learner: User, skill: str = "python", **said: str) -> Call:
    api = Api(learner)
    return lambda: api.put(f"/me/marks/{skill}", status="done", **said)
