"""Settings, URLs and Celery: sees all, seen by none."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
