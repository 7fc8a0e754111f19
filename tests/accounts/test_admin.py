from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import Session, Token, User
from tests.accounts.conversation import PASSWORD
from tests.factories import a_learner, a_token

LOGIN = "/admin/login/"


@pytest.fixture
def staff(db: None, _at_eight: None) -> User:
    return a_learner("eve@waymark.example", password=PASSWORD, is_staff=True)


@pytest.fixture
def admin(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def sign_in(client: Client, email: str = "eve@waymark.example", password: str = PASSWORD):
    return client.post(f"{LOGIN}?next=/admin/", {"username": email, "password": password})


class TestStaffSignIn:
    @pytest.mark.parametrize("email", ["eve@waymark.example", "EVE@Waymark.example"])
    def test_opens_the_admin(self, client, staff, email):
        answer = sign_in(client, email)

        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
        assert client.get("/admin/").status_code == 200
        assert Session.objects.get().user == staff

    def test_shows_a_form_to_others(self, client, db):
        answer = client.get("/admin/", follow=True)

        assert answer.status_code == 200
        assert 'name="password"' in answer.text

    def test_is_not_for_learners(self, client, staff):
        a_learner("ada@waymark.example", password=PASSWORD)

        answer = sign_in(client, "ada@waymark.example")

        assert answer.status_code == 200
        assert client.get("/admin/").status_code == 302

    def test_is_not_for_staff_who_were_shut_out(self, client, staff):
        User.objects.update(is_active=False)

        sign_in(client)

        assert client.get("/admin/").status_code == 302

    @pytest.mark.usefixtures("_no_redis")
    def test_is_put_off_while_nobody_can_count_the_guesses(self, client, staff):
        answer = sign_in(client)

        assert "No password is tried just now." in answer.text
        assert not Session.objects.exists()

    @pytest.mark.parametrize("field", ["username", "password"])
    def test_asks_for_both(self, client, staff, field):
        answer = client.post(LOGIN, {field: "eve@waymark.example"})

        assert "This field is required." in answer.text

    def test_is_limited_after_wrong_guesses_even_for_the_right_password(self, client, staff):
        for _ in range(5):
            assert "Please enter the correct" in sign_in(client, password="guess").text

        answer = sign_in(client)

        assert "Too many requests. Try again in" in answer.text
        assert client.get("/admin/").status_code == 302


class TestStaffPassword:
    PAGE = "/admin/password_change/"
    NEW = "a harbour behind the hills"

    def change(self, client: Client, old: str = PASSWORD):
        wanted = {"old_password": old, "new_password1": self.NEW, "new_password2": self.NEW}
        return client.post(self.PAGE, wanted)

    def test_is_changed_and_ends_all_other_access(self, client, staff):
        elsewhere = Client()
        for each in (client, elsewhere):
            sign_in(each)
        a_token(staff)

        answer = self.change(client)

        assert (answer.status_code, answer.headers["Location"]) == (302, f"{self.PAGE}done/")
        assert client.get("/admin/").status_code == 200
        assert elsewhere.get("/admin/").status_code == 302
        assert not Token.objects.exists()
        assert sign_in(elsewhere, password=self.NEW).status_code == 302

    def test_may_not_be_guessed_there_more_often_than_at_the_door(self, admin, staff):
        for _ in range(5):
            assert "entered incorrectly" in self.change(admin, old="guess").text

        assert "Too many requests. Try again in" in self.change(admin).text
        staff.refresh_from_db()
        assert staff.check_password(PASSWORD)


class TestUsers:
    def test_are_listed_with_their_sessions_and_tokens_in_few_queries(
        self, admin, django_assert_max_num_queries
    ):
        for _ in range(3):
            a_token(a_learner(time_zone="Asia/Tokyo"))

        with django_assert_max_num_queries(9):
            page = admin.get(reverse("admin:accounts_user_changelist"))

        assert page.text.count("Asia/Tokyo") == 3

    def test_are_found_by_address(self, admin):
        a_learner("ada@waymark.example")

        page = admin.get(reverse("admin:accounts_user_changelist"), {"q": "ada"})

        assert "ada@waymark.example" in page.text

    def test_keep_what_is_theirs_to_say(self, admin):
        ada = a_learner("ada@waymark.example", name="Ada")
        page = reverse("admin:accounts_user_change", args=[ada.pk])
        inline = {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}

        answer = admin.post(page, {"name": "Eve", "email": "eve@evil.example", **inline})

        ada.refresh_from_db()
        assert answer.status_code == 302
        assert (ada.name, ada.email) == ("Ada", "ada@waymark.example")
        assert not ada.is_active

    def test_join_by_signing_up_only(self, admin):
        assert admin.get(reverse("admin:accounts_user_add")).status_code == 403

    def test_are_shut_out_rather_than_deleted(self, admin):
        ada = a_learner("ada@waymark.example")

        answer = admin.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"})

        assert answer.status_code == 403
        assert User.objects.filter(pk=ada.pk).exists()

    def test_get_no_rights_from_staff_who_are_not_superusers(self, admin, staff):
        staff.is_superuser = False
        staff.save()
        staff.user_permissions.set(_permissions("view_user", "change_user"))
        page = reverse("admin:accounts_user_change", args=[staff.pk])
        inline = {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}

        admin.post(page, {"is_superuser": "on", "is_staff": "on", "is_active": "on", **inline})

        staff.refresh_from_db()
        assert not staff.is_superuser


class TestTokens:
    def test_are_shown_without_their_digest(self, admin):
        a_token(a_learner())
        token = Token.objects.get()

        pages = [
            admin.get(reverse("admin:accounts_token_changelist")),
            admin.get(reverse("admin:accounts_token_change", args=[token.pk])),
        ]

        assert all(token.prefix in page.text for page in pages)
        assert not any(token.digest in page.text for page in pages)

    def test_may_be_revoked_and_nothing_else(self, admin):
        a_token(a_learner())
        token = Token.objects.get()

        admin.post(reverse("admin:accounts_token_change", args=[token.pk]), {"name": "mine"})
        admin.post(reverse("admin:accounts_token_delete", args=[token.pk]), {"post": "yes"})

        assert not Token.objects.exists()


def _permissions(*names: str):
    return Permission.objects.filter(codename__in=names)
