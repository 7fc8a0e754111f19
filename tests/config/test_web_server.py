"""What the web server refuses before the application sees it has the shape of every other error."""

from __future__ import annotations

import json
import socket

import pytest

from tests.rig.product import Product

pytestmark = pytest.mark.worker

HOST = b"Host: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status", "code"),
    [
        pytest.param(b"NONSENSE\r\n\r\n", 400, "invalid_request", id="request line"),
        pytest.param(b"GET / HTTP/7.7\r\n\r\n", 400, "invalid_request", id="HTTP version"),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + HOST + b"no colon\r\n\r\n", 400, "invalid_request", id="header"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: ten\r\n\r\n",
            *(400, "invalid_request"),
            id="length that is no number",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\n"
            + HOST
            + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            *(400, "invalid_request"),
            id="two framings at once",
        ),
        pytest.param(
            b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
            *(413, "too_large"),
            id="long request line",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
            *(413, "too_large"),
            id="long header",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + HOST + b"X-One: 1\r\n" * 200 + b"\r\n",
            *(413, "too_large"),
            id="many headers",
        ),
    ],
)
def test_answers_with_a_problem(
    product: Product, request_bytes: bytes, status: int, code: str
) -> None:
    head, body = _exchange(product.port, request_bytes)

    problem = json.loads(body)
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "Content-Type: application/problem+json" in head
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == f"{product.url}/problems/{code}"
    assert problem["errors"] == []
    assert f"X-Request-ID: {problem['request_id']}" in head


def test_announces_that_a_body_too_large_ends_the_connection(product: Product) -> None:
    head, body = _exchange(product.port, _put(2_000_000) + b"x" * 2_000_000)

    assert head.startswith("HTTP/1.1 413 ")
    assert "Connection: close" in head
    assert json.loads(body)["code"] == "too_large"


def test_reads_a_refused_body_away_before_the_next_request(product: Product) -> None:
    last = b"GET /livez HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"

    head, answers = _exchange(product.port, _put(900_000) + b"x" * 900_000 + last)

    assert head.startswith("HTTP/1.1 401 ")
    assert "Connection: keep-alive" in head
    assert "HTTP/1.1 200 OK" in answers


def _put(length: int) -> bytes:
    """The head of a request of nobody in particular."""
    return (
        b"PUT /api/v1/me/marks/python HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % length
    )


def _exchange(port: int, request: bytes) -> tuple[str, str]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.decode().partition("\r\n\r\n")
    return head, body
