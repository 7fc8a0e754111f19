from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.models import User
from accounts.signals import time_zone_changed
from tests.accounts.listening import heard
from tests.factories import a_learner, a_token

ME = "/api/v1/me"


class Caller:
    """A learner's script at /me."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        self.bearer = {"Authorization": f"Bearer {a_token(user)}"}

    def get(self, **headers):
        return self.client.get(ME, headers=self.bearer | headers)

    def patch(self, body, **headers):
        return self.client.patch(
            ME, body, content_type="application/json", headers=self.bearer | headers
        )

    def faults(self, body):
        answer = self.patch(body)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
        return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


@pytest.fixture
def ada(db, _at_eight, client):
    return Caller(client, a_learner("ada@waymark.example", time_zone="Europe/Berlin"))


class TestGet:
    def test_tells_who_she_is(self, ada):
        assert ada.get().json() == {
            "id": str(ada.user.pk),
            "email": "ada@waymark.example",
            "name": "",
            "handle": None,
            "time_zone": "Europe/Berlin",
            "locale": "en",
            "sharing": {"profile": False, "roadmaps": []},
        }

    def test_is_for_her_cache_only_which_asks_each_time(self, ada):
        answer = ada.get()

        again = ada.get(**{"If-None-Match": answer.headers["ETag"]})

        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert (again.status_code, again.content) == (304, b"")

    def test_takes_no_parameters(self, ada):
        answer = ada.client.get(f"{ME}?verbose=1", headers=ada.bearer)

        assert answer.json()["errors"][0]["code"] == "unknown_parameter"


class TestPatch:
    def test_changes_what_is_given_and_answers_like_get(self, ada):
        wanted = {
            "name": "Ada Lovelace",
            "handle": "ada",
            "time_zone": "Asia/Tokyo",
            "locale": "pt-BR",
            "sharing": {"profile": True, "roadmaps": ["ai-engineer"]},
        }

        answer = ada.patch(wanted)

        assert answer.status_code == 200
        assert answer.json() == ada.get().json()
        assert wanted.items() <= answer.json().items()
        assert answer.json()["email"] == "ada@waymark.example"

    def test_leaves_the_rest_as_it_is(self, ada):
        ada.patch({"name": "Ada", "sharing": {"profile": True}})

        answer = ada.patch({"handle": "ada", "sharing": {"roadmaps": ["a", "b", "a"]}})

        assert answer.json()["name"] == "Ada"
        assert answer.json()["sharing"] == {"profile": True, "roadmaps": ["a", "b"]}

    def test_of_nothing_changes_nothing(self, ada):
        assert ada.patch({}).json() == ada.get().json()

    def test_repeated_answers_the_same(self, ada):
        first = ada.patch({"name": "Ada", "handle": "ada", "time_zone": "Asia/Tokyo"})

        with heard(time_zone_changed) as news:
            again = ada.patch({"name": "Ada", "handle": "ada", "time_zone": "Asia/Tokyo"})

        assert again.json() == first.json()
        assert news == []

    def test_tells_of_a_new_zone(self, ada):
        with heard(time_zone_changed) as news:
            ada.patch({"time_zone": "Asia/Tokyo"})

        [told] = news
        assert told["user"].time_zone == "Asia/Tokyo"
        assert told["at"] == datetime(2026, 11, 20, 8, tzinfo=UTC)

    def test_keeps_the_old_zone_when_a_listener_fails(self, ada):
        def fail(**_):
            raise RuntimeError("no digest today")

        time_zone_changed.connect(fail)
        try:
            with pytest.raises(RuntimeError, match="no digest"):
                ada.patch({"time_zone": "Asia/Tokyo"})
        finally:
            time_zone_changed.disconnect(fail)

        assert User.objects.get().time_zone == "Europe/Berlin"

    def test_composes_the_letters_of_a_name(self, ada):
        assert ada.patch({"name": " Ame\u0301lie "}).json()["name"] == "Am\u00e9lie"

    @pytest.mark.parametrize("name", ["नमस्ते", "بی\u200cتو", "👩\u200d🔬", "O\u2019Neill-Ünal"])
    def test_takes_the_names_of_the_world(self, ada, name):
        assert ada.patch({"name": name}).json()["name"] == name

    @pytest.mark.parametrize(
        ("body", "fault"),
        [
            ({"name": "a" * 101}, ("/name", "too_long")),
            ({"name": None}, ("/name", "wrong_type")),
            ({"name": "Ada\nBcc: all"}, ("/name", "bad_character")),
            ({"name": "Ada\u202egro.live"}, ("/name", "bad_character")),
            ({"name": "Ada\u2028"}, ("/name", "bad_character")),
            ({"name": "A\u200bda"}, ("/name", "bad_character")),
            ({"handle": "Ada"}, ("/handle", "bad_format")),
            ({"handle": ""}, ("/handle", "out_of_range")),
            ({"handle": "a" * 81}, ("/handle", "too_long")),
            ({"handle": 7}, ("/handle", "wrong_type")),
            ({"time_zone": "Europe/Atlantis"}, ("/time_zone", "not_a_choice")),
            ({"time_zone": 1}, ("/time_zone", "wrong_type")),
            ({"locale": "english please"}, ("/locale", "bad_format")),
            ({"sharing": True}, ("/sharing", "wrong_type")),
            ({"sharing": {"profile": 1}}, ("/sharing/profile", "wrong_type")),
            ({"sharing": {"roadmaps": ["A B"]}}, ("/sharing/roadmaps/0", "bad_format")),
            ({"sharing": {"roadmaps": ["a"] * 101}}, ("/sharing/roadmaps", "too_long")),
            ({"sharing": {"all": True}}, ("/sharing/all", "unknown_field")),
            ({"email": "eve@waymark.example"}, ("/email", "unknown_field")),
            ({"is_staff": True}, ("/is_staff", "unknown_field")),
        ],
    )
    def test_points_at_what_is_wrong_and_changes_nothing(self, ada, body, fault):
        before = ada.get().json()

        assert ada.faults({"name": "Eve", "locale": "de"} | body) == [fault]
        assert ada.get().json() == before

    def test_holds_to_the_state_the_client_has_read(self, ada):
        tag = ada.get().headers["ETag"]
        ada.patch({"name": "from my phone"})

        late = ada.patch({"name": "from my laptop"}, **{"If-Match": tag})
        fresh = ada.patch({"locale": "de"}, **{"If-Match": ada.get().headers["ETag"]})

        assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
        assert fresh.status_code == 200
        assert ada.get().json()["name"] == "from my phone"


class TestHandle:
    def test_belongs_to_one(self, ada):
        Caller(ada.client, a_learner()).patch({"handle": "grace"})

        answer = ada.patch({"handle": "grace", "name": "Eve"})

        assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
        assert ada.get().json()["name"] == ""

    def test_is_free_again_once_it_is_given_back(self, ada):
        ada.patch({"handle": "ada"})

        ada.patch({"handle": None})

        assert ada.get().json()["handle"] is None
        assert not User.objects.filter(handle="ada").exists()

    def test_may_be_missing_with_many(self, ada):
        a_learner()

        assert ada.patch({"handle": None}).status_code == 200
