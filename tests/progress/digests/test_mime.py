"""Whatever is laid out is read back by Python's own parser, which has never seen our code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from progress.digests import mime

BOUNDARY = "=_0123456789abcdef0123456789abcdef"
# What encodings, quotes, folds, mailboxes and boundaries are made of, between any other text.
HOSTILE = st.sampled_from(
    [*'=?_ \t".\\,;:<>()@[]', "=?utf-8?q?", "?=", "x" * 30, "ß", "\U0001f393"]
)
OF_A_LINE = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
OF_LINES = st.sampled_from(["\r", "\n", "\r\n", " \n", "\t\r\n", ".", "--", "\0", BOUNDARY])
names = st.lists(HOSTILE | OF_A_LINE, min_size=1, max_size=60).map("".join)
bodies = st.lists(HOSTILE | OF_LINES | st.characters(exclude_categories=["Cs"]), max_size=60).map(
    "".join
)


def laid_out(
    headers: Mapping[str, str] = {}, text: str = "Hello", html: str = "<p>Hello</p>"
) -> bytes:
    return mime.alternatives(headers, text=text, html=html, boundary=BOUNDARY)


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert not message.defects
    return message


def lines_of(content: bytes) -> list[bytes]:
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    return lines


class TestAlternatives:
    @given(text=bodies, html=bodies)
    @example(text="", html="\n")
    @example(text="x" * 74 + " \n", html="x" * 75 + "\t")
    @example(text="ß" * 24 + "xx \n", html="ß" * 24 + "xxx\t\n")
    @example(text=f"--{BOUNDARY}--\n", html=f"\r\n--{BOUNDARY}\r\n")
    def test_are_read_as_they_were_written(self, text: str, html: str) -> None:
        content = laid_out(text=text, html=html)

        message = parsed(content)
        assert message.get_content_type() == "multipart/alternative"
        parts = list(message.iter_parts())
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
        assert [body_of(part) for part in parts] == [as_lines(text), as_lines(html)]

    @given(text=bodies, html=bodies)
    @example(text="x" * 74 + " \n", html="x" * 75 + "\t")
    def test_are_ascii_in_lines_of_76(self, text: str, html: str) -> None:
        content = laid_out(text=text, html=html)

        body = content.partition(b"\r\n\r\n")[2]
        assert content.isascii()
        assert max(map(len, lines_of(body))) <= 76

    @pytest.mark.parametrize(
        "value",
        [
            "a\r\nBcc: eve@waymark.example",
            "a\n b",
            "a\r b",
            "a\r\n\r\n b",
            "Große",
            "\x0b",
            "a\r\n ",
        ],
    )
    def test_refuse_a_header_that_is_more_or_less_than_one(self, value: str) -> None:
        with pytest.raises(ValueError, match="is not one header"):
            laid_out({"List-Id": value})

    def test_leave_a_long_header_in_one_line(self) -> None:
        link = f"<https://waymark.example/u/{'x' * 200}>"

        content = laid_out({"List-Unsubscribe": link})

        assert f"List-Unsubscribe: {link}".encode() in lines_of(content)


class TestUnstructured:
    @given(words=names)
    @example(words="Your week: 3 skills")
    @example(words="week " * 20 + "x")
    @example(words=" a ")
    @example(words="=?utf-8?q?a?=")
    @example(words="ß" * 18 + "\U0001f393" * 20)
    def test_words_are_read_as_they_were_written(self, words: str) -> None:
        content = laid_out({"Subject": mime.unstructured(words)})

        assert parsed(content)["Subject"] == words
        assert longest_line_of("Subject", content) <= 76

    def test_words_in_ascii_can_be_read_by_anybody(self) -> None:
        assert mime.unstructured("Your week: 3 skills") == "Your week: 3 skills"


class TestMailbox:
    @given(name=names)
    @example(name="Waymark")
    @example(name='"A", B \\')
    @example(name="Grüße, von (uns) <hello@waymark.example>")
    def test_is_read_as_it_was_written(self, name: str) -> None:
        content = laid_out({"From": mime.mailbox(name, "hello@waymark.example")})

        (address,) = parsed(content)["From"].addresses
        assert address.addr_spec == "hello@waymark.example"
        # Python's newer parser takes a fold between two encoded words of a name for a blank.
        in_words, _ = parseaddr(message_from_bytes(content)["From"])
        assert str(make_header(decode_header(in_words))) == name
        assert longest_line_of("From", content) <= 998

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("", "hello@waymark.example"),
            ("Waymark", "Waymark <hello@waymark.example>"),
            ("Waymark Inc.", '"Waymark Inc." <hello@waymark.example>'),
        ],
    )
    def test_in_ascii_can_be_read_by_anybody(self, name: str, value: str) -> None:
        assert mime.mailbox(name, "hello@waymark.example") == value


def longest_line_of(name: str, content: bytes) -> int:
    found = re.search(rb"^%s: .*\r\n(?: .*\r\n)*" % name.encode(), content, re.MULTILINE)
    assert found
    return max(map(len, lines_of(found[0])))


def body_of(part: EmailMessage) -> str:
    assert not part.defects
    decoded = part.get_payload(decode=True)
    assert isinstance(decoded, bytes)
    return decoded.decode().removesuffix("\r\n")


def as_lines(words: str) -> str:
    """A mail has lines: whatever ended one, CRLF does."""
    return re.sub("\r\n|\r|\n", "\r\n", words).removesuffix("\r\n")
