"""Bodies too large, too short and in chunks: answered without keeping them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hostile.expected import MALFORMED, NO_LENGTH, TOO_LARGE
from tests.hostile.requests.framing import HOST
from tests.hostile.sending import Raw, Sender
from tests.rig.product import Product

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

TEN_MEGABYTES = 10_000_000
MOST_GROWTH = 20_000_000
TIMES = 10


def test_ten_megabytes_leave_no_trace_however_they_come(fortress: Product, sender: Sender) -> None:
    requests = _requests(sender.credentials["token"]["Authorization"].encode())
    for request in requests:
        request.expected.check(sender.exchange(request))
    [before] = [_peak(worker, from_now_on=True) for worker in _web_workers(fortress)]

    for request in requests * TIMES:
        request.expected.check(sender.exchange(request))

    [after] = [_peak(worker) for worker in _web_workers(fortress)]
    print(f"peak of the web's memory: {before:,} bytes before, {after:,} bytes after")
    assert after - before < MOST_GROWTH


def _requests(authorization: bytes) -> list[Raw]:
    head = b"PUT /api/v1/me/marks/python HTTP/1.1\r\n" + HOST + b"Connection: close\r\n"
    head += b"Authorization: " + authorization + b"\r\nContent-Type: application/json\r\n"
    flood = b"[" * TEN_MEGABYTES
    chunk = b"%x\r\n" % len(flood) + flood + b"\r\n0\r\n\r\n"
    return [
        Raw("whole", head + b"Content-Length: %d\r\n\r\n" % len(flood) + flood, TOO_LARGE),
        Raw("chunks", head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk, NO_LENGTH),
        Raw(
            "a length that lies",
            head + b'Content-Length: 1000000\r\n\r\n{"status": "done"}',
            MALFORMED,
            hangs_up=True,
        ),
        Raw("a promise", head + b"Content-Length: 1000000000000\r\n\r\n{", TOO_LARGE),
    ]


def _web_workers(product: Product) -> list[int]:
    """The processes that answer: children of gunicorn's first one."""
    web = {process.pid for process in product.processes() if "gunicorn" in process.command}
    return [process.pid for process in product.processes() if process.parent in web]


def _peak(pid: int, *, from_now_on: bool = False) -> int:
    """The most memory a process has had in RAM, in bytes; or what it has now, to count from."""
    if from_now_on:
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # See proc(5): forgets the peak.
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) * 1024
