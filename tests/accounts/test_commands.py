from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.signals import learner_joined
from tests.accounts.listening import heard


@pytest.fixture
def _password(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a lighthouse on a quiet coast")


@pytest.mark.usefixtures("db", "_password")
class TestCreateSuperuser:
    def test_makes_somebody_who_joins_like_everybody(self, capsys):
        with heard(learner_joined) as news:
            call_command("createsuperuser", "--no-input", email="eve@waymark.example")

        user = User.objects.get()
        assert user.is_superuser
        assert user.check_password("a lighthouse on a quiet coast")
        assert [joined["user"] for joined in news] == [user]
        assert "eve@waymark.example" in capsys.readouterr().out

    def test_asks_for_what_is_not_given(self, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda _: "eve@waymark.example")

        call_command("createsuperuser")

        assert User.objects.get().email == "eve@waymark.example"

    def test_refuses_an_address_that_is_taken(self):
        call_command("createsuperuser", "--no-input", email="eve@waymark.example")

        with pytest.raises(CommandError, match="already"):
            call_command("createsuperuser", "--no-input", email="EVE@waymark.example")

    @pytest.mark.parametrize("email", [None, "no address"])
    def test_refuses_what_is_no_address(self, email):
        with pytest.raises(CommandError):
            call_command("createsuperuser", "--no-input", email=email)

    def test_refuses_a_weak_password(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "12345678")

        with pytest.raises(CommandError, match="common"):
            call_command("createsuperuser", "--no-input", email="eve@waymark.example")

        assert not User.objects.exists()
