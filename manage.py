#!/usr/bin/env python
"""Django's command line for Waymark. Beside `make run` it works on the same database."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.run.environment import adopt

if __name__ == "__main__":
    adopt()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Waymark cannot start: {error}")
