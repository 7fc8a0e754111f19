"""Reading JSON from strangers: one object, nothing ambiguous, bounded time whatever comes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NoReturn

from wire.faults import Fault, pointer_to
from wire.problems import MOST_FAULTS, InvalidRequest, MalformedJson

DEEPEST = 32
LONGEST_NUMBER = 300

# A string, closed or running to the end, so that each byte is looked at once.
_STRINGS = re.compile(rb'"(?:[^"\\]+|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# The only ways to NUL and half a surrogate pair: raw ones are no JSON and no UTF-8.
_SUSPECT_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_BAD_CHARACTER = re.compile("[\0\ud800-\udfff]")


class _Repeating(dict[str, Any]):
    """An object in which keys came more than once."""

    repeated: list[str]


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`.

    Raises MalformedJson for what is no JSON, and InvalidRequest for nesting deeper than 32,
    repeated keys, NUL and lone surrogates, and for anything but an object.
    """
    _refuse_depth(raw)
    value, suspect = _parse(raw)
    if suspect or _SUSPECT_ESCAPE.search(raw):
        faults = list(islice(_faults_inside(value), MOST_FAULTS + 1))
        if faults:
            raise InvalidRequest(errors=faults)
    if not isinstance(value, dict):
        raise InvalidRequest(
            errors=[Fault("body", "", "wrong_type", "The body must be a JSON object.")]
        )
    return value


def has_bad_character(text: str) -> bool:
    """Whether `text` holds NUL or half a surrogate pair, which no database takes."""
    return _BAD_CHARACTER.search(text) is not None


def _refuse_depth(raw: bytes) -> None:
    """Refuse deep nesting before a recursive parser sees it."""
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST:
        return
    depth = 0
    for bracket in _STRINGS.sub(b"", raw).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            detail = f"Nested more than {DEEPEST} deep."
            raise InvalidRequest(errors=[Fault("body", "", "too_deep", detail)])


def _parse(raw: bytes) -> tuple[Any, bool]:
    """The value in `raw`, and whether a key was repeated anywhere in it."""
    repeats: list[_Repeating] = []

    def gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        gathered = dict(pairs)
        if len(gathered) < len(pairs):
            gathered = _Repeating(gathered)
            gathered.repeated = _repeated(key for key, _ in pairs)
            repeats.append(gathered)
        return gathered

    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=gather,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise MalformedJson(f"The body is not UTF-8 at byte {error.start}.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise MalformedJson(f"{error.msg} at {place}.") from None
    return value, bool(repeats)


def _repeated(keys: Iterator[str]) -> list[str]:
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    return [key for key, times in seen.items() if times > 1]


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise MalformedJson(f"A number has more than {LONGEST_NUMBER} digits.")
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise MalformedJson(f"{text[:40]} is beyond what a number can be.")
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise MalformedJson(f"{text} is not JSON.")


def _faults_inside(value: Any) -> Iterator[Fault]:
    """Walk `value` in document order for repeated keys and bad characters."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        pointer, current = waiting.pop()
        inside: list[tuple[str, Any]] = []
        if isinstance(current, str):
            if has_bad_character(current):
                yield _bad_character(pointer, "The text")
        elif isinstance(current, dict):
            if isinstance(current, _Repeating):
                for key in current.repeated:
                    detail = "This key comes more than once."
                    yield Fault("body", pointer_to(pointer, key), "duplicate_key", detail)
            for key, child in current.items():
                if has_bad_character(key):
                    yield _bad_character(pointer_to(pointer, key), "The key")
                inside.append((pointer_to(pointer, key), child))
        elif isinstance(current, list):
            inside = [(pointer_to(pointer, place), child) for place, child in enumerate(current)]
        waiting.extend(reversed(inside))


def _bad_character(pointer: str, what: str) -> Fault:
    return Fault("body", pointer, "bad_character", f"{what} holds NUL or half a surrogate pair.")
