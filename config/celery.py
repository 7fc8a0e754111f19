"""Celery, and the whole schedule in one table.

Beat is only a hint: every task here may run twice, late, or next to itself.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

from config.lifetime import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("waymark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.add_defaults
def schedule() -> dict[str, Any]:
    """Read when Celery is first used: importing `config` must not need any settings."""
    seconds = {
        # task                                  every … seconds
        "progress.tasks.plan_digests": settings.PLAN_SECONDS,
        "progress.tasks.sweep_digests": settings.SWEEP_SECONDS,
        "accounts.tasks.delete_expired_sessions": 24 * 60 * 60,
    }
    return {
        "beat_schedule": {
            task: {"task": task, "schedule": every} for task, every in seconds.items()
        }
    }


@worker_process_init.connect
def _end_with_the_worker(**_: Any) -> None:
    """A killed worker takes its pool along; nothing that nobody knows goes on sending."""
    die_with(os.getppid(), signal.SIGKILL)
