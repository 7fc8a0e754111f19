"""How often somebody may try her luck at the sign-in doors, and by what she is counted.

By the address she calls from, whatever she tries there. And by what she is after, from wherever
she calls: an account, the code of a session, a mailbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from wire.throttle import Counter, Limit

# Each hashes a password, which costs more than all else we do.
SIGN_INS_BY_ADDRESS = Limit("sign-ins", quota=30, seconds=60)
# Of passwords only wrong ones count; those on trial do until they turn out right.
PASSWORDS = Limit("passwords", quota=5, seconds=300)
PASSWORDS_BY_ADDRESS = Limit("passwords-by-address", quota=10, seconds=60)
# A code lives in a session, and no longer than this.
CODES = Limit("codes", quota=10, seconds=900)
CODES_BY_ADDRESS = Limit("codes-by-address", quota=30, seconds=60)
MAILS = Limit("mails", quota=5, seconds=300)
MAILS_BY_ADDRESS = Limit("mails-by-address", quota=20, seconds=60)

# What a household or a server has for itself, and hops about in.
_IPV6_PREFIX = 64


def of_password(request: HttpRequest, email: str) -> Iterator[Counter]:
    """What trying a password for `email` costs, whether there is such an account or not."""
    yield PASSWORDS.of(account_of(email))
    yield PASSWORDS_BY_ADDRESS.of(address_of(request))


def of_code(request: HttpRequest) -> Iterator[Counter]:
    """What trying a code costs: the one that the caller's session waits for, if it does."""
    if key := request.session.session_key:
        yield CODES.of(key)
    yield CODES_BY_ADDRESS.of(address_of(request))


def of_mail(request: HttpRequest, email: str | None) -> Iterator[Counter]:
    """What having a mail sent to `email` costs, whether one goes out or not."""
    if email:
        yield MAILS.of(account_of(email))
    yield MAILS_BY_ADDRESS.of(address_of(request))


def account_of(email: str) -> str:
    """The same for all spellings by which allauth would find one account."""
    return email.strip().lower()


def address_of(request: HttpRequest) -> str:
    """Where the call comes from, as far as TRUSTED_PROXIES tell; of IPv6 the network."""
    ip = ip_address(get_adapter().get_client_ip(request))
    if ip.version == 4:
        return str(ip)
    # Who listens on IPv6 for all sees those who come by IPv4 as ::ffff:192.0.2.7.
    return str(ip.ipv4_mapped or ip_network((ip, _IPV6_PREFIX), strict=False))
