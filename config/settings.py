"""All settings, read from the environment, safe by default; see .env.example.

Read from top to bottom: what a machine must tell, Django, accounts, the API, the digest, Celery.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kombu import Exchange, Queue

from config import services
from config.api_words import PATH_PARAMETERS, TAGS
from config.environment import listed, number, public_url, secret, secrets, switch, text
from wire import converters, policies

BASE_DIR = Path(__file__).resolve().parent.parent

# What a machine must tell

DEBUG = switch("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY", is_development=DEBUG)
# Retired keys: what they signed stays good, and nothing is signed with them.
SECRET_KEY_FALLBACKS = secrets("SECRET_KEY_FALLBACKS", is_development=DEBUG)
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = public_url()
IS_HTTPS = PUBLIC_URL.startswith("https://")
VAR = Path(text("WAYMARK_VAR", str(BASE_DIR / "var")))
REDIS_URL = text("REDIS_URL", "redis://127.0.0.1:6379/0")
# How many proxies of ours stand in front: their X-Forwarded-For and X-Forwarded-Proto are true.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)
# config/wsgi.py says so: what serves requests waits for nothing long.
IS_WEB = switch("WAYMARK_IS_WEB", default=False)
RATE_SCALE = number("WAYMARK_RATE_SCALE", 1, least=1)
RELEASE = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (BASE_DIR / "CHANGELOG.md").read_text(), re.M)
VERSION = RELEASE[1] if RELEASE else "0.0.0"
# Grows by one with every change that a client can see; never falls.
FEATURE_LEVEL = 2

# Django

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "accounts",
    "roadmap",
    "progress",
    "wire",
    "accounts.apps.StaffConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.headless",
]
MIDDLEWARE = [
    "wire.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wire.middleware.PolicyMiddleware",
    "wire.middleware.ApiCorsMiddleware",
    "wire.middleware.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # From here on only pages and sign-in: the API goes past (see wire.middleware).
    "wire.middleware.PageSessionMiddleware",
    "wire.middleware.PageCsrfMiddleware",
    "wire.middleware.PageAuthenticationMiddleware",
    "wire.middleware.PageMessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": services.database(
        text("DATABASE_URL", f"sqlite:///{quote(str(VAR))}/db.sqlite3"),
        is_web=IS_WEB,
    )
}
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

# Accounts

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# A browser takes a name with this prefix only over https, from this host and for all its paths:
# no neighbour under the same domain can plant one.
_COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
# Not HttpOnly: a client in the browser sends its value in a header.
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "wire.problems.csrf_failure"
HEADLESS_ONLY = True
HEADLESS_SERVE_SPECIFICATION = False
# allauth asks for these when it writes a mail; our mails hold codes, and no links.
HEADLESS_FRONTEND_URLS = {"account_signup": PUBLIC_URL, "account_reset_password": PUBLIC_URL}
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupDetails"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
# accounts/limits.py counts instead, exactly also when many ask at once.
ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# The API

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["wire.parsing.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "wire.negotiation.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "wire.schema.WaymarkSchema",
    "EXCEPTION_HANDLER": "wire.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
API_PATH_PARAMETERS = PATH_PARAMETERS
SPECTACULAR_SETTINGS = {
    "TITLE": "Waymark",
    "DESCRIPTION": "Learning roadmaps as graphs of skills, a learner's progress, a weekly digest.",
    "VERSION": VERSION,
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/", "description": "Where this document was read."}],
    "TAGS": [{"name": name, "description": told} for name, told in TAGS.items()],
    "OAS_VERSION": "3.1.1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PATH_CONVERTER_OVERRIDES": {"number": converters.Number.schema, "id": converters.Id.schema},
    "PREPROCESSING_HOOKS": ["wire.schema.only_api"],
    # Choices stay where they are used: names made up for them would collide and move.
    "POSTPROCESSING_HOOKS": ["accounts.openapi.with_sign_in"],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CORS_ALLOWED_ORIGINS = listed("CORS_ALLOWED_ORIGINS", "")
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-ID",
]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "x-csrftoken",
    "x-email-verification-key",
    "x-password-reset-key",
    "x-session-token",
]

# What browsers are told and may do

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# For every answer that is not of a page; wire.policies has those of pages.
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.NOTHING}
# Nothing of ours speaks TLS: a proxy does, and tells by this header whether the client did.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = number("WAYMARK_HSTS_SECONDS", 31_536_000 if IS_HTTPS else 0)
SILENCED_SYSTEM_CHECKS = [
    # It is there: wire.middleware.PageCsrfMiddleware, for all that Django's session reaches.
    "security.W003",
    # Other hosts under the domain, and lists that outlive a mistake, are not ours to decide.
    "security.W005",  # SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",  # SECURE_HSTS_PRELOAD
    # The proxy sends browsers from http to https. A client of the API that writes to http has
    # shown its token already: a redirect would only hide that from its author.
    "security.W008",  # SECURE_SSL_REDIRECT
]

# The digest and all mail

DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Waymark <hello@waymark.example>")
_mail = services.mail(text("EMAIL_URL", f"file://{quote(str(VAR))}/mails"))
EMAIL_BACKEND: str = _mail.pop("EMAIL_BACKEND")
EMAIL_FILE_PATH: str = _mail.pop("EMAIL_FILE_PATH", "")
globals().update(_mail)
DIGEST_JITTER_MINUTES = number("WAYMARK_DIGEST_JITTER_MINUTES", 60)
DIGEST_LEASE_SECONDS = number("WAYMARK_DIGEST_LEASE_SECONDS", 600, least=5)
# A slice of digests ends in this order: given back, soft limit, hard limit, lease. A lease below
# ten minutes brings them all, and every word of SMTP, down with it.
_LEASE = min(DIGEST_LEASE_SECONDS, 600)
DIGEST_GIVE_BACK_SECONDS = _LEASE / 3
SMTP_COMMAND_SECONDS = EMAIL_TIMEOUT = min(15.0, _LEASE / 10)
SMTP_ANSWER_SECONDS = min(120.0, _LEASE / 5)
PLAN_SECONDS = number("WAYMARK_PLAN_SECONDS", 300, least=1)
SWEEP_SECONDS = number("WAYMARK_SWEEP_SECONDS", 60, least=1)

# Celery: its settings are read with the prefix CELERY_ by config/celery.py

CELERY_BROKER_URL = services.celery_broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
# A slice of digests may take minutes; whoever waits for her code must not wait behind one. A
# worker takes both queues, or with `--queues` the one it is meant for.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), name) for name in ("quick", "digests")]
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_ROUTES = {"progress.tasks.*": {"queue": "digests"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = _LEASE * 0.4
CELERY_TASK_TIME_LIMIT = _LEASE * 0.5
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task may run, or a running task would be handed out again.
    "visibility_timeout": 1800,
    "unacked_restore_throttle": 1,
    # A message is tried thrice, and behind it waits whoever made the request.
    "socket_connect_timeout": 0.4 if IS_WEB else 2,
    "socket_timeout": 0.4 if IS_WEB else 15,
    "health_check_interval": 25,
}
CELERY_TIMEZONE = "UTC"

# Logs on stderr, for whatever runs us to keep

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "entry": {
            "()": "wire.logs.EntryFormatter",
            "format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s",
        },
    },
    "filters": {"request_id": {"()": "wire.request_ids.RequestIdFilter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "entry",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
