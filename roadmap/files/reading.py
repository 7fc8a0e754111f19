"""YAML with positions: scalars of the YAML 1.2 core schema, and nothing that can surprise.

libyaml finds the structure, which is fast and the same in YAML 1.1 and 1.2; what a plain word
means is decided here, so `no` is a string. Anchors, aliases and tags are refused as they come,
before anything is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from roadmap.files.faults import Fault, FilesAreFaulty

MOST_BYTES = 8 * 1024 * 1024
MOST_VALUES = 1_000_000
MOST_DEPTH = 32

# Without libyaml the same events come from Python, twenty times slower.
LOADER = getattr(yaml, "CLoader", yaml.Loader)

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
REAL = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
# What libyaml, as YAML 1.1, takes for line breaks and YAML 1.2 does not.
OLD_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")


@dataclass(slots=True)
class Scalar:
    value: str | int | float | bool | None
    line: int
    column: int


@dataclass(slots=True)
class Sequence:
    items: list[Value]
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    """`keys` holds the line and column of each key of `entries`."""

    entries: dict[str, Value]
    keys: dict[str, tuple[int, int]]
    line: int
    column: int


Value = Scalar | Sequence | Mapping


def read_file(path: Path) -> bytes:
    """The bytes of a file, and one more than allowed where there are too many."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def read(raw: bytes, file: str) -> tuple[Value, list[Fault]]:
    """The one document in `raw`, with its duplicate keys as faults.

    Raises FilesAreFaulty with the one fault for which reading cannot go on.
    """
    return _Reading(_decoded(raw, file), file).document()


def _decoded(raw: bytes, file: str) -> str:
    def refuse(code: str, detail: str, before: bytes = b"") -> FilesAreFaulty:
        line, column = _place_after(before.decode(errors="replace"))
        return FilesAreFaulty([Fault(file, line, column, code, "", detail)])

    if len(raw) > MOST_BYTES:
        raise refuse("too_large", f"more than {MOST_BYTES:,} bytes")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("bad_encoding", "this is UTF-16; save it as UTF-8")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise refuse("bad_encoding", "this starts with a byte order mark; save it without one")
    if b"\0" in raw:
        before = raw[: raw.index(b"\0")]
        raise refuse("bad_encoding", "NUL bytes, as UTF-16 has; save it as UTF-8", before)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        bad = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise refuse("bad_encoding", bad, raw[: error.start]) from None
    if found := OLD_LINE_BREAKS.search(text):
        detail = f'write U+{ord(found[0]):04X} as an escape in quotes, "\\u{ord(found[0]):04x}"'
        raise refuse("bad_character", detail, text[: found.start()].encode())
    return text


def _place_after(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


@dataclass(slots=True)
class _Open:
    """A collection that has not ended; `key` waits for its value."""

    value: Sequence | Mapping
    path: str
    key: str | None = None

    def path_of_next(self) -> str:
        step = self.key if isinstance(self.value, Mapping) else len(self.value.items)
        return f"{self.path}/{step}" if self.path else str(step)


class _Reading:
    """Builds values from libyaml's events, without recursion."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._faults: list[Fault] = []
        self._open: list[_Open] = []
        self._root: Value | None = None

    def document(self) -> tuple[Value, list[Fault]]:
        for count, event in enumerate(self._events()):
            if count > MOST_VALUES:
                raise self._refusal(event, "too_large", f"more than {MOST_VALUES:,} values")
            self._take(event)
        if self._root is None:
            raise FilesAreFaulty([Fault(self._file, 1, 1, "malformed", "", "the file is empty")])
        return self._root, self._faults

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self._text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            detail = " ".join(filter(None, (error.context, error.problem)))
            fault = Fault(self._file, *place, "malformed", "", detail)
            raise FilesAreFaulty([fault]) from None
        except yaml.reader.ReaderError as error:
            place = _place_after(self._text[: error.position])
            fault = Fault(self._file, *place, "bad_character", "", error.reason)
            raise FilesAreFaulty([fault]) from None

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
            raise self._refusal(event, "malformed", "a second document; use a second file")
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_extras(event)
            parent = self._open[-1] if self._open else None
            if parent and isinstance(parent.value, Mapping) and parent.key is None:
                parent.key = self._key(event, parent.value)
            else:
                self._add(_value(event), event, parent)

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            raise self._refusal(event, "bad_anchor", "anchors and aliases are not part of the form")
        if getattr(event, "tag", None) is not None:
            raise self._refusal(event, "bad_tag", "tags are not part of the form")

    def _key(self, event: yaml.NodeEvent, mapping: Mapping) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refusal(event, "malformed", "a key is a word, not a list or a mapping")
        key = str(event.value)
        if key in mapping.keys:
            detail = f'"{key}" is there already, in line {mapping.keys[key][0]}'
            self._faults.append(self._fault(event, "duplicate_key", detail, key))
        else:
            mapping.keys[key] = _at(event)
        return key

    def _add(self, value: Value, event: yaml.NodeEvent, parent: _Open | None) -> None:
        path = parent.path_of_next() if parent else ""
        if parent is None:
            self._root = value
        elif isinstance(parent.value, Sequence):
            parent.value.items.append(value)
        else:
            # Of a key that is there twice the first value stays.
            parent.value.entries.setdefault(str(parent.key), value)
            parent.key = None
        if not isinstance(value, Scalar):
            self._open.append(_Open(value, path))
            if len(self._open) > MOST_DEPTH:
                raise self._refusal(event, "too_deep", f"more than {MOST_DEPTH} levels")

    def _refusal(self, event: yaml.Event, code: str, detail: str) -> FilesAreFaulty:
        return FilesAreFaulty([self._fault(event, code, detail)])

    def _fault(self, event: yaml.Event, code: str, detail: str, key: str | None = None) -> Fault:
        path = self._open[-1].path if self._open else ""
        if key is not None:
            path = f"{path}/{key}" if path else key
        return Fault(self._file, *_at(event), code, path, detail)


def _at(event: yaml.Event) -> tuple[int, int]:
    """Line and column of an event, counted from 1."""
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


def _value(event: Any) -> Value:
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence([], *_at(event))
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping({}, {}, *_at(event))
    is_plain = event.implicit[0]
    return Scalar(resolved(event.value) if is_plain else event.value, *_at(event))


def resolved(word: str) -> str | int | float | bool | None:
    """What a word without quotes means in the YAML 1.2 core schema."""
    if word in WORDS:
        return WORDS[word]
    if word[0] not in "+-.0123456789":
        return word
    if WHOLE.fullmatch(word):
        # More digits than any field could hold stay text, which is no number either.
        return int(word, 0 if word[:2] in ("0o", "0x") else 10) if len(word) <= 40 else word
    if REAL.fullmatch(word):
        return float(word.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return word
