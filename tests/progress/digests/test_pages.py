"""What mails lead to: no login, and nothing happens by opening a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from progress.digests import tokens
from progress.digests.files import keep
from progress.models import DigestPreference, Event, Mark
from tests.progress.digests.weeks import FRIDAY, Hands, did, mails_in, text_of
from wire.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def is_on(learner: User) -> bool:
    return DigestPreference.objects.get(learner=learner).enabled_at is not None


class TestUnsubscribe:
    @pytest.fixture
    def page(self, ada: User) -> str:
        return f"/u/{tokens.unsubscribe_token(ada.pk)}"

    def test_opening_it_changes_nothing(self, client: Client, page: str, ada: User) -> None:
        for open_ in (client.get, client.head):
            assert open_(page).status_code == 200
        assert is_on(ada)

    @pytest.mark.parametrize(
        ("body", "media_type"),
        [
            ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
            ("", "application/x-www-form-urlencoded"),
            ("", ""),
            ("{", "application/json"),
            ("--x--", "multipart/form-data; boundary=x"),
        ],
    )
    def test_any_post_switches_off_every_time(
        self, client: Client, page: str, ada: User, body: str, media_type: str
    ) -> None:
        for _ in range(3):
            response = client.generic("POST", page, body, content_type=media_type)

            assert response.status_code == 200
            assert not response.cookies
            assert not is_on(ada)

    def test_a_learner_who_is_gone_is_no_error(self, client: Client) -> None:
        page = f"/u/{tokens.unsubscribe_token(uuid7())}"

        assert client.post(page).status_code == 200

    @pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "ä"])
    def test_a_forged_token_leads_nowhere(self, client: Client, token: str, ada: User) -> None:
        for ask in (client.get, client.post):
            response = ask(f"/u/{token}")

            assert response.status_code == 404
            assert response["Content-Type"] == "application/problem+json"
        assert is_on(ada)

    def test_takes_no_other_method(self, client: Client, page: str) -> None:
        assert client.delete(page).status_code == 405


class TestDone:
    @pytest.fixture
    def page(self, ada: User) -> str:
        return f"/d/{tokens.done_token(ada.pk, skill='python', window_start=FRIDAY)}"

    def test_opening_it_shows_one_button_and_changes_nothing(
        self, client: Client, page: str
    ) -> None:
        response = client.get(page)

        assert response.content.count(b"<button") == 1
        assert b"Have you done Python?" in response.content
        assert not Event.objects.exists()

    def test_pressing_it_twice_marks_once(self, client: Client, page: str, ada: User) -> None:
        for _ in range(2):
            assert client.post(page).status_code == 200

        assert Mark.objects.get(learner=ada).status == "done"
        assert Event.objects.count() == 1

    def test_has_nothing_for_a_learner_who_is_gone(
        self, client: Client, page: str, ada: User
    ) -> None:
        User.objects.filter(pk=ada.pk).update(is_active=False)

        assert client.post(page).status_code == 404
        assert not Event.objects.exists()

    def test_has_nothing_for_a_forged_token(self, client: Client) -> None:
        assert client.post("/d/AAAA").status_code == 404

    def test_is_where_the_mail_leads(
        self, client: Client, ada: User, hands: Hands, letter_box: Path
    ) -> None:
        did(ada, "python")
        hands.plan_and_send()
        (mail,) = mails_in(letter_box)
        link = re.search(r"http://testserver(/d/\S+)", text_of(mail))
        assert link

        client.post(link[1])

        assert Mark.objects.filter(learner=ada, status="done").count() == 2


class TestDevelopmentMails:
    @pytest.fixture(autouse=True)
    def in_development(self, settings: LazySettings, letter_box: Path) -> None:
        settings.DEBUG = True

    def test_are_nobodys_business_in_production(
        self, client: Client, settings: LazySettings
    ) -> None:
        settings.DEBUG = False

        assert client.get("/dev/mail").status_code == 404

    def test_are_not_there_when_mail_goes_out_by_smtp(
        self, client: Client, settings: LazySettings
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

        assert client.get("/dev/mail").status_code == 404

    def test_start_empty(self, client: Client) -> None:
        assert b"No mail yet" in client.get("/dev/mail").content

    def test_show_the_newest_with_its_html_locked_in(
        self, client: Client, letter_box: Path
    ) -> None:
        keep(b"Subject: First\r\n\r\nhello", letter_box)
        second = EmailMultiAlternatives("Second <&>", "your code: 123", to=["ada@waymark.example"])
        second.attach_alternative("<p>your <b>code</b></p>", "text/html")
        second.send()

        page = client.get("/dev/mail").content.decode()

        assert page.index("Second &lt;&amp;&gt;") < page.index("First")
        assert "your code: 123" in page
        assert "<iframe" in page
        assert ' sandbox srcdoc="&lt;p&gt;your &lt;b&gt;' in page
        assert "To: ada@waymark.example" in page

    def test_open_by_name(self, client: Client, letter_box: Path) -> None:
        first = keep(b"Subject: First\r\n\r\nhello", letter_box)
        keep(b"Subject: Second\r\n\r\nbye", letter_box)

        assert "<h2>First</h2>" in client.get(f"/dev/mail/{first.stem}").content.decode()
        assert client.get("/dev/mail/nothing").status_code == 404
