"""Contract 2: sign-up with a code by mail, the learner herself, and her tokens."""

from __future__ import annotations

import re

from tests.contract.shapes import check, day, instant, one_of, slug, uuid7
from tests.rig.ids import fresh_id
from tests.rig.learner import text_of

TOKEN = {
    "id": uuid7,
    "name": str,
    "prefix": str,
    "scopes": [one_of("read", "write")],
    "created_at": instant,
    "expires_on": day,
    "last_used_on": (day, None),
}


def test_signing_up_answers_401_with_a_session_token_until_the_code_is_sent(product, newcomer):
    signed_up = newcomer.sign_up(time_zone="Europe/Berlin")
    verified = newcomer.verify()

    assert signed_up.status_code == 401
    assert verified.status_code == 200
    assert newcomer.first_token != newcomer.session_token
    assert uuid7(verified.json()["data"]["user"]["id"])


def test_the_code_stands_alone_on_its_line(newcomer):
    newcomer.sign_up()

    mail = text_of(newcomer.code_mail())

    assert any(line.strip() == newcomer.code() for line in mail.splitlines())
    assert newcomer.email in mail


def test_an_unknown_time_zone_is_refused_at_sign_up(newcomer):
    answer = newcomer.sign_up(time_zone="Europe/Atlantis")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "time_zone"


def test_me(newcomer):
    newcomer.sign_up(time_zone="Europe/Berlin")
    newcomer.verify()

    me = newcomer.get("/me").json()

    check(
        me,
        {
            "id": uuid7,
            "email": str,
            "name": "".__eq__,
            "handle": None,
            "time_zone": "Europe/Berlin".__eq__,
            "locale": "en".__eq__,
            "sharing": {"profile": bool, "roadmaps": [slug]},
        },
    )


def test_me_takes_name_handle_zone_locale_and_sharing(learner):
    wanted = {
        "name": "Ada Lovelace",
        "handle": f"ada-{learner.number}",
        "time_zone": "Asia/Tokyo",
        "locale": "de",
        "sharing": {"profile": True, "roadmaps": ["ai-engineer"]},
    }

    answer = learner.patch("/me", json=wanted)

    assert answer.status_code == 200
    assert wanted.items() <= answer.json().items()
    assert learner.get("/me").json() == answer.json()


def test_a_token_shows_its_secret_in_the_first_answer_only(newcomer):
    newcomer.sign_up()
    newcomer.verify()
    path = f"/me/tokens/{fresh_id()}"
    wanted = {"name": "laptop", "scopes": ["read", "write"], "expires_on": None}

    first = newcomer.put(path, json=wanted)
    again = newcomer.put(path, json=wanted)

    assert (first.status_code, again.status_code) == (200, 200)
    check(first.json(), TOKEN | {"token": str})
    assert re.fullmatch(r"wm_[A-Za-z0-9_-]{43}", first.json()["token"])
    assert "token" not in again.json()
    assert first.json()["expires_on"][:4] == str(int(first.json()["created_at"][:4]) + 1)
    listed = newcomer.get("/me/tokens").json()
    check(listed, {"items": [TOKEN], "next_cursor": None})
    assert "token" not in listed["items"][0]


def test_deleting_a_token_twice_is_204_twice_and_ends_it(newcomer):
    newcomer.sign_up()
    newcomer.verify()
    token_id = fresh_id()
    wanted = {"name": "phone", "scopes": ["read"], "expires_on": None}
    secret = newcomer.put(f"/me/tokens/{token_id}", json=wanted).json()["token"]

    answers = [newcomer.delete(f"/me/tokens/{token_id}").status_code for _ in range(2)]

    assert answers == [204, 204]
    assert newcomer.get("/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_reading_token_cannot_write(newcomer):
    newcomer.sign_up()
    newcomer.verify()
    token_id = fresh_id()
    wanted = {"name": "reader", "scopes": ["read"], "expires_on": None}
    secret = newcomer.put(f"/me/tokens/{token_id}", json=wanted).json()["token"]
    bearer = {"Authorization": f"Bearer {secret}"}

    reading = newcomer.get("/me", headers=bearer)
    writing = newcomer.put("/me/marks/python", json={"status": "done"}, headers=bearer)

    assert reading.status_code == 200
    assert (writing.status_code, writing.json()["code"]) == (403, "insufficient_scope")


def test_a_token_reaches_no_tokens(learner):
    answer = learner.get("/me/tokens")

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
