"""Connections to where we may go: what a name leads to is looked at first, and then only that."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

PORTS = {"https": 443, "http": 80}
# Behind the last 32 bits of these stands an IPv4 address that a gateway goes on to.
NAT64 = ip_network("64:ff9b::/96")


class NotAllowed(Exception):
    """We do not go there, whatever may be there."""


class NotReached(Exception):
    """Nobody answers there, or only somebody who cannot prove to be it."""


def is_public(address: Address) -> bool:
    """Whether the whole internet may reach it, seen through what wraps IPv4 into IPv6."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Reach:
    """Where a check may go."""

    schemes: tuple[str, ...]
    allows: Callable[[Address], bool]


PUBLIC = Reach(("https",), is_public)
ANYWHERE = Reach(("https", "http"), lambda _: True)


@contextmanager
def connected(url: str, reach: Reach, *, seconds: float) -> Iterator[Connection]:
    """A connection to the server of `url`, which gives up after so many seconds.

    Raises NotAllowed when the reach does not hold the scheme, or any address the name leads to;
    NotReached when nobody is there.
    """
    connection = _connection(url, reach, seconds)
    # Sockets time each word out; a server that drips its words would keep us for ever.
    deadline = Timer(seconds, connection.give_up)
    deadline.start()
    try:
        try:
            connection.connect()
        except OSError as error:
            late = connection.is_given_up
            raise NotReached(_why(TimeoutError() if late else error)) from None
        yield connection
    finally:
        deadline.cancel()
        connection.close()


def _connection(url: str, reach: Reach, seconds: float) -> Connection:
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme, parts.port or PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise NotAllowed("this is no address") from None
    if scheme not in reach.schemes:
        raise NotAllowed(f"{scheme or 'no scheme'} is not {' or '.join(reach.schemes)}")
    addresses = _looked_up(host)
    if barred := [address for address in addresses if not reach.allows(address)]:
        raise NotAllowed(f"{host} leads to {barred[0]}, which is not public")
    return Connection(host, port, addresses, is_secret=scheme == "https", seconds=seconds)


class Connection(HTTPConnection):
    """HTTP with one of these addresses: a name that is looked up twice may lead elsewhere."""

    is_given_up = False

    def __init__(
        self, host: str, port: int, addresses: list[Address], *, is_secret: bool, seconds: float
    ) -> None:
        # What the Host header leaves out.
        self.default_port = PORTS["https" if is_secret else "http"]
        super().__init__(host, port, timeout=seconds)
        self._addresses = addresses
        self._is_secret = is_secret

    def connect(self) -> None:
        self.sock = self._answering()
        if self.is_given_up:
            raise TimeoutError
        if self._is_secret:
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def give_up(self) -> None:
        """End whatever another thread is waiting for on it."""
        self.is_given_up = True
        # Whoever is done with it may be closing it just now.
        if line := self.sock:
            with suppress(OSError):
                # Not TLS's own shutdown, which would be in the way of the one who reads.
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def _answering(self) -> socket.socket:
        """To the first address that answers; not every machine speaks IPv6."""
        *others, last = self._addresses
        for address in others:
            try:
                return socket.create_connection((str(address), self.port), self.timeout)
            except OSError:
                continue
        return socket.create_connection((str(last), self.port), self.timeout)


def _looked_up(host: str) -> list[Address]:
    if not host:
        raise NotAllowed("this is no address")
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotReached(f"{host} is not found: {_why(error)}") from None
    return [ip_address(str(place[0])) for *_, place in found]


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "nobody answers in time"
    return error.strerror or type(error).__name__
