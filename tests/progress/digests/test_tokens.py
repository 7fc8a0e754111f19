from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from progress.digests import tokens

ADA = UUID("0198f0aa-0000-7000-8000-000000000001")
WEEK_START = datetime(2026, 11, 16, 8, tzinfo=UTC)


def done_token(skill: str = "python", start: datetime = WEEK_START) -> str:
    return tokens.done_token(ADA, skill=skill, window_start=start)


def test_an_unsubscribe_token_names_its_learner() -> None:
    assert tokens.read_unsubscribe(tokens.unsubscribe_token(ADA)) == ADA


def test_a_done_token_names_learner_and_skill() -> None:
    link = tokens.read_done(done_token("linear-algebra"))

    assert (link.learner_id, link.skill) == (ADA, "linear-algebra")


def test_a_done_token_is_one_event_for_each_skill_and_week() -> None:
    links = [done_token(), done_token("sql"), done_token(start=WEEK_START + timedelta(weeks=1))]

    assert tokens.read_done(done_token()).event_id == tokens.read_done(links[0]).event_id
    assert len({tokens.read_done(link).event_id for link in links}) == 3


def test_a_token_is_good_for_its_own_purpose_only() -> None:
    with pytest.raises(tokens.BadToken):
        tokens.read_unsubscribe(done_token())
    with pytest.raises(tokens.BadToken):
        tokens.read_done(tokens.unsubscribe_token(ADA))


def test_every_changed_character_is_noticed() -> None:
    token = tokens.unsubscribe_token(ADA)
    for place, character in enumerate(token):
        changed = token[:place] + ("A" if character != "A" else "E") + token[place + 1 :]
        with pytest.raises(tokens.BadToken):
            tokens.read_unsubscribe(changed)


@given(st.text(max_size=60))
def test_anything_else_is_refused(text: str) -> None:
    for read in (tokens.read_unsubscribe, tokens.read_done):
        with pytest.raises(tokens.BadToken):
            read(text)


def test_links_outlive_a_change_of_the_key(settings: LazySettings) -> None:
    token = tokens.unsubscribe_token(ADA)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"

    assert tokens.read_unsubscribe(token) == ADA
