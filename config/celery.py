"""Celery, and the whole schedule in one table.

Beat is only a hint: every task here may run twice, late, or next to itself.
"""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("waymark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # task                                       every … seconds
    "plan_digests": {"task": "progress.tasks.plan_digests", "schedule": settings.PLAN_SECONDS},
    "sweep_digests": {"task": "progress.tasks.sweep_digests", "schedule": settings.SWEEP_SECONDS},
}
