"""Celery, and the whole schedule in one table.

Beat is only a hint: every task here may run twice, late, or next to itself.
"""

from __future__ import annotations

import gc
import os
import signal
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, task_postrun, task_prerun, worker_process_init
from django.conf import settings

from config.lifetime import die_with
from wire.ids import uuid7
from wire.request_ids import NO_REQUEST, current_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# The header of a message that carries the id of the request behind it.
REQUEST_ID = "waymark_request_id"

# So many more objects made than gone make a worker search for garbage; Python's default is 700.
GARBAGE_THRESHOLD = 10_000

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


@before_task_publish.connect
def _send_the_request_id_along(headers: dict[str, Any], **_: Any) -> None:
    """A task has the id of the request, or of the task, that asks for it; beat's has its own."""
    asking = current_request_id.get()
    headers[REQUEST_ID] = str(uuid7()) if asking == NO_REQUEST else asking


@task_prerun.connect
def _take_the_request_id_over(task: Task[Any, Any], **_: Any) -> None:
    # A message of an older release carries none.
    current_request_id.set(task.request.get(REQUEST_ID) or str(uuid7()))


@task_postrun.connect
def _forget_the_request_id(**_: Any) -> None:
    current_request_id.set(NO_REQUEST)


@worker_process_init.connect
def _end_with_the_worker(**_: Any) -> None:
    """A killed worker takes its pool along; nothing that nobody knows goes on sending."""
    die_with(os.getppid(), signal.SIGKILL)


@worker_process_init.connect
def _search_less_for_garbage(**_: Any) -> None:
    """What was loaded before the fork stays for good, and a slice of digests is no garbage.

    To search both as often as Python does by default took a third of what a digest costs.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
