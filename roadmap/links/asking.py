"""Asks one address whether it still answers, and judges what it says."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

from roadmap.links.reaching import PUBLIC, NotAllowed, NotReached, Reach, connected

State = Literal["ok", "moved", "gone", "refused", "unreachable"]
STATES: tuple[State, ...] = ("ok", "moved", "gone", "refused", "unreachable")

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
MOST_REDIRECTS = 10
GONE = (404, 410)
HEADERS = {"User-Agent": "Waymark (checks links)", "Accept": "*/*", "Connection": "close"}
# All that may stand in a request line as it is; `%` begins what is escaped already.
SAFE = "%/:?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking: `status` is the server's last, None where none said anything.

    Of what has moved, `detail` is the new address; else it is a reason in words.
    """

    url: str
    state: State
    status: int | None
    detail: str = ""


class HungUp(Exception):
    """The server was there, and gave no answer that is HTTP."""


def ask(url: str, *, reach: Reach = PUBLIC, seconds: float = 10) -> Answer:
    """Ask with HEAD, and with GET whoever does not like that; bodies are not read.

    Redirects are followed, each judged by `reach` like the address itself. Never raises for what
    a server does. Each question takes `seconds` at most, once somebody is there.
    """
    try:
        with suppress(HungUp):
            answer = _followed("HEAD", url, reach, seconds)
            if answer.state in ("ok", "moved"):
                return answer
        return _followed("GET", url, reach, seconds)
    except NotAllowed as refusal:
        return Answer(url, "refused", None, str(refusal))
    except (NotReached, HungUp) as failure:
        return Answer(url, "unreachable", None, str(failure))


def _followed(method: str, url: str, reach: Reach, seconds: float) -> Answer:
    """Raises NotAllowed, NotReached or HungUp when there is no last answer to judge."""
    place, home = url, url
    for _ in range(MOST_REDIRECTS + 1):
        status, location = _asked(method, place, reach, seconds)
        if status not in REDIRECTS or location is None:
            return _judged(url, status, home)
        # As far as all redirects are permanent, they tell where the page lives now.
        is_home = place == home and status in PERMANENT
        place = _next(place, location)
        home = place if is_home else home
    return Answer(url, "unreachable", status, "redirects lead on without end")


def _next(url: str, location: str) -> str:
    place = urljoin(url, location)
    fragment = urlsplit(url).fragment
    return place if not fragment or urlsplit(place).fragment else f"{place}#{fragment}"


def _judged(url: str, status: int, home: str) -> Answer:
    if 200 <= status < 300:
        return Answer(url, "ok", status) if home == url else Answer(url, "moved", status, home)
    try:
        words = HTTPStatus(status).phrase
    except ValueError:
        words = "no status that HTTP knows"
    if status in GONE:
        return Answer(url, "gone", status, words)
    return Answer(url, "unreachable" if status >= 500 else "refused", status, words)


def _asked(method: str, url: str, reach: Reach, seconds: float) -> tuple[int, str | None]:
    """Status and Location of one request."""
    with connected(url, reach, seconds=seconds) as connection:
        try:
            connection.request(method, _target(url), headers=HEADERS)
            response = connection.getresponse()
        except (OSError, HTTPException, ValueError) as error:
            if not (isinstance(error, TimeoutError) or connection.is_given_up):
                raise HungUp(f"it hangs up: {type(error).__name__}") from None
            raise NotReached("it does not answer in time") from None
        # Headers that are cut off read as if they had ended.
        if connection.is_given_up:
            raise NotReached("it does not answer in time")
        return response.status, _readable(response.getheader("Location"))


def _target(url: str) -> str:
    parts = urlsplit(url)
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=SAFE)


def _readable(location: str | None) -> str | None:
    """http.client reads headers as Latin-1; servers that do not escape mean UTF-8."""
    return location and quote(location.encode("latin-1"), safe=SAFE)
