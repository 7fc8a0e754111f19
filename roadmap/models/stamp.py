"""The stamp of the catalogue: tells one state of all that everybody may read from every other."""

from __future__ import annotations

from django.db import models


class CatalogueStampQuerySet(models.QuerySet["CatalogueStamp"]):
    def now(self) -> str:
        """A word that no other state of the catalogue ever had or will have. One query."""
        tokens = self.order_by("pk").values_list("token", flat=True)
        return " ".join(token.hex for token in tokens)


class CatalogueStamp(models.Model):
    """Random tokens, all together the stamp. The database itself writes them, by triggers.

    Every statement that writes tracks, facts, roadmaps, skills, resources, compiled versions or
    the fit quiz makes a token anew in its own transaction. On PostgreSQL a writer takes a row
    that no other holds, or adds one, so that writers never wait for each other here; there are
    as many rows as there ever were writers at once.
    """

    token = models.UUIDField()

    objects = CatalogueStampQuerySet.as_manager()

    def __str__(self) -> str:
        return self.token.hex
