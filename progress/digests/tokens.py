"""Links in mails that act without a login: what they may do is signed into them."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.crypto import salted_hmac

_SIGNATURE_BYTES = 16
_ID_BYTES = 16
_WEEK_BYTES = 4
_SECONDS_A_MINUTE = 60


class BadToken(ValueError):
    """Not a token of ours, or one that was tampered with."""


@dataclass(frozen=True, slots=True)
class DoneLink:
    """ "I have done this skill", said in one week's mail; said again it is the same event."""

    learner_id: UUID
    skill: str
    event_id: UUID


def unsubscribe_token(learner_id: UUID) -> str:
    return _sign("unsubscribe", learner_id.bytes)


def read_unsubscribe(token: str) -> UUID:
    """Whom to unsubscribe. Raises BadToken."""
    return UUID(bytes=_read("unsubscribe", token))


def done_token(learner_id: UUID, *, skill: str, window_start: datetime) -> str:
    minutes = int(window_start.timestamp()) // _SECONDS_A_MINUTE
    return _sign("done", learner_id.bytes + minutes.to_bytes(_WEEK_BYTES) + skill.encode())


def read_done(token: str) -> DoneLink:
    """What was done by whom. Raises BadToken."""
    payload = _read("done", token)
    return DoneLink(
        learner_id=UUID(bytes=payload[:_ID_BYTES]),
        skill=payload[_ID_BYTES + _WEEK_BYTES :].decode(),
        event_id=uuid5(UUID(bytes=payload[:_ID_BYTES]), payload.hex()),
    )


def message_id(learner_id: UUID, window_start: datetime, *, domain: str) -> str:
    """The same for every handover of one window, and telling nothing about the learner."""
    text = f"{learner_id} {window_start.isoformat()}".encode()
    return f"<digest.{_signature('message', text, settings.SECRET_KEY).hex()}@{domain}>"


def _sign(purpose: str, payload: bytes) -> str:
    signed = payload + _signature(purpose, payload, settings.SECRET_KEY)
    return urlsafe_b64encode(signed).rstrip(b"=").decode()


def _read(purpose: str, token: str) -> bytes:
    try:
        signed = b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadToken from error
    payload, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if payload and compare_digest(signature, _signature(purpose, payload, key)):
            return payload
    raise BadToken


def _signature(purpose: str, payload: bytes, key: str | bytes) -> bytes:
    salt = f"progress.digests.{purpose}"
    return salted_hmac(salt, payload, key, algorithm="sha256").digest()[:_SIGNATURE_BYTES]
