"""Development's letter box: every mail of the product is one `.eml` file in one folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from progress.digests.post import Answer, Letter, Outcome
from wire.ids import uuid7

# The name under which settings choose this letter box.
BACKEND = f"{__name__}.EmailBackend"


class EmailBackend(BaseEmailBackend):
    """What Django sends (codes, resets) goes into the same folder as digests."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        for message in email_messages:
            keep(message.message().as_bytes(), folder)
        return len(email_messages)


class FilePost:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, letter: Letter) -> Answer:
        try:
            kept = keep(letter.content, self._folder)
        except OSError as error:
            return Answer(Outcome.UNWELL, str(error))
        return Answer(Outcome.ACCEPTED, kept.name)

    def close(self) -> None:
        """Nothing is held between letters."""


def keep(content: bytes, folder: Path) -> Path:
    """Write one mail; a file with the final name is always whole."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"{uuid7()}.eml"
    part = final.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(final)
    return final


def newest_first(folder: Path) -> list[Path]:
    """The mails in the folder; their names sort by the time they were written."""
    return sorted(folder.glob("*.eml"), reverse=True)
