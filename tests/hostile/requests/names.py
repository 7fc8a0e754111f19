"""Names that hide something, reach for a mail's headers, or look like another's."""

from __future__ import annotations

from tests.hostile.expected import Expected, body, good
from tests.hostile.sending import Hostile

ME = "/api/v1/me"
TOKEN = "/api/v1/me/tokens/0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f"

_HIDING = [
    ("a header of its own", "Ada\r\nBcc: everybody@example.org"),
    ("a line feed", "Ada\nLovelace"),
    ("a carriage return", "Ada\rLovelace"),
    ("the line end of EBCDIC", "Ada\u0085Bcc: x@example.org"),
    ("the line separator of Unicode", "Ada\u2028Bcc: x@example.org"),
    ("the paragraph separator of Unicode", "Ada\u2029Bcc: x@example.org"),
    ("a vertical tab", "Ada\u000bLovelace"),
    ("a tab", "Ada\tLovelace"),
    ("a delete", "Ada\u007f"),
    ("an escape sequence for terminals", "\u001b[2JAda"),
    ("a text turned around", "Ada\u202egro.live"),
    ("an isolate that never ends", "Ada\u2066"),
    ("a mark of direction", "\u200fAda"),
    ("an Arabic mark of direction", "Ada\u061c"),
    ("a zero-width space", "A\u200bda"),
    ("a zero-width joiner between letters", "A\u200dda"),
    ("nothing but a joiner", "\u200d"),
    ("a word joiner", "Ada\u2060"),
    ("a byte order mark", "\ufeffAda"),
    ("a soft hyphen", "A\u00adda"),
    ("a letter without a shape", "\u3164"),
    ("tags that no screen shows", "Ada\U000e0048\U000e0049"),
    ("an annotation", "Ada\ufff9"),
]

_WELL_MEANT = ["Zoë Ångström", "阿达", "بی\u200cتو", "👩\u200d🔬", "=HYPERLINK(1)", "<b>Ada</b>"]


def _name(what: str, value: str, expected: Expected) -> Hostile:
    return Hostile(what, "PATCH", ME, expected, {"name": value})


def _token(what: str, value: str, expected: Expected) -> Hostile:
    wanted = {"name": value, "scopes": ["read"]}
    return Hostile(what, "PUT", TOKEN, expected, wanted, caller="session")


def _handle(what: str, value: str, item: str) -> Hostile:
    return Hostile(what, "PATCH", ME, body("/handle", item), {"handle": value})


REQUESTS = [
    *(
        _name(f"a name with {what}", value, body("/name", "bad_character"))
        for what, value in _HIDING
    ),
    *(
        _token(f"a token named with {what}", value, body("/name", "bad_character"))
        for what, value in _HIDING[:6]
    ),
    *(_name(f"the name {name}", name, good()) for name in _WELL_MEANT),
    _name("a name of 101 characters", "a" * 101, body("/name", "too_long")),
    _name("a name that grows when composed", "\u0958" * 60, body("/name", "too_long")),
    _token("a token named with blanks", " \u3000\u2800", body("/name", "out_of_range")),
    _token("a token without a name", "", body("/name", "out_of_range")),
    _handle("a handle in Cyrillic letters", "\u0430d\u0430", "bad_format"),
    _handle("a handle in Greek letters", "\u03b1da", "bad_format"),
    _handle("a handle in full-width letters", "\uff41da", "bad_format"),
    _handle("a handle with a dotless i", "\u0131da", "bad_format"),
    _handle("a handle in capitals", "Ada", "bad_format"),
    _handle("a handle with a zero-width space", "ad\u200ba", "bad_format"),
    _handle("a handle that climbs folders", "../admin", "bad_format"),
    _handle("a handle that is a page", "ada.html", "bad_format"),
    _handle("a handle of one hyphen", "-", "bad_format"),
]
