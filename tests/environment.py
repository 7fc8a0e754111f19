"""What the settings must find before pytest-django reads them; pyproject.toml loads it first.

Redis is a real one: the tests of the API would otherwise prove nothing about their throttles.
"""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.servers.valkey import valkey

# A run that is asked to stop tidies up, as with Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)
_until_the_end = ExitStack()
_var = Path(_until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="waymark-tests-")))
# Plain assignments, so that a developer's own environment cannot change what is tested.
os.environ["TEST_REDIS_URL"] = _until_the_end.enter_context(valkey())
os.environ.update(
    SECRET_KEY="tq3Zb8yVn1Kc6Wd0Rf5Xg9Hj2Ls7Mp4Ta-tq0Zw8Yv1Nb6Kc3Dr5Fx9Gh",
    DEBUG="off",
    PUBLIC_URL="http://testserver",
    REDIS_URL=os.environ["TEST_REDIS_URL"],
    EMAIL_URL=f"file://{_var}/mails",
    WAYMARK_VAR=str(_var),
)


def pytest_unconfigure() -> None:
    _until_the_end.close()
