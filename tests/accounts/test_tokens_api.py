from __future__ import annotations

import re
from uuid import UUID

import pytest

from accounts.models import Token
from tests.accounts.conversation import PASSWORD
from tests.factories import a_learner, a_token

TOKENS = "/api/v1/me/tokens"
ID = "0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f"
WANTED = {"name": "laptop", "scopes": ["read", "write"], "expires_on": None}


class Caller:
    """Somebody signed in, at her tokens."""

    def __init__(self, conversation, user):
        self.client, self.user = conversation.client, user
        self.headers = {"X-Session-Token": conversation.token}

    def list(self, query=""):
        return self.client.get(TOKENS + query, headers=self.headers)

    def put(self, token_id=ID, **wanted):
        return self.client.put(
            f"{TOKENS}/{token_id}",
            WANTED | wanted,
            content_type="application/json",
            headers=self.headers,
        )

    def delete(self, token=ID):
        return self.client.delete(f"{TOKENS}/{token}", headers=self.headers)


@pytest.fixture
def ada(ada):
    user = a_learner("ada@waymark.example", password=PASSWORD)
    ada.sign_in()
    return Caller(ada, user)


class TestPut:
    def test_makes_a_token_and_shows_its_secret_once(self, ada):
        first, again = ada.put(), ada.put()

        secret = first.json()["token"]
        assert re.fullmatch(r"wm_[A-Za-z0-9_-]{43}", secret)
        assert first.json() == {
            "id": ID,
            "name": "laptop",
            "prefix": secret[:7],
            "scopes": ["read", "write"],
            "created_at": "2026-11-20T08:00:00Z",
            "expires_on": "2027-11-20",
            "last_used_on": None,
            "token": secret,
        }
        assert again.json() == {k: v for k, v in first.json().items() if k != "token"}
        assert first.headers["Cache-Control"] == "no-store"
        assert Token.objects.count() == 1

    def test_makes_a_token_that_works(self, ada, client):
        secret = ada.put().json()["token"]

        answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})

        assert answer.json()["id"] == str(ada.user.pk)

    def test_changes_what_is_there_and_leaves_the_rest(self, ada):
        first = ada.put(expires_on="2026-12-24").json()

        changed = ada.put(name="old laptop", scopes=["read"]).json()

        assert changed["name"] == "old laptop"
        assert changed["scopes"] == ["read"]
        assert changed["expires_on"] == "2026-12-24"
        assert changed["created_at"] == first["created_at"]

    @pytest.mark.parametrize("day", ["2026-11-20", "2027-11-20"])
    def test_takes_a_day_within_a_year(self, ada, day):
        assert ada.put(expires_on=day).json()["expires_on"] == day

    @pytest.mark.parametrize(
        ("wanted", "fault"),
        [
            ({"expires_on": "2026-11-19"}, ("/expires_on", "out_of_range")),
            ({"expires_on": "2027-11-21"}, ("/expires_on", "out_of_range")),
            ({"expires_on": "soon"}, ("/expires_on", "bad_format")),
            ({"name": ""}, ("/name", "out_of_range")),
            ({"name": "  "}, ("/name", "out_of_range")),
            ({"name": "a\u202eb"}, ("/name", "bad_character")),
            ({"scopes": []}, ("/scopes", "out_of_range")),
            ({"scopes": ["admin"]}, ("/scopes/0", "not_a_choice")),
            ({"scopes": "read"}, ("/scopes", "wrong_type")),
            ({"token": "wm_mine"}, ("/token", "unknown_field")),
        ],
    )
    def test_points_at_what_is_wrong(self, ada, wanted, fault):
        answer = ada.put(**wanted)

        assert answer.status_code == 400
        assert [(f["pointer"], f["code"]) for f in answer.json()["errors"]] == [fault]
        assert not Token.objects.exists()

    def test_counts_each_scope_once(self, ada):
        assert ada.put(scopes=["write", "read", "write"]).json()["scopes"] == ["read", "write"]

    def test_of_a_stranger_s_id_finds_nothing(self, ada):
        a_token(a_learner())
        before = Token.objects.values().get()

        answer = ada.put(before["id"])

        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert Token.objects.values().get() == before

    def test_needs_a_uuid(self, ada):
        assert ada.put("laptop").status_code == 404


class TestDelete:
    def test_ends_the_token_and_may_be_repeated(self, ada, client):
        secret = ada.put().json()["token"]

        answers = [ada.delete().status_code for _ in range(2)]

        assert answers == [204, 204]
        bearer = {"Authorization": f"Bearer {secret}"}
        assert client.get("/api/v1/me", headers=bearer).status_code == 401

    def test_leaves_a_stranger_s_token(self, ada):
        a_token(a_learner())

        answer = ada.delete(Token.objects.get().pk)

        assert answer.status_code == 204
        assert Token.objects.count() == 1


class TestList:
    def test_shows_mine_page_by_page_without_secrets(self, ada, django_assert_num_queries):
        a_token(a_learner())
        ids = [str(UUID(int=UUID(ID).int + n)) for n in range(3)]
        for token in reversed(ids):
            ada.put(token)

        with django_assert_num_queries(2):
            first = ada.list("?limit=2").json()
        rest = ada.list(f"?limit=2&cursor={first['next_cursor']}").json()

        assert [token["id"] for token in first["items"] + rest["items"]] == ids
        assert rest["next_cursor"] is None
        assert not any("token" in token for token in first["items"])

    def test_tells_anew_of_a_token_made_again_under_its_old_id(self, ada):
        ada.put()
        etag = ada.list()["ETag"]
        ada.delete()
        made = ada.put().json()

        again = ada.client.get(TOKENS, headers=ada.headers | {"If-None-Match": etag})

        assert again.json()["items"][0]["prefix"] == made["prefix"]


class TestTokensAmongThemselves:
    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_are_out_of_reach(self, ada, client, method):
        bearer = {"Authorization": f"Bearer {a_token(ada.user)}"}
        path = TOKENS if method == "get" else f"{TOKENS}/{ID}"

        answer = getattr(client, method)(path, headers=bearer)

        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_and_of_nobody_at_all(self, ada, client, method):
        path = TOKENS if method == "get" else f"{TOKENS}/{ID}"

        assert getattr(client, method)(path).status_code == 401
