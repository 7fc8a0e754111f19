"""Bodies that are no JSON, are too much of it, or mean two things at once."""

from __future__ import annotations

import json

from tests.hostile.expected import MALFORMED, NOT_JSON, TOO_LARGE, body, good
from tests.hostile.sending import Hostile

MARK = "/api/v1/me/marks/python"
ME = "/api/v1/me"
MEBIBYTE = 1024 * 1024

_MALFORMED = [
    ("a body that ends in the middle", b'{"status": "done"'),
    ("a comma before the closing brace", b'{"status": "done",}'),
    ("single quotes", b"{'status': 'done'}"),
    ("a comment", b'{"status": "done"} // twice'),
    ("two documents in a row", b'{"status": "done"}{"status": "done"}'),
    ("a byte order mark", b'\xef\xbb\xbf{"status": "done"}'),
    ("nothing but blanks", b" \n\t "),
    ("not a number", b'{"status": NaN}'),
    ("infinity", b'{"status": -Infinity}'),
    ("a number beyond all floats", b'{"weekly_minutes": 1e400}'),
    ("a negative number beyond all floats", b'{"weekly_minutes": -1e999999999}'),
    ("a number of 5,000 digits", b'{"weekly_minutes": ' + b"9" * 5000 + b"}"),
    ("a number with a leading zero", b'{"weekly_minutes": 010}'),
    ("a hexadecimal number", b'{"weekly_minutes": 0x10}'),
    ("a raw NUL in a text", b'{"status": "do\x00ne"}'),
    ("a raw line end in a text", b'{"status": "do\nne"}'),
    ("an escape JSON does not know", b'{"status": "\\x64one"}'),
    ("bytes that are not UTF-8", b'{"status": "\xff\xfe"}'),
    ("an overlong form of UTF-8", b'{"status": "\xc0\xaf"}'),
    ("half a surrogate pair in UTF-8", b'{"status": "\xed\xa0\x80"}'),
    ("UTF-16", '{"status": "done"}'.encode("utf-16")),
    ("UTF-7", b"+AHsAIg-status+ACI-: 1+AH0-"),
    ("a pickle", b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x04done\x94."),
    ("an entity that names a file", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'),
]

_DEEP = [
    ("arrays 100,000 deep", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ("objects 100,000 deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    ("100,000 arrays that never close", b"[" * 100_000),
    ("objects 5,000 deep", b'{"sharing":' * 5000 + b"1" + b"}" * 5000),
    ("33 levels", b'{"a":' + b"[" * 32 + b"]" * 32 + b"}"),
]

_AMBIGUOUS = [
    ("a status told twice", b'{"status": "done", "status": "in_progress"}', "/status"),
    ("a field told twice, once in escapes", b'{"status": "done", "\\u0073tatus": 1}', "/status"),
    ("a key told twice two levels down", b'{"status": {"a": {"b": 1, "b": 2}}}', "/status/a/b"),
    ("a key told twice in an array", b'{"status": [1, {"a~/": 1, "a~/": 2}]}', "/status/1/a~0~1"),
]

_NO_TEXT = [
    ("NUL in a text", b'{"status": "a\\u0000"}', "/status"),
    ("NUL in a key", b'{"a\\u0000": 1}', "/a\0"),
    ("NUL in a field nobody knows", b'{"status": "done", "x": [["\\u0000"]]}', "/x/0/0"),
    ("half a surrogate pair in a text", b'{"status": "\\ud800"}', "/status"),
    ("half a surrogate pair in a key", b'{"\\udfff": 1}', "/?"),
    ("a surrogate pair the wrong way round", b'{"status": "\\udc00\\ud800"}', "/status"),
]

_NO_OBJECT = [
    ("an array for a body", b'[{"status": "done"}]'),
    ("a text for a body", b'"done"'),
    ("a number for a body", b"42"),
    ("null for a body", b"null"),
    ("true for a body", b"true"),
]

_TYPES = [
    ("a form", "application/x-www-form-urlencoded"),
    ("a form in parts", "multipart/form-data; boundary=x"),
    ("plain text", "text/plain"),
    ("XML", "application/xml"),
    ("YAML", "application/yaml"),
    ("JSON by another name", "text/json"),
    ("JSON in one of its dialects", "application/vnd.api+json"),
    ("JSON in Latin-1", "application/json; charset=iso-8859-1"),
    ("JSON in UTF-16", "application/json; charset=utf-16"),
    ("a charset that unpacks", "application/json; charset=bz2"),
    ("a charset that runs code", "application/json; charset=unicode_escape"),
    ("two charsets", "application/json; charset=utf-8; charset=utf-7"),
    ("two types in one header", "application/json, text/plain"),
    ("no type at all", ""),
    ("a type that is none", ";;;=\\"),
]

REQUESTS = [
    *(Hostile(name, "PUT", MARK, MALFORMED, sent) for name, sent in _MALFORMED),
    *(Hostile(name, "PATCH", ME, body("", "too_deep"), sent) for name, sent in _DEEP),
    *(
        Hostile(name, "PUT", MARK, body(pointer, "duplicate_key"), sent)
        for name, sent, pointer in _AMBIGUOUS
    ),
    *(
        Hostile(name, "PUT", MARK, body(pointer, "bad_character"), sent)
        for name, sent, pointer in _NO_TEXT
    ),
    *(Hostile(name, "PUT", MARK, body("", "wrong_type"), sent) for name, sent in _NO_OBJECT),
    *(
        Hostile(f"a body labelled as {name}", "PUT", MARK, NOT_JSON, {"status": "done"}, headers)
        for name, media_type in _TYPES
        for headers in [{"Content-Type": media_type}]
    ),
    *(
        Hostile(
            f"a body said to be in {coding}",
            "PUT",
            MARK,
            NOT_JSON,
            {"status": "done"},
            {"Content-Encoding": coding},
        )
        for coding in ("gzip", "br", "identity, gzip")
    ),
    Hostile("a byte more than a mebibyte", "PUT", MARK, TOO_LARGE, b" " * (MEBIBYTE + 1)),
    Hostile("ten megabytes", "PUT", MARK, TOO_LARGE, b"[" * 10_000_000),
    Hostile(
        "a hundred thousand fields nobody knows",
        "PUT",
        MARK,
        body("/0", "unknown_field"),
        json.dumps(dict.fromkeys(range(80_000), 1)),
    ),
    Hostile(
        "a mebibyte of blanks round an act",
        "PUT",
        MARK,
        good(),
        " " * 1_048_000 + '{"status": "done"}',
    ),
    Hostile(
        "a type in capitals",
        "PUT",
        MARK,
        good(),
        {"status": "done"},
        {"Content-Type": "APPLICATION/JSON;CHARSET=UTF-8"},
    ),
    Hostile(
        "brackets that are only text", "PATCH", ME, body("/x", "unknown_field"), {"x": "[" * 1000}
    ),
]
