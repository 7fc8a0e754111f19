"""Names and addresses as people see them: what the schema promises is what the fields take."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rest_framework.serializers import ValidationError

from wire.parsing import Day, Instant, Name, StrictField, Text, WebUrl
from wire.visible import HIDDEN

JOINERS = "\u200c\u200d"


class TestHidden:
    def test_holds_every_control_format_and_line_end_of_unicode(self) -> None:
        hidden = re.compile(f"[{HIDDEN}]").fullmatch
        unseen = (
            character
            for character in map(chr, range(sys.maxunicode + 1))
            if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}
        )

        assert [character for character in unseen if not hidden(character)] == list(JOINERS)

    def test_holds_no_letter_with_a_shape(self) -> None:
        shown = "aéß字かअ한🙂ⅷ٣\u2013\u2019\u0627"

        assert not re.search(f"[{HIDDEN}]", shown)


class TestName:
    @pytest.mark.parametrize(
        "name",
        [
            "Ada",
            "Renée O\u2019Neill-Ünal",
            "नमस्ते",
            "بی\u200cتو\u200cبی",
            "👩\u200d🔬",
            "👁\ufe0f\u200d🗨\ufe0f",
            "葛\U000e0100城",
        ],
    )
    def test_is_kept(self, name: str) -> None:
        assert taken(Name(max_length=30, min_length=1), name) == name

    @pytest.mark.parametrize(
        ("sent", "kept"), [(" \u3000Ada\u00a0", "Ada"), ("Ame\u0301lie", "Am\u00e9lie")]
    )
    def test_is_composed_and_trimmed(self, sent: str, kept: str) -> None:
        assert taken(Name(max_length=30), sent) == kept

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Ada\r\nBcc: all@example.org", "bad_character"),
            ("Ada\u0085", "bad_character"),
            ("Ada\u2028", "bad_character"),
            ("Ada\u202egro.live", "bad_character"),
            ("A\u200bda", "bad_character"),
            ("A\u200dda", "bad_character"),
            ("\u200d", "bad_character"),
            ("بی\u200c", "bad_character"),
            ("ب\u200c\u200cی", "bad_character"),
            ("Ada\ufeff", "bad_character"),
            ("\u3164", "bad_character"),
            ("Ada\U000e0041", "bad_character"),
            (" ", "out_of_range"),
            ("\u2800\u3000", "out_of_range"),
            ("\u0958" * 20, "too_long"),
        ],
    )
    def test_that_hides_something_or_shows_nothing_is_refused(self, name: str, code: str) -> None:
        assert refusal(Name(max_length=30, min_length=1), name) == code

    def test_may_be_blank_where_it_may_be_empty(self) -> None:
        assert taken(Name(max_length=30), " \u3000") == ""


class TestWebUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org",
            "HTTPS://EXAMPLE.ORG:8443/a/b?c=d&e[]=f#g",
            "http://user:secret@example.org/",
            "http://[::1]:8000/",
            "https://de.wikipedia.org/wiki/Käse",
            "https://bücher.example?q=%C3%A4",
        ],
    )
    def test_is_kept(self, url: str) -> None:
        assert taken(WebUrl(), url) == url

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)//http://example.org",
            "data:text/html,x",
            "https:example.org",
            "https:///etc/passwd",
            "https://:443/",
            "https://@/",
            "https://[example]/",
            "https://example.org:port/",
            'https://example.org/"onclick="alert(1)',
            "https://example.org/<script>",
            "https://example.org/`id`",
            "https://example.org/a b",
            "https://example.org/\u202egro.live",
            "https://exa\u200bmple.org/",
            "https://example.org/\r\nX-Evil: 1",
            " https://example.org",
        ],
    )
    def test_that_is_none_or_breaks_out_is_refused(self, url: str) -> None:
        assert refusal(WebUrl(), url) == "bad_format"


class TestSchema:
    @pytest.mark.parametrize(
        "field", [Name(max_length=30), Name(max_length=30, min_length=1), WebUrl()]
    )
    @given(data=some.data())
    def test_allows_nothing_that_is_refused(self, field: Text, data: Any) -> None:
        schema = field.as_schema()
        text = data.draw(
            some.from_regex(schema["pattern"], fullmatch=True).filter(
                # What composing makes longer, the schema cannot tell.
                lambda text: (
                    len(unicodedata.normalize("NFC", text)) <= schema["maxLength"] >= len(text)
                )
            )
        )

        assert refusal(field, text) is None

    @given(day=some.dates())
    def test_knows_the_years_of_a_day(self, day: Any) -> None:
        assert_agree(Day(), day.isoformat())

    @given(moment=some.datetimes(), zone=some.sampled_from(["Z", "z", "+00:00", "-09:30"]))
    def test_knows_the_years_of_an_instant(self, moment: Any, zone: str) -> None:
        # At the very ends of the years only the offset decides.
        if moment.year not in {1969, 1970, 2200, 2201}:
            assert_agree(Instant(), moment.isoformat() + zone)

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-20T24:00:00Z",
            "2026-11-20T23:59:60Z",
            "2026-11-20T08:00:00.1234567Z",
            "2026-11-20t08:00:00z",
            "2026-11-20 08:00:00Z",
            "2026-11-20T08:00:00+24:00",
        ],
    )
    def test_knows_the_form_of_an_instant(self, text: str) -> None:
        assert_agree(Instant(), text)


def assert_agree(field: StrictField, text: str) -> None:
    allowed = re.search(field.as_schema()["pattern"], text) is not None
    assert allowed == (refusal(field, text) is None), text


def taken(field: StrictField, text: str) -> Any:
    return field.run_validation(text)


def refusal(field: StrictField, text: str) -> str | None:
    try:
        field.run_validation(text)
    except ValidationError as error:
        return str(error.get_codes()[0])
    return None
