"""Addresses that refuse for good: counted by hash, so that no address outlives its owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.utils.crypto import salted_hmac

from progress.models import SuppressedAddress

WINDOWS_UNTIL_SUPPRESSED = 3


def refusals(emails: Iterable[str]) -> dict[str, SuppressedAddress]:
    """What is held against these addresses, by address; one query."""
    by_hash = {address_hash(email): email for email in emails}
    held = SuppressedAddress.objects.in_bulk(by_hash)
    return {by_hash[address]: row for address, row in held.items()}


def count_refusal(email: str, *, at: datetime) -> None:
    """One more window ended with a permanent refusal of this address."""
    address = address_hash(email)
    SuppressedAddress.objects.bulk_create(
        [SuppressedAddress(address_hash=address)], ignore_conflicts=True
    )
    row = SuppressedAddress.objects.filter(address_hash=address)
    row.update(refusals=F("refusals") + 1)
    row.filter(refusals__gte=WINDOWS_UNTIL_SUPPRESSED, suppressed_at=None).update(suppressed_at=at)


def forgive(email: str) -> None:
    """Start clean: mail was taken, or somebody proved to read it."""
    SuppressedAddress.objects.filter(address_hash=address_hash(email)).delete()


def address_hash(email: str) -> str:
    return salted_hmac("progress.digests.address", email.lower(), algorithm="sha256").hexdigest()
