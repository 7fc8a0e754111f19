from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from celery.exceptions import Retry
from django.core import mail

from accounts.models import Session
from accounts.tasks import delete_expired_sessions, send_account_mail
from tests.accounts.conversation import waiting


class TestSendAccountMail:
    def test_sends_plain_text_to_one_address(self):
        send_account_mail(to="ada@waymark.example", subject="Your code", text="ABCD-EFGH\n")

        [message] = mail.outbox
        assert message.to == ["ada@waymark.example"]
        assert (message.subject, message.body) == ("Your code", "ABCD-EFGH\n")

    def test_comes_again_while_the_mail_server_is_away(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        letter = {"to": "ada@waymark.example", "subject": "Your code", "text": "ABCD-EFGH\n"}
        send_account_mail.push_request(args=[], kwargs=letter, called_directly=False, retries=0)

        try:
            with pytest.raises(Retry):
                send_account_mail.run(**letter)
        finally:
            send_account_mail.pop_request()

        [(headers, arguments)] = waiting()
        assert headers["retries"] == 1
        assert arguments == letter


class TestDeleteExpiredSessions:
    @pytest.mark.usefixtures("_at_eight", "db")
    def test_leaves_those_that_live(self):
        now = datetime(2026, 11, 20, 8, tzinfo=UTC)
        for key, seconds in (("expired", -1), ("alive", 1)):
            Session.objects.create(
                session_key=key, session_data="", expire_date=now + timedelta(seconds=seconds)
            )

        delete_expired_sessions()

        assert Session.objects.get().session_key == "alive"
