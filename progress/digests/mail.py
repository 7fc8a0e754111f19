"""Laying a digest out: the same facts always give the same bytes. No Django, no clock."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.header import decode_header, make_header
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256

from progress.digests import mime
from progress.digests.facts import Facts, Kind, NewEdition, Pace
from progress.digests.post import Letter

_BAR_CELLS = 20
_TEXT_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Links:
    """What a mail points to; `done` by skill."""

    message_id: str
    unsubscribe: str
    done: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The two forms in which a reader may see the mail."""

    subject: str
    text: str
    html: str


# Renders the HTML part from facts, links and the subject.
Render = Callable[[Facts, Links, str], str]


def word(facts: Facts, links: Links, render: Render) -> Wording:
    subject = subject_of(facts)
    return Wording(subject, "\n".join(_lines(facts, links)) + "\n", render(facts, links, subject))


def letter_of(facts: Facts, links: Links, wording: Wording, *, sender: str) -> Letter:
    """The mail as bytes, to one recipient."""
    name, address = read_sender(sender)
    domain = address.rpartition("@")[2]
    recipient = _ascii(facts.email)
    headers = {
        "From": mime.mailbox(name, address),
        "To": recipient,
        "Subject": mime.unstructured(wording.subject),
        "Date": format_datetime(facts.written_at),
        "Message-ID": links.message_id,
        "List-Id": f"Weekly digest <weekly-digest.{domain}>",
        # In one line, however long: a folded one breaks DKIM signatures.
        "List-Unsubscribe": f"<{links.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
    }
    boundary = f"=_{sha256(links.message_id.encode()).hexdigest()[:32]}"
    content = mime.alternatives(headers, text=wording.text, html=wording.html, boundary=boundary)
    return Letter(address, recipient, content)


# All mails of a process have the same one.
@lru_cache(maxsize=1)
def read_sender(sender: str) -> tuple[str, str]:
    """The name, as its reader sees it, and the address of `Waymark <hello@waymark.example>`."""
    name, address = parseaddr(sender)
    return str(make_header(decode_header(name))), _ascii(address)


def subject_of(facts: Facts) -> str:
    """The week in a few words: what weighs most of what there is."""
    if facts.kind is Kind.STILL_HERE:
        return "Still here?"
    near = sum(pace.is_due for pace in facts.pace)
    for count, one, many in (
        (facts.count("done"), "{} skill", "{} skills"),
        (facts.count("started"), "{} skill begun", "{} skills begun"),
        (facts.count("editions"), "a new edition", "{} new editions"),
        (near, "a date is near", "{} dates are near"),
    ):
        if count:
            return "Your week: " + (one if count == 1 else many).format(count)
    return "Your week: where you are"


def opening(facts: Facts) -> str:
    """The first sentence of the mail."""
    if facts.kind is Kind.STILL_HERE:
        return (
            "It has been quiet for four weeks, so this is the last mail for now. "
            "Mark anything on one of your roadmaps and the digest comes back by itself."
        )
    if done := facts.count("done"):
        return f"You finished {_counted(done, 'skill')} {period(facts)}."
    return f"Here is where you are, {period(facts)}."


def period(facts: Facts) -> str:
    """`from 16 to 23 November 2026`, in the learner's own days."""
    first, last = facts.days
    if first == last:
        return f"on {_spoken(last)}"
    month = "" if first.month == last.month else f" {first:%B}"
    return f"from {first.day}{month} to {_spoken(last)}"


def streak_line(facts: Facts) -> str:
    if not facts.streak:
        return ""
    kept = _counted(facts.freezes_left, "missed day")
    return f"{_counted(facts.streak, 'active day')} in a row; {kept} would not break it."


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    words = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(word for word in words if word)


def pace_line(pace: Pace) -> str:
    """`ML engineer: 25 days ahead of 1 December 2027`."""
    target_on = _spoken(date.fromisoformat(pace.target_on))
    if pace.days_ahead is None:
        return f"{pace.title}: your date is {target_on}"
    where = "ahead of" if pace.days_ahead >= 0 else "behind"
    return f"{pace.title}: {_counted(abs(pace.days_ahead), 'day')} {where} {target_on}"


def edition_line(new: NewEdition) -> str:
    return f"{new.title}: edition {new.edition} is here; your progress stays until you accept it"


def _lines(facts: Facts, links: Links) -> Iterator[str]:
    """The text part: everything the HTML part says, links included."""
    yield f"Hello {facts.name}," if facts.name else "Hello,"
    yield ""
    yield from textwrap.wrap(opening(facts), _TEXT_WIDTH)
    yield from _section("Done", facts, "done", map("* {}".format, facts.done))
    yield from _section("Begun", facts, "started", map("* {}".format, facts.started))
    yield from _section("Reached", facts, "reached", map("* {}".format, facts.reached))
    yield from _section("Where you are", facts, "moved", map(_bar_line, facts.moved))
    yield from _section("On time?", facts, "pace", map(pace_line, facts.pace))
    yield from _section("Streak", facts, "", filter(None, [streak_line(facts)]))
    yield from _section("Next", facts, "next", _next_lines(facts, links))
    yield from _section("New editions", facts, "editions", map(edition_line, facts.editions))
    yield ""
    yield "-- "
    yield "You get this mail because your weekly digest is on."
    yield f"Switch it off: {links.unsubscribe}"


def _section(heading: str, facts: Facts, name: str, lines: Iterable[str]) -> Iterator[str]:
    shown = list(lines)
    if shown:
        yield from ("", heading.upper(), *(f"  {line}" for line in shown))
        if left := facts.left_out.get(name):
            yield f"  and {left} more"


def _bar_line(moved: tuple[str, int, int]) -> str:
    title, before, after = moved
    filled = after * _BAR_CELLS // 100
    bar = "#" * filled + "." * (_BAR_CELLS - filled)
    return f"[{bar}] {after:3} % {title}" + (f" (was {before} %)" if before != after else "")


def _next_lines(facts: Facts, links: Links) -> Iterator[str]:
    for number, step in enumerate(facts.next, 1):
        yield f"{number}. {step.title} ({duration(step.minutes)}): {step.why}"
        yield f"   done already? {links.done[step.skill]}"


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ascii(address: str) -> str:
    """The address as every mail server takes it; UnicodeError for a mailbox that is not ASCII."""
    mailbox, at, domain = address.rpartition("@")
    mailbox.encode("ascii")
    return f"{mailbox}{at}{domain.encode('idna').decode()}"
