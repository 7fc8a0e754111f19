"""`manage.py digest_status`: how the digests are doing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from progress.digests.health import Health, health
from wire.instants import format_instant


class Command(BaseCommand):
    help = "Count digests by state and reason, and say what is late and what stops them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, format: str, **_: Any) -> None:  # noqa: A002 - the option's name
        found = _as_json(health(at=timezone.now()))
        if format == "json":
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            lines = value.items() if isinstance(value, dict) else [("", value)]
            for key, each in lines:
                self.stdout.write(f"{name.replace('_', ' '):24}{key:18}{each}")


def _as_json(found: Health) -> dict[str, Any]:
    breaker = found.breaker
    return {
        "states": found.states,
        "reasons": found.reasons,
        "due": found.due,
        "planner_lag_seconds": int(found.planner_lag.total_seconds()),
        "oldest_pending_seconds": int(found.oldest_pending.total_seconds()),
        "breaker_open_until": (
            format_instant(breaker.open_until) if breaker and breaker.open_until else None
        ),
        "breaker_cause": breaker.cause if breaker else None,
    }
