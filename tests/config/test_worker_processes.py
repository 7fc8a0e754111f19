"""What Celery does to each process of its pool before the first task."""

from __future__ import annotations

import json
import subprocess
import sys

PROCESS = """
import gc, json
from celery.signals import worker_process_init
import config.celery
loaded = len(gc.get_objects())
worker_process_init.send(sender=None)
print(json.dumps([loaded, gc.get_freeze_count(), gc.isenabled(), *gc.get_threshold()]))
"""


def test_searches_for_garbage_only_among_what_it_makes_and_not_often() -> None:
    # A process of its own: the signal would bind the tests' to the life of their parent.
    said = subprocess.run([sys.executable, "-c", PROCESS], check=True, capture_output=True)

    loaded, frozen, is_on, threshold, *_ = json.loads(said.stdout)
    assert is_on
    assert frozen > 0.9 * loaded
    assert threshold > 700
