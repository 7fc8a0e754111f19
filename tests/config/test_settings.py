"""The settings as a production machine reads them, each time in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import secret, secrets

ROOT = Path(__file__).resolve().parents[2]
STRONG = "tq3Zb8yVn1Kc6Wd0Rf5Xg9Hj2Ls7Mp4Ta-tq0Zw8Yv1Nb6Kc3Dr5Fx9Gh"
OLDER = STRONG[::-1]
PRODUCTION = {
    "SECRET_KEY": STRONG,
    "PUBLIC_URL": "https://waymark.example",
    "ALLOWED_HOSTS": "waymark.example",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgres://waymark:secret@127.0.0.1:1/waymark",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:password@127.0.0.1:1",
}


def manage(*arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` on a machine that tells nothing but this."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "WAYMARK_VAR": "/nowhere", **told},
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings(*names: str, **told: str) -> dict[str, Any]:
    """The settings of these names."""
    asks = f"import json; print(json.dumps({{n: getattr(settings, n) for n in {names!r}}}))"
    code = f"from django.conf import settings; {asks}"
    done = manage("shell", "--no-imports", "-c", code, **{**PRODUCTION, **told})
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_django_finds_nothing_to_warn_of() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


class TestSecretKey:
    @pytest.mark.parametrize(
        ("key", "fault"),
        [
            ("", "is not set"),
            ("only-for-development", "has 20 characters, and needs 50"),
            (STRONG[:49], "has 49 characters, and needs 50"),
            ("a" * 60, "repeats itself"),
            ("abcdefghi" * 6, "repeats itself"),
            (STRONG[:25] * 2, "repeats itself"),
            (f"django-insecure-{STRONG}", 'holds "insecure"'),
            (f"change-me-{STRONG}", 'holds "change-me"'),
            (f"ChangeMe{STRONG}", 'holds "ChangeMe"'),
            (f"{STRONG}password", 'holds "password"'),
            (f"my-secret-{STRONG}", 'holds "secret"'),
        ],
    )
    def test_that_others_could_guess_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, key: str, fault: str
    ) -> None:
        monkeypatch.setenv("SECRET_KEY", key)

        with pytest.raises(ImproperlyConfigured, match=f"^SECRET_KEY {fault}") as refusal:
            secret("SECRET_KEY", is_development=False)

        assert key == "" or key not in str(refusal.value)

    def test_that_is_weak_stops_the_start_in_one_line(self) -> None:
        done = manage("check", **{**PRODUCTION, "SECRET_KEY": "hunter2"})

        assert done.returncode == 1
        assert done.stdout == ""
        [line] = done.stderr.splitlines()
        assert line.startswith("Waymark cannot start: SECRET_KEY has 7 characters, and needs 50.")

    def test_may_be_anything_in_development(self) -> None:
        done = manage("check", SECRET_KEY="dev", DEBUG="on")

        assert done.returncode == 0, done.stderr

    def test_of_the_example_is_for_development_only(self) -> None:
        example = (ROOT / ".env.example").read_text()

        assert "\nSECRET_KEY=only-for-development\n" in example
        assert "\nDEBUG=1\n" in example

    def test_may_be_retired(self) -> None:
        read = settings("SECRET_KEY", "SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS=f"{OLDER}, ")

        assert read == {"SECRET_KEY": STRONG, "SECRET_KEY_FALLBACKS": [OLDER]}

    def test_that_is_retired_is_no_weaker(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{OLDER},hunter2")

        with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY_FALLBACKS has 7 characters"):
            secrets("SECRET_KEY_FALLBACKS", is_development=False)


COOKIES = [
    *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"),
    *("SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN"),
    *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY"),
    *("CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_PATH", "CSRF_COOKIE_DOMAIN"),
]


TRANSPORT = ["SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER"]


class TestTransport:
    def test_by_https_cookies_are_this_hosts_alone_and_browsers_keep_to_it(self) -> None:
        assert list(settings(*COOKIES, *TRANSPORT).values()) == [
            *("__Host-sessionid", True, True, "Lax", "/", None),
            *("__Host-csrftoken", True, False, "Lax", "/", None),
            *(31_536_000, ["HTTP_X_FORWARDED_PROTO", "https"]),
        ]

    def test_by_http_cookies_have_names_that_a_browser_takes_there(self) -> None:
        plain = settings(*COOKIES, *TRANSPORT, PUBLIC_URL="http://127.0.0.1:8000")

        assert list(plain.values()) == [
            *("sessionid", False, True, "Lax", "/", None),
            *("csrftoken", False, False, "Lax", "/", None),
            *(0, ["HTTP_X_FORWARDED_PROTO", "https"]),
        ]

    def test_a_trial_is_short_and_without_a_proxy_nobody_tells_the_scheme(self) -> None:
        read = settings(*TRANSPORT, WAYMARK_HSTS_SECONDS="3600", TRUSTED_PROXIES="0")

        assert read == {"SECURE_HSTS_SECONDS": 3600, "SECURE_PROXY_SSL_HEADER": None}
