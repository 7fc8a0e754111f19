"""What is hardly HTTP, or a different request to each who reads it: bytes on a socket."""

from __future__ import annotations

from tests.hostile.expected import (
    NO_LENGTH,
    NO_SUCH_METHOD,
    NOT_FOUND,
    NOT_HTTP,
    NOT_SIGNED_IN,
    TOO_LARGE,
    Expected,
    good,
    header,
)
from tests.hostile.sending import Raw

HOST = b"Host: 127.0.0.1\r\n"
CLOSE = b"Connection: close\r\n"
META = b"GET /api/v1/meta HTTP/1.1\r\n"


def _get(*headers: bytes) -> bytes:
    return META + CLOSE + b"".join(headers) + b"\r\n"


def _put(*headers: bytes, body: bytes = b'{"status": "done"}') -> bytes:
    head = b"PUT /api/v1/me/marks/python HTTP/1.1\r\nContent-Type: application/json\r\n"
    return head + HOST + CLOSE + b"".join(headers) + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked\r\n"
BAD_LENGTH = header("/Content-Length", "bad_format")
BAD_CODING = header("/Transfer-Encoding", "bad_format")
BAD_HOST = header("/Host", "bad_format")

_LINES: list[tuple[str, bytes, Expected]] = [
    ("rubbish", b"RUBBISH\r\n\r\n", NOT_HTTP),
    ("a request of HTTP/0.9", b"GET /\r\n\r\n", NOT_HTTP),
    ("a request of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", NOT_HTTP),
    ("a request of HTTP/3", b"GET / HTTP/3.0\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("a protocol of another kind", b"GET / ICY/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("a method in small letters", b"get / HTTP/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("a method with a bracket", b"G(T / HTTP/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("a method of 30 letters", b"A" * 30 + b" / HTTP/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("an address with raw UTF-8", b"GET /caf\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("an address with a control", b"GET /\x01 HTTP/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("an address with a blank", b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", NOT_HTTP),
    ("a line that ends bare", b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n", NOT_HTTP),
    (
        "a first line too long",
        b"GET /" + b"a" * 8190 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        TOO_LARGE,
    ),
    ("a first line without an end", b"GET /" + b"a" * 20_000, TOO_LARGE),
    ("an asterisk for an address", b"OPTIONS * HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", NOT_FOUND),
    ("a tunnel", b"CONNECT example.org:443 HTTP/1.1\r\n" + HOST + b"\r\n", NOT_FOUND),
    ("a trace", b"TRACE /api/v1/meta HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", NO_SUCH_METHOD),
    (
        "a path that climbs",
        b"GET /api/v1/../../etc/passwd HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        NOT_FOUND,
    ),
    (
        "a first line of 8,190 bytes",
        b"GET /" + b"a" * 8176 + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
        NOT_FOUND,
    ),
]

_HEADERS: list[tuple[str, bytes, Expected]] = [
    ("no host", _get(), header("/Host", "required")),
    ("two hosts", _get(HOST, HOST), BAD_HOST),
    ("an empty host", _get(b"Host:\r\n"), BAD_HOST),
    ("somebody else's host", _get(b"Host: evil.example\r\n"), BAD_HOST),
    ("two hosts in one", _get(b"Host: 127.0.0.1, evil.example\r\n"), BAD_HOST),
    ("a host with a user before it", _get(b"Host: 127.0.0.1@evil.example\r\n"), BAD_HOST),
    ("a host with a port that is none", _get(b"Host: 127.0.0.1:port\r\n"), BAD_HOST),
    ("a host with bytes of two", _get(b"Host: \xc3\xa9.example\r\n"), BAD_HOST),
    ("a header without a colon", _get(HOST, b"no colon here\r\n"), NOT_HTTP),
    ("a blank before the colon", _get(HOST, b"X-Name : a\r\n"), NOT_HTTP),
    ("a header without a name", _get(HOST, b": a\r\n"), NOT_HTTP),
    ("a header's name with a bracket", _get(HOST, b"X(a): a\r\n"), NOT_HTTP),
    (
        "a header folded over two lines",
        _get(HOST, b"X-Name: a\r\n b\r\n"),
        header("/X-Name", "bad_format"),
    ),
    ("NUL in a header", _get(HOST, b"X-Name: a\0b\r\n"), header("/X-Name", "bad_format")),
    (
        "a bare carriage return in a header",
        _get(HOST, b"X-Name: a\rb\r\n"),
        header("/X-Name", "bad_format"),
    ),
    ("an expectation nobody can meet", _get(HOST, b"Expect: miracles\r\n"), NOT_HTTP),
    ("101 headers", _get(HOST, b"X-Name: a\r\n" * 101), TOO_LARGE),
    ("a header too long", _get(HOST, b"X-Name: " + b"a" * 16_384 + b"\r\n"), TOO_LARGE),
    ("a header of two megabytes", _get(HOST, b"X-Name: " + b"a" * 2_000_000 + b"\r\n"), TOO_LARGE),
    ("a header of 16,000 bytes", _get(HOST, b"X-Name: " + b"a" * 16_000 + b"\r\n"), good()),
    (
        "two types of a body",
        _put(b"Content-Type: text/plain\r\n"),
        header("/Content-Type", "bad_format"),
    ),
    ("a header meant for a proxy", _get(HOST, b"X-Forwarded-Host: evil.example\r\n"), good()),
    ("a header in the shape of ours", _get(HOST, b"Transfer_Encoding: chunked\r\n"), good()),
    ("a range of a document", _get(HOST, b"Range: bytes=0-0,0-0,0-0\r\n"), good()),
    ("a tag that is no tag", _get(HOST, b'If-None-Match: "\r\n'), good()),
    (
        "a wish for every encoding",
        _get(HOST, b"Accept-Encoding: " + b"x," * 4000 + b"\r\n"),
        good(),
    ),
    ("a wish for HTML", _get(HOST, b"Accept: text/html;q=1, */*;q=0\r\n"), good()),
]

_BODIES: list[tuple[str, bytes, Expected]] = [
    ("a length that is a word", _put(b"Content-Length: ten\r\n"), BAD_LENGTH),
    ("a length below none", _put(b"Content-Length: -1\r\n"), BAD_LENGTH),
    ("a length with a sign", _put(b"Content-Length: +18\r\n"), BAD_LENGTH),
    ("a length in hexadecimal", _put(b"Content-Length: 0x12\r\n"), BAD_LENGTH),
    ("a length with an underscore", _put(b"Content-Length: 1_8\r\n"), BAD_LENGTH),
    ("a length as a superscript", _put(b"Content-Length: \xb2\r\n"), BAD_LENGTH),
    ("a length of 5,000 digits", _put(b"Content-Length: " + b"9" * 5000 + b"\r\n"), BAD_LENGTH),
    ("the same length twice", _put(b"Content-Length: 18\r\n" * 2), BAD_LENGTH),
    ("two lengths", _put(b"Content-Length: 18\r\nContent-Length: 0\r\n"), BAD_LENGTH),
    ("two lengths in one", _put(b"Content-Length: 18, 18\r\n"), BAD_LENGTH),
    ("a length and chunks", _put(CHUNKED, b"Content-Length: 18\r\n"), BAD_LENGTH),
    ("chunks upon chunks", _put(b"Transfer-Encoding: chunked, chunked\r\n"), BAD_CODING),
    ("chunks that are not the last", _put(b"Transfer-Encoding: chunked, gzip\r\n"), BAD_CODING),
    ("a body as it is, in a coding", _put(b"Transfer-Encoding: identity\r\n"), BAD_CODING),
    ("a coding nobody knows", _put(b"Transfer-Encoding: xchunked\r\n"), NOT_HTTP),
    ("a coding with a tab in it", _put(b"Transfer-Encoding: chun\x0bked\r\n"), BAD_CODING),
    ("chunks", _put(CHUNKED, body=b'12\r\n{"status": "done"}\r\n0\r\n\r\n'), NO_LENGTH),
    ("chunks in capitals", _put(b"TRANSFER-ENCODING: Chunked\r\n", body=b"0\r\n\r\n"), NO_LENGTH),
    ("a chunk whose size is none", _put(CHUNKED, body=b"zz\r\n{}\r\n0\r\n\r\n"), NO_LENGTH),
    ("a chunk beyond 64 bits", _put(CHUNKED, body=b"f" * 20 + b"\r\n{}\r\n0\r\n\r\n"), NO_LENGTH),
    (
        "a chunk with a length behind it",
        _put(CHUNKED, body=b"0\r\nContent-Length: 1\r\n\r\n"),
        NO_LENGTH,
    ),
    ("a terabyte to come", _put(b"Content-Length: 1099511627776\r\n"), TOO_LARGE),
    (
        "a terabyte that waits to be asked for",
        _put(b"Content-Length: 1099511627776\r\nExpect: 100-continue\r\n", body=b""),
        TOO_LARGE,
    ),
    ("a length of 4,000 digits", _put(b"Content-Length: " + b"9" * 4000 + b"\r\n"), TOO_LARGE),
    ("a body of nobody", _put(b"Content-Length: 18\r\n"), NOT_SIGNED_IN),
]

REQUESTS = [Raw(*row) for row in (*_LINES, *_HEADERS, *_BODIES)]
