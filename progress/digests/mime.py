"""A mail as bytes, laid out by hand. No Django in here.

Python's EmailMessage weighs every header and every line anew, which took a fifth of all that a
digest costs; and some of what it folds, its own parser reads as something else.
"""

from __future__ import annotations

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterator, Mapping

# As RFC 5322, 2.1.1 would have it, a line then stays below 78 with the name of its header.
_PLAIN_LENGTH = 64
# RFC 2047, 2: so does a line that holds an encoded word, which here takes 60 of its 76.
_BYTES_IN_A_WORD = 36
_FOLD = "\r\n "
_FIELD = re.compile(rf"[!-9;-~]+: [ -~]*(?:{_FOLD}[ -~]+)*")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_ESCAPED = re.compile(r'[\\"]')
# b2a_qp writes the blank before a line's end as three characters, whether or not they fit.
_TOO_LONG = re.compile(rb"^(.{74,})(=20|=09)\r$", re.MULTILINE)


def alternatives(headers: Mapping[str, str], *, text: str, html: str, boundary: str) -> bytes:
    """A mail whose reader sees one of two parts, whichever her program prefers.

    The same words give the same bytes: ASCII, in lines that every server takes, each ended by
    CRLF. A boundary with `=_` in it occurs in no part. Headers are written as they are given;
    ValueError for one that is not ASCII or would be two.
    """
    fields = {
        **headers,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = "".join(f"{_field(name, value)}\r\n" for name, value in fields.items())
    parts = _part("plain", text, boundary) + _part("html", html, boundary)
    return head.encode("ascii") + parts + f"\r\n--{boundary}--\r\n".encode("ascii")


def unstructured(words: str) -> str:
    """Any words as the value of a header such as Subject."""
    return words if _is_plain(words) else _FOLD.join(_encoded(words))


def mailbox(name: str, address: str) -> str:
    """An address, and the name if there is one, as the value of a header such as From."""
    if not name:
        return address
    if not _is_plain(name):
        return _FOLD.join((*_encoded(name), f"<{address}>"))
    if not _ATOMS.fullmatch(name):
        name = '"' + _ESCAPED.sub(r"\\\g<0>", name) + '"'
    return f"{name} <{address}>"


def _is_plain(words: str) -> bool:
    """Whether a header can hold the words as they are, and whoever reads it sees the same."""
    is_short = len(words) <= _PLAIN_LENGTH and words == words.strip()
    return is_short and words.isascii() and words.isprintable() and "=?" not in words


def _field(name: str, value: str) -> str:
    field = f"{name}: {value}"
    if not _FIELD.fullmatch(field):
        raise ValueError(f"{field!r} is not one header in ASCII.")
    return field


def _part(kind: str, words: str, boundary: str) -> bytes:
    head = (
        f"\r\n--{boundary}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + _quoted_printable(words)


def _quoted_printable(words: str) -> bytes:
    lines = b"\r\n".join((*words.encode().splitlines(), b""))
    return _TOO_LONG.sub(rb"\1=\r\n\2\r", b2a_qp(lines, istext=True))


def _encoded(words: str) -> Iterator[str]:
    """The encoded words of RFC 2047, each of whole characters; the folds between them vanish."""
    held = b""
    for character in words:
        encoded = character.encode()
        if len(held) + len(encoded) > _BYTES_IN_A_WORD:
            yield _encoded_word(held)
            held = b""
        held += encoded
    yield _encoded_word(held)


def _encoded_word(held: bytes) -> str:
    return f"=?utf-8?b?{b64encode(held).decode('ascii')}?="
