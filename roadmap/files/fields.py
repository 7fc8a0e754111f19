"""Strict reading of the fields of one mapping: what is wrong is noted, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from urllib.parse import urlsplit

from roadmap.files.faults import Fault, Place
from roadmap.files.forms import Name
from roadmap.files.reading import Mapping, Scalar, Sequence, Value

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_SLUG = 80
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
MOST_MINUTES = 1_000_000


class Notes:
    """The faults of one file as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def note(self, place: Place, code: str, detail: str) -> None:
        line, column, path = place
        self.faults.append(Fault(self.file, line, column, code, path, detail))


class Fields:
    """The fields of a mapping. A field that is missing or wrong reads as its default."""

    def __init__(self, value: Value, path: str, notes: Notes, known: Iterable[str]) -> None:
        self.place = Place(value.line, value.column, path)
        self.notes = notes
        self._entries: dict[str, Value] = {}
        self._is_mapping = isinstance(value, Mapping)
        if isinstance(value, Mapping):
            self._entries = value.entries
            self._refuse_unknown(value, tuple(known))
        else:
            notes.note(self.place, "wrong_type", "this is to be a mapping of fields")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def place_of(self, name: str) -> Place:
        value = self._entries.get(name)
        if value is None:
            return self.place
        return Place(value.line, value.column, self._path(name))

    def value(self, name: str) -> Value | None:
        return self._entries.get(name)

    def text(self, name: str, most: int, *, required: bool = False, lines: bool = False) -> str:
        """Words without control characters, at most `most` of them, on one line unless `lines`."""
        raw = self._scalar(name, required=required)
        if raw is None:
            return ""
        if not isinstance(raw, str):
            return self._wrong(name, "wrong_type", "this is to be text; write it in quotes")
        text = raw.strip("\n").rstrip() if lines else raw.strip()
        if len(text) > most:
            return self._wrong(name, "too_long", f"{len(text)} characters, at most {most} fit")
        if CONTROL_CHARACTERS.search(text) or ("\n" in text and not lines):
            detail = "control characters" if lines else "line breaks or control characters"
            return self._wrong(name, "bad_character", f"{detail} are not allowed here")
        if required and not text:
            return self._wrong(name, "required", f'"{name}" is empty')
        return text

    def slug(self, name: str) -> Name | None:
        """A required slug; None where there is none that could name anything."""
        text = self.text(name, MOST_SLUG, required=True)
        if text and not SLUG.fullmatch(text):
            self._wrong(name, "bad_format", f'"{text}" is no slug, such as "data-cleaning"')
            return None
        return Name(text, self.place_of(name)) if text else None

    def whole(
        self, name: str, *, required: bool = False, least: int = 0, most: int = MOST_MINUTES
    ) -> int | None:
        raw = self._scalar(name, required=required)
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            self._wrong(name, "wrong_type", "this is to be a whole number")
            return None
        if not least <= raw <= most:
            self._wrong(name, "out_of_range", f"{raw} is not from {least} to {most}")
            return None
        return raw

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self._scalar(name)
        if raw is None:
            return default
        if not isinstance(raw, bool):
            self._wrong(name, "wrong_type", "this is to be true or false")
            return default
        return raw

    def choice(self, name: str, choices: Iterable[str], *, default: str = "") -> str:
        """One of `choices`; required unless there is a default."""
        text = self.text(name, 40, required=not default) or default
        if text not in (*choices, ""):
            self._wrong(name, "not_a_choice", f'"{text}" is not one of {", ".join(choices)}')
            return default
        return text

    def url(self, name: str, most: int) -> str:
        text = self.text(name, most, required=True)
        if text and not is_web_url(text):
            return self._wrong(name, "bad_format", "this is to be a full http or https address")
        return text

    def items(self, name: str, *, required: bool = False) -> Iterator[tuple[Value, str]]:
        """The values of a list, each with its path."""
        value = self._entries.get(name)
        if value is None:
            if required:
                self._missing(name)
        elif isinstance(value, Sequence):
            for index, item in enumerate(value.items):
                yield item, f"{self._path(name)}/{index}"
        else:
            self._wrong(name, "wrong_type", "this is to be a list")

    def names(self, name: str, *, required: bool = False) -> tuple[Name, ...]:
        """The keys and slugs of a list."""
        found: list[Name] = []
        for item, path in self.items(name, required=required):
            place = Place(item.line, item.column, path)
            if isinstance(item, Scalar) and isinstance(item.value, str):
                found.append(Name(item.value, place))
            else:
                self.notes.note(place, "wrong_type", "this is to be the key of a node")
        return tuple(found)

    def named(self, name: str) -> Iterator[tuple[str, Value, Place]]:
        """The entries of a mapping from slugs to values: slug, value, path of the value."""
        value = self._entries.get(name)
        if isinstance(value, Mapping):
            for key, entry in value.entries.items():
                place = Place(*value.keys[key], f"{self._path(name)}/{key}")
                if SLUG.fullmatch(key) and len(key) <= MOST_SLUG:
                    yield key, entry, place
                else:
                    detail = f'"{key}" is no slug, such as "data-cleaning"'
                    self.notes.note(place, "bad_format", detail)
        elif value is not None:
            self._wrong(name, "wrong_type", "this is to be a mapping from slugs")

    def by_slug(self, name: str) -> Iterator[tuple[Name, Fields]]:
        """The slugs of a mapping, each with the fields among which its value stands."""
        for slug, _, place in self.named(name):
            told = self._entries[name]
            known = told.entries if isinstance(told, Mapping) else ()
            yield Name(slug, place), Fields(told, self._path(name), self.notes, known)

    def _scalar(self, name: str, *, required: bool = False) -> str | int | float | bool | None:
        value = self._entries.get(name)
        if value is None:
            if required:
                self._missing(name)
            return None
        if not isinstance(value, Scalar):
            self._wrong(name, "wrong_type", "this is to be a single value")
            return None
        if required and value.value is None:
            self._wrong(name, "required", f'"{name}" is empty')
        return value.value

    def _refuse_unknown(self, value: Mapping, known: tuple[str, ...]) -> None:
        for key in value.entries.keys() - set(known):
            place = Place(*value.keys[key], self._path(key))
            near = get_close_matches(key, known, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else f"; there are {', '.join(known)}"
            self.notes.note(place, "unknown_field", f'no field "{key}" here{hint}')

    def _missing(self, name: str) -> None:
        # Of what is no mapping at all, that has been said, and fields would only be noise.
        if self._is_mapping:
            self.notes.note(self.place, "required", f'"{name}" is missing')

    def _wrong(self, name: str, code: str, detail: str) -> str:
        """Note it; the empty text stands in for what is wrong."""
        self.notes.note(self.place_of(name), code, detail)
        return ""

    def _path(self, name: str) -> str:
        return f"{self.place.path}/{name}" if self.place.path else name


def is_web_url(text: str) -> bool:
    """Whether `text` is a full http or https address that a link can hold as it is."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and not re.search(r"[\s<>\"]", text)
