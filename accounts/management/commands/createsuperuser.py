"""Django's command by our rules: the new user joins like everybody, so she has a ledger as well."""

from __future__ import annotations

import os
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils import timezone

from accounts.services import register


class Command(BaseCommand):
    help = "Make a user who may do everything in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="else asked for, or DJANGO_SUPERUSER_EMAIL")
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="ask nothing; take the password from DJANGO_SUPERUSER_PASSWORD",
        )

    def handle(self, *, email: str | None, no_input: bool, **_: Any) -> None:
        email = email or os.environ.get("DJANGO_SUPERUSER_EMAIL")
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if not no_input:
            email = email or input("E-mail address: ")
            password = password or getpass("Password: ")
        if not email or not password:
            raise CommandError("Give an address and a password.")
        try:
            validate_email(email)
            validate_password(password)
            self._register(email, password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} may sign in at /admin/.")

    def _register(self, email: str, password: str) -> None:
        try:
            register(
                email=email,
                password=password,
                is_staff=True,
                verified=True,
                weekly_digest=False,
                at=timezone.now(),
            )
        except IntegrityError as error:
            raise CommandError(f"{email} has an account already.") from error
