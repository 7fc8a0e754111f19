"""What became of asking the addresses of resources."""

from __future__ import annotations

from django.db import models


class LinkState(models.TextChoices):
    OK = "ok"
    MOVED = "moved"
    GONE = "gone"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class LinkCheck(models.Model):
    """The last answer of one address, which may be a resource of several skills."""

    url = models.URLField(max_length=2000, unique=True)
    state = models.CharField(max_length=11, choices=LinkState)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    # Where it has moved to, or why it is not well; what others send may be long.
    detail = models.TextField(blank=True)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url
