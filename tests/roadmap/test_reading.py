"""YAML is read strictly, with positions, and never expanded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.files import reading
from roadmap.files.faults import Fault, FilesAreFaulty
from roadmap.files.reading import Mapping, Scalar, Sequence, Value, read, resolved


def refusal(raw: bytes) -> str:
    with pytest.raises(FilesAreFaulty) as refused:
        read(raw, "f.yaml")
    (fault,) = refused.value.faults
    return str(fault)


class TestScalars:
    @pytest.mark.parametrize(
        ("word", "value"),
        [
            *[(word, word) for word in ("no", "yes", "on", "off", "NO", "1_000", "0b1", "1:30")],
            *[
                (word, word)
                for word in ("2026-11-20", "tRue", "nULL", "=", "-", "+", ".", "1e", "x1")
            ],
            *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
            *[("true", True), ("True", True), ("TRUE", True), ("false", False)],
            *[("0", 0), ("-7", -7), ("+7", 7), ("010", 10), ("0o10", 8), ("0xfF", 255)],
            *[("1.5", 1.5), ("-.5", -0.5), ("1e3", 1000.0), (".inf", float("inf"))],
            ("9" * 50, "9" * 50),
        ],
    )
    def test_mean_what_the_yaml_1_2_core_schema_says(self, word: str, value: object) -> None:
        found = resolved(word)

        assert found == value
        assert type(found) is type(value)

    def test_in_quotes_are_text(self) -> None:
        root, _ = read(b"""[no, "1", '~', "true"]""", "f.yaml")

        assert isinstance(root, Sequence)
        assert [item.value for item in root.items if isinstance(item, Scalar)] == [
            "no",
            "1",
            "~",
            "true",
        ]

    @given(st.text(max_size=8))
    def test_of_any_spelling_are_taken_as_something(self, word: str) -> None:
        assert isinstance(resolved(word), str | int | float | bool | None)


class TestPlaces:
    def test_are_counted_from_one_in_characters(self) -> None:
        root, faults = read("ä: 1\nö: [é, {ß: x}]\n".encode(), "f.yaml")

        assert faults == []
        assert isinstance(root, Mapping)
        assert root.keys == {"ä": (1, 1), "ö": (2, 1)}
        row = root.entries["ö"]
        assert isinstance(row, Sequence)
        assert [place_of(item) for item in row.items] == [(2, 5), (2, 8)]

    def test_of_duplicate_keys_name_the_path(self) -> None:
        _, faults = read(b"a:\n  - {b: 1, b: {c: 2}, b: 3}\n", "f.yaml")

        assert [str(fault) for fault in faults] == [
            'f.yaml:2:12: duplicate_key: a/0/b: "b" is there already, in line 2',
            'f.yaml:2:23: duplicate_key: a/0/b: "b" is there already, in line 2',
        ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("raw", "fault"),
        [
            ("waymark: 1".encode("utf-16"), "1:1: bad_encoding: this is UTF-16; save it as UTF-8"),
            (
                "a: 1".encode("utf-16-le"),
                "1:2: bad_encoding: NUL bytes, as UTF-16 has; save it as UTF-8",
            ),
            (
                "a: 1".encode("utf-8-sig"),
                "1:1: bad_encoding: this starts with a byte order mark; save it without one",
            ),
            ("a: 1\nb: ä".encode("latin-1"), "2:4: bad_encoding: byte 0xe4 is not UTF-8"),
            (b"a: \x07", "1:4: bad_character: control characters are not allowed"),
            (
                "a: x\u2028y".encode(),
                '1:5: bad_character: write U+2028 as an escape in quotes, "\\u2028"',
            ),
            (b"", "1:1: malformed: the file is empty"),
            (b"# nothing\n", "1:1: malformed: the file is empty"),
            (b"a: 1\n---\nb: 2\n", "2:1: malformed: a second document; use a second file"),
            (b"? [a]\n: 1\n", "1:3: malformed: a key is a word, not a list or a mapping"),
            (b"a: &x 1\n", "1:4: bad_anchor: anchors and aliases are not part of the form"),
            (b"a: *x\n", "1:4: bad_anchor: anchors and aliases are not part of the form"),
            (b"a: !!str 1\n", "1:4: bad_tag: tags are not part of the form"),
            (b"a: !python/object:os.system {}\n", "1:4: bad_tag: tags are not part of the form"),
            (b"[" * 40, f"1:33: too_deep: {'/'.join('0' * 32)}: more than 32 levels"),
        ],
    )
    def test_name_the_reason_and_the_place(self, raw: bytes, fault: str) -> None:
        assert refusal(raw) == f"f.yaml:{fault}"

    @pytest.mark.parametrize("text", ["a: [1, 2", "a: 'x", "a:\n\t- b", "a: b: c", "- a\nb: 1"])
    def test_of_what_is_no_yaml_have_a_place(self, text: str) -> None:
        assert ": malformed: " in refusal(text.encode())

    def test_of_an_alias_bomb_come_before_it_goes_off(self) -> None:
        rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]

        assert refusal("\n".join(rows).encode()).startswith("f.yaml:1:5: bad_anchor: ")

    def test_of_large_files_count_bytes_and_values(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert refusal(b"#" * (reading.MOST_BYTES + 1)) == (
            "f.yaml:1:1: too_large: more than 8,388,608 bytes"
        )
        monkeypatch.setattr(reading, "MOST_VALUES", 100)
        assert ": too_large: more than 100 values" in refusal(b"[" + b"1," * 200 + b"]")

    @given(st.binary(max_size=60))
    def test_are_the_only_way_out(self, raw: bytes) -> None:
        found: list[Fault] = []
        try:
            read(raw, "f.yaml")
        except FilesAreFaulty as refused:
            found = refused.faults

        assert len(found) <= 1


def place_of(value: Value) -> tuple[int, int]:
    return value.line, value.column
