"""The web server between a client and a site: no client gets two answers, none keeps a thread."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from config.environment import public_url
from tests.rig.product import ROOT, Product
from tests.servers.lifetime import free_port, server

HOST = b"Host: 127.0.0.1\r\n"
THREADS = 8


class TestWhatTheSiteBreaks:
    @pytest.mark.parametrize("path", ["/raises", "/wrong-header"])
    def test_is_a_problem_as_long_as_nothing_has_left(self, site: int, path: str) -> None:
        head, body = _exchange(site, b"GET " + path.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n")

        assert head.startswith("HTTP/1.1 500 ")
        assert "Content-Type: application/problem+json" in head
        assert "Content-Security-Policy: default-src 'none'" in head
        assert json.loads(body)["code"] == "internal_error"
        assert json.loads(body)["type"] == f"{public_url()}/problems/internal_error"
        assert f"X-Request-ID: {json.loads(body)['request_id']}" in head

    @pytest.mark.parametrize("path", ["/breaks", "/breaks-in-chunks"])
    def test_gets_no_second_head_once_it_has_begun(self, site: int, path: str) -> None:
        head, body = _exchange(site, b"GET " + path.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n")

        assert head.startswith("HTTP/1.1 200 ")
        assert body in {"begun", "5\r\nbegun\r\n"}


@pytest.mark.worker
class TestConnections:
    def test_a_malformed_chunk_brings_no_second_answer(self, product: Product) -> None:
        chunked = b"PUT /api/v1/me/marks/python HTTP/1.1\r\n" + HOST
        chunked += b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"

        head, body = _exchange(product.port, chunked)

        assert head.startswith("HTTP/1.1 411 ")
        assert json.loads(body)["code"] == "length_required"

    def test_rubbish_after_a_good_request_leaves_its_answer_alone(self, product: Product) -> None:
        received = _received(
            product.port, b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\nRUBBISH\r\n\r\n"
        )

        first, _, second = received.partition(b"HTTP/1.1 400 ")
        assert first.startswith(b"HTTP/1.1 200 ")
        assert json.loads(second.partition(b"\r\n\r\n")[2])["code"] == "invalid_request"

    def test_that_a_body_too_large_ends_are_announced_to_end(self, product: Product) -> None:
        head, body = _exchange(product.port, _put(2_000_000) + b"x" * 2_000_000)

        assert head.startswith("HTTP/1.1 413 ")
        assert "Connection: close" in head
        assert json.loads(body)["code"] == "too_large"

    def test_go_on_behind_a_refused_body(self, product: Product) -> None:
        last = b"GET /livez HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"

        head, answers = _exchange(product.port, _put(900_000) + b"x" * 900_000 + last)

        assert head.startswith("HTTP/1.1 401 ")
        assert "Connection: keep-alive" in head
        assert "HTTP/1.1 200 OK" in answers


class TestSlowClients:
    @pytest.mark.parametrize(
        "half",
        [
            pytest.param(b"GET /pid HT", id="request line"),
            pytest.param(b"GET /pid HTTP/1.1\r\n" + HOST, id="head"),
            pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", id="TLS"),
        ],
    )
    def test_get_no_answer_to_half_a_head(self, site: int, half: bytes) -> None:
        assert _received(site, half) == b""

    def test_get_an_answer_to_the_body_that_came(self, site: int) -> None:
        request = b"PUT /length HTTP/1.1\r\n" + HOST + b"Content-Length: 50\r\n\r\n12345"

        head, body = _exchange(site, request)

        assert head.startswith("HTTP/1.1 200 ")
        assert body == "5"

    def test_keep_nobody_waiting_with_half_a_head(self, site: int) -> None:
        with ExitStack() as connections:
            for _ in range(3 * THREADS):
                connections.enter_context(_connected(site)).sendall(b"GET /pid HT")

            assert httpx.get(f"http://127.0.0.1:{site}/pid", timeout=10).status_code == 200

    def test_keep_nobody_waiting_with_an_answer_they_do_not_read(self, site: int) -> None:
        with ExitStack() as connections:
            for _ in range(3 * THREADS):
                client = connections.enter_context(_connected(site))
                client.sendall(b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")

            assert httpx.get(f"http://127.0.0.1:{site}/pid", timeout=20).status_code == 200

    def test_keep_nobody_waiting_by_not_hanging_up(self, site: int) -> None:
        with ExitStack() as connections:
            for _ in range(2 * THREADS):
                client = connections.enter_context(_connected(site))
                client.sendall(b"GET /pid HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")

            assert httpx.get(f"http://127.0.0.1:{site}/pid", timeout=10).status_code == 200


def test_a_worker_that_dies_leaves_half_an_answer_and_is_replaced(site: int) -> None:
    first = httpx.get(f"http://127.0.0.1:{site}/pid").text
    with _connected(site) as client:
        client.sendall(b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
        head = client.recv(65536)
        os.kill(int(first), signal.SIGKILL)
        rest = _until_the_end(client)

    second = httpx.get(f"http://127.0.0.1:{site}/pid", timeout=10).text
    assert head.startswith(b"HTTP/1.1 200 ")
    assert rest.strip(b"x") == b""
    assert second != first


@pytest.fixture
def site(tmp_path: Path) -> Iterator[int]:
    """The port of our web server with one process before the failing site."""
    port, log = free_port(), tmp_path / "site.log"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"]
    with server(
        [*command, "-b", f"127.0.0.1:{port}", "tests.config.failing_site:application"],
        log=log,
        answers=lambda: log.exists() and "Booting worker" in log.read_text(),
        cwd=ROOT,
        env={**os.environ, "WEB_CONCURRENCY": "1"},
    ):
        yield port


def _put(length: int) -> bytes:
    """The head of a request of nobody in particular."""
    return (
        b"PUT /api/v1/me/marks/python HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % length
    )


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def _until_the_end(client: socket.socket) -> bytes:
    """All that comes until the other end hangs up, or is gone."""
    received = b""
    with suppress(ConnectionResetError):
        while chunk := client.recv(1 << 20):
            received += chunk
    return received


def _received(port: int, request: bytes) -> bytes:
    with _connected(port) as connection:
        connection.sendall(request)
        return _until_the_end(connection)


def _exchange(port: int, request: bytes) -> tuple[str, str]:
    head, _, body = _received(port, request).decode().partition("\r\n\r\n")
    return head, body
