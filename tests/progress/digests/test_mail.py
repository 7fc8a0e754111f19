from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest

from progress.digests import mail, rendering
from progress.digests.facts import Facts, Kind, Moved, NewEdition, Next, Pace
from progress.digests.post import Letter
from tests.progress.digests.weeks import html_of, text_of

ADA = UUID("0198f0aa-0000-7000-8000-000000000001")
GRACE = UUID("0198f0aa-0000-7000-8000-000000000002")
WEEK_START = datetime(2026, 11, 16, 8, tzinfo=UTC)
FACTS = Facts(
    email="ada@waymark.example",
    name="Ada",
    first_day="2026-11-16",
    last_day="2026-11-23",
    composed_at="2026-11-23T09:00:00+00:00",
    streak=4,
    freezes_left=1,
    done=("Python", "<script>alert(1)</script>"),
    started=("Große Modelle",),
    reached=("First app shipped",),
    moved=(Moved("AI engineer", 6, 13), Moved("ML engineer", 5, 5)),
    next=(Next("rag", "RAG", 90, "opens Agents and 2 more"),),
    editions=(NewEdition("AI engineer", 3),),
    pace=(Pace("ML engineer", "2027-12-01", -25, is_due=False),),
    left_out={"done": 7},
)


def letter_of(facts: Facts = FACTS, learner_id: UUID = ADA) -> Letter:
    return rendering.letter_of(facts, learner_id=learner_id, window_start=WEEK_START)


def parsed(letter: Letter) -> EmailMessage:
    return message_from_bytes(letter.content, policy=policy.default)


class TestBytes:
    def test_are_the_same_for_the_same_facts(self) -> None:
        again = Facts.from_json(FACTS.as_json())

        assert letter_of(again) == letter_of()

    def test_are_ascii_in_lines_that_every_server_takes(self) -> None:
        content = letter_of().content

        content.decode("ascii")
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert b"\n" not in content.replace(b"\r\n", b"")

    def test_stay_small(self) -> None:
        assert len(letter_of().content) < 100_000


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("From", "Waymark <hello@waymark.example>"),
            ("To", "ada@waymark.example"),
            ("Subject", "Your week: 9 skills"),
            ("Date", "Mon, 23 Nov 2026 09:00:00 +0000"),
            ("List-Id", "Weekly digest <weekly-digest.waymark.example>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Auto-Submitted", "auto-generated"),
            ("Precedence", "bulk"),
        ],
    )
    def test_are_there_once(self, name: str, value: str) -> None:
        assert parsed(letter_of()).get_all(name) == [value]

    def test_unsubscribe_in_one_line_with_a_short_token(self) -> None:
        line = re.search(rb"^List-Unsubscribe: (.*)\r$", letter_of().content, re.MULTILINE)

        assert line
        assert re.fullmatch(rb"<http://testserver/u/[\w-]{43}>", line[1])

    def test_the_message_id_belongs_to_learner_and_window(self) -> None:
        ids = {
            parsed(rendering.letter_of(FACTS, learner_id=learner, window_start=start))["Message-ID"]
            for learner in (ADA, GRACE)
            for start in (WEEK_START, WEEK_START.replace(day=9))
        }

        assert len(ids) == 4
        assert all(re.fullmatch(r"<digest\.[0-9a-f]{32}@waymark\.example>", id_) for id_ in ids)

    def test_a_foreign_domain_is_written_as_mail_servers_know_it(self) -> None:
        letter = letter_of(replace(FACTS, email="ada@bücher.example"))

        assert letter.recipient == "ada@xn--bcher-kva.example"

    def test_a_mailbox_that_is_not_ascii_is_refused(self) -> None:
        with pytest.raises(UnicodeError):
            letter_of(replace(FACTS, email="mañana@waymark.example"))


class TestSender:
    @pytest.mark.parametrize(
        ("sender", "name", "address"),
        [
            ("hello@waymark.example", "", "hello@waymark.example"),
            (
                '"Waymark, weekly" <hello@waymark.example>',
                "Waymark, weekly",
                "hello@waymark.example",
            ),
            ("Größer <hello@bücher.example>", "Größer", "hello@xn--bcher-kva.example"),
            (
                "=?utf-8?q?Gr=C3=B6=C3=9Fer?= <hello@waymark.example>",
                "Größer",
                "hello@waymark.example",
            ),
        ],
    )
    def test_is_shown_as_it_is_set(
        self, settings: Any, sender: str, name: str, address: str
    ) -> None:
        settings.DEFAULT_FROM_EMAIL = sender

        letter = letter_of()

        (shown,) = parsed(letter)["From"].addresses
        assert (shown.display_name, shown.addr_spec, letter.sender) == (name, address, address)
        assert parsed(letter)["Message-ID"].endswith(f"@{address.rpartition('@')[2]}>")


class TestText:
    def test_says_everything(self) -> None:
        text = text_of(parsed(letter_of()))

        for words in (
            "Hello Ada,",
            "You finished 9 skills from 16 to 23 November 2026.",
            "* Python",
            "and 7 more",
            "* Große Modelle",
            "* First app shipped",
            "[##..................]  13 % AI engineer (was 6 %)",
            "5 % ML engineer\r\n",
            "ML engineer: 25 days behind 1 December 2027",
            "4 active days in a row; 1 missed day would not break it.",
            "1. RAG (1 h 30 min): opens Agents and 2 more",
            "AI engineer: edition 3 is here",
        ):
            assert words in text

    def test_has_every_link_of_the_html(self) -> None:
        message = parsed(letter_of())
        links = re.findall(r'href="([^"]+)"', html_of(message))

        assert len(links) == 2
        assert all(link in text_of(message) for link in links)


class TestHtml:
    def test_is_well_formed_and_runs_nothing(self) -> None:
        seen = Tags(html_of(parsed(letter_of())))

        assert seen.open == []
        assert not seen.names & {"script", "img", "link", "iframe", "form", "object"}
        assert "alert(1)" in html_of(parsed(letter_of()))

    def test_loads_nothing(self) -> None:
        html = html_of(parsed(letter_of()))

        assert not re.search(r"url\(|src=|background=|@import", html)

    def test_has_the_percent_in_words_beside_each_bar(self) -> None:
        html = html_of(parsed(letter_of()))

        assert "AI engineer <strong>13 %</strong>" in html
        assert 'width="13%"' in html


class TestSubject:
    @pytest.mark.parametrize(
        ("facts", "subject"),
        [
            ({"done": ("Python",), "left_out": {}}, "Your week: 1 skill"),
            ({"done": ("Python",) * 3, "left_out": {}}, "Your week: 3 skills"),
            ({"done": (), "left_out": {}}, "Your week: 1 skill begun"),
            ({"done": (), "started": (), "left_out": {}}, "Your week: a new edition"),
            (
                {
                    "done": (),
                    "started": (),
                    "editions": (),
                    "pace": (Pace("ML engineer", "2026-11-25", None, is_due=True),),
                    "left_out": {},
                },
                "Your week: a date is near",
            ),
            (
                {"done": (), "started": (), "editions": (), "left_out": {}},
                "Your week: where you are",
            ),
            ({"kind": Kind.STILL_HERE}, "Still here?"),
        ],
    )
    def test_names_what_weighs_most(self, facts: dict[str, object], subject: str) -> None:
        assert mail.subject_of(replace(FACTS, **facts)) == subject  # type: ignore[arg-type]


class TestWords:
    @pytest.mark.parametrize(
        ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min")]
    )
    def test_of_a_duration(self, minutes: int, words: str) -> None:
        assert mail.duration(minutes) == words

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            ("2026-11-16", "2026-11-23", "from 16 to 23 November 2026"),
            ("2026-11-28", "2026-12-05", "from 28 November to 5 December 2026"),
            ("2026-11-20", "2026-11-20", "on 20 November 2026"),
        ],
    )
    def test_of_a_period(self, first: str, last: str, words: str) -> None:
        assert mail.period(replace(FACTS, first_day=first, last_day=last)) == words

    def test_of_the_last_mail_before_a_pause(self) -> None:
        asked = parsed(letter_of(replace(FACTS, kind=Kind.STILL_HERE)))

        assert "the last mail for now" in text_of(asked)


class Tags(HTMLParser):
    """The names of all tags, and those that were never closed."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.names.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
