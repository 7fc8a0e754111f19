"""Personal access tokens: what scripts sign in with."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wire.ids import uuid7


class Scope(models.TextChoices):
    READ = "read"
    WRITE = "write"


class Token(models.Model):
    """A secret of which only the SHA-256 is kept; the learner saw it once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="token_digest_unique")]
        indexes = [models.Index(fields=["user", "id"], name="token_of_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
