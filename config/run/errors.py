from __future__ import annotations


class Refused(Exception):
    """The product cannot run here; the message is one line that says why and what to do."""
