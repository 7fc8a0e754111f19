"""Every answer has a policy, and no page of the product holds what its policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver

from accounts.models import User
from progress.digests import claims, files, tokens
from progress.merging import Act
from progress.services import mark_skill
from roadmap.models import LinkCheck, LinkState
from roadmap.services.starting import start_draft
from tests.browsing import lets_scripts_in, policy_of, refused
from tests.factories import LONG_AGO, a_learner, a_question, a_token, a_version, enrolled
from tests.progress.digests.weeks import MONDAY, Hands, suppress
from wire import policies
from wire.catalogue import CATALOGUE

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"


@pytest.fixture
def ada() -> User:
    """A learner with something of everything that staff can look at, and one to look at it."""
    version = a_version({"python": "", "git": "python"}, milestones={"~shipped": "git"})
    ada = enrolled(a_learner("ada@waymark.example"), version)
    mark_skill(learner=ada, act=Act(skill="python", status="done"), at=LONG_AGO)
    eve = a_learner("eve@waymark.example", is_staff=True)
    start_draft(roadmap=version.roadmap, by=eve)
    LinkCheck.objects.create(url="https://www.python.org/", state=LinkState.OK, checked_at=LONG_AGO)
    a_question("maths", yes={"ai-engineer": 1}, no={})
    a_token(ada)
    Group.objects.create(name="Curators")
    Hands(MONDAY).plan()
    suppress("gone@waymark.example")
    claims.open_breaker(cause="421 too busy", at=MONDAY)
    return ada


@pytest.fixture
def staff(ada: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(email="eve@waymark.example"))
    return client


def policy_text(directives: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    return {name: set(sources) for name, sources in directives.items()}


def admin_addresses() -> Iterator[str]:
    """Each address of the admin, by its own map, with a row that is there."""
    for route in _routes(admin.site.urls[0]):
        yield ADMIN + re.sub(r"<path:(object_id|pk)>", lambda _, route=route: _key_of(route), route)


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        elif each.name is not None:
            yield {
                "view_on_site": f"r/{ContentType.objects.get_for_model(Group).pk}/1/",
                "app_list": "roadmap/",
            }.get(each.name, route)


def _key_of(route: str) -> str:
    app, model = route.split("/")[:2]
    [kind] = [k for k in admin.site._registry if k._meta.label_lower == f"{app}.{model}"]
    row: Model | None = kind._default_manager.order_by("-pk").first()
    assert row is not None, f"the test makes no {model}"
    return str(row.pk)


class TestTheAdmin:
    def test_has_no_page_that_its_policy_would_cripple(self, staff: Client) -> None:
        pages, faults = 0, {}
        for address in admin_addresses():
            answer = staff.get(address)
            assert answer.status_code in {200, 302, 403, 404, 405}, address
            assert policy_of(answer) == policy_text(policies.ADMIN), address
            if answer.get("Content-Type", "").startswith("text/html"):
                pages += answer.status_code == 200
                faults[address] = refused(answer)

        assert {address: found for address, found in faults.items() if found} == {}
        # All but what redirects, or is refused: what nobody may add, a draft that is started.
        assert pages > 0.7 * len(faults)

    def test_has_none_for_who_is_not_signed_in(self) -> None:
        answer = Client().post("/admin/login/", {"username": "a@b.example", "password": "x"})

        assert "Please enter the correct" in answer.content.decode()
        assert policy_of(answer) == policy_text(policies.ADMIN)
        assert refused(answer) == []

    def test_has_none_that_asks_again(self, staff: Client) -> None:
        """A form with faults, and the question before many rows are deleted."""
        group = Group.objects.get().pk
        delete = {"action": "delete_selected", "_selected_action": group}

        for answer in (
            staff.post("/admin/roadmap/skill/add/", {}),
            staff.post("/admin/auth/group/", delete),
        ):
            assert answer.status_code == 200
            assert refused(answer) == []

    def test_lets_djangos_own_error_page_look_as_it_does(
        self, staff: Client, settings: Any
    ) -> None:
        settings.DEBUG = True

        answer = staff.get("/admin/roadmap/nowhere/")

        assert answer.status_code == 404
        assert "Content-Security-Policy" not in answer.headers


class TestPages:
    @pytest.fixture
    def addresses(self, ada: User, settings: Any, tmp_path: Path) -> dict[str, dict[str, Any]]:
        settings.DEBUG = True
        settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = files.BACKEND, str(tmp_path)
        mail = EmailMultiAlternatives("Code", "123", to=["ada@waymark.example"])
        mail.attach_alternative('<p style="color:red">123</p>', "text/html")
        mail.send()
        [kept] = files.newest_first(tmp_path)
        done = tokens.done_token(ada.pk, skill="git", window_start=LONG_AGO)
        return {
            "/problems": policies.PAGE,
            **{f"/problems/{code}": policies.PAGE for code in CATALOGUE},
            "/api/v1/docs": policies.DOCS,
            "/dev/mail": policies.MAILS,
            f"/dev/mail/{kept.stem}": policies.MAILS,
            f"/u/{tokens.unsubscribe_token(ada.pk)}": policies.FORM,
            f"/d/{done}": policies.FORM,
        }

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_hold_nothing_that_their_policy_forbids(
        self, addresses: dict[str, dict[str, Any]], method: str
    ) -> None:
        for address, directives in addresses.items():
            answer = getattr(Client(), method)(address)
            if answer.status_code == 405:
                continue
            assert answer.status_code == 200, address
            assert policy_of(answer) == policy_text(directives), address
            assert refused(answer) == [], address

    def test_show_a_mail_with_its_own_styles_and_nothing_else(self, ada: User) -> None:
        learner = Client(headers={"Authorization": f"Bearer {a_token(ada)}"})

        answer = learner.get("/api/v1/me/digest/preview?format=html")

        assert policy_of(answer) == policy_text(policies.MAIL)
        assert refused(answer) == []

    def test_are_all_that_is_not_as_closed_as_can_be(self, client: Client, settings: Any) -> None:
        for debug in (False, True):
            settings.DEBUG = debug
            for address in ("/api/v1/meta", "/api/v1/me", "/nowhere", "/livez", "/u/forged"):
                answer = client.get(address)
                assert policy_of(answer) == policy_text(policies.NOTHING), address
        assert policy_of(client.post("/problems")) == policy_text(policies.NOTHING)
        assert policy_of(client.get("/livez", headers={"Content-Length": "x"}))
        assert policy_of(client.get("/_allauth/app/v1/config")) == policy_text(policies.NOTHING)


@pytest.mark.parametrize("name", ["NOTHING", "PAGE", "FORM", "MAIL", "MAILS", "DOCS", "ADMIN"])
def test_no_policy_lets_a_script_in_that_is_not_a_file_of_ours(name: str) -> None:
    policy = policy_text(getattr(policies, name))

    assert lets_scripts_in(policy) == set()
    assert policy["base-uri"] == {"'none'"}
    assert policy.get("object-src", policy["default-src"]) == {"'none'"}
    assert policy["form-action"] <= {"'self'", "'none'"}


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<script>1</script>", ["an inline script"]),
        ('<script type="application/json">{}</script>', []),
        ('<script src="/static/x.js"></script>', []),
        ('<script src="//evil.example/x.js"></script>', ["script from elsewhere"]),
        ('<img src="https://evil.example/x">', ["img from elsewhere"]),
        ('<a href="https://good.example/">', []),
        ('<a href=" JavaScript:alert(1)">', ["javascript in href of a"]),
        ('<p onclick="x()">', ["onclick on p"]),
        ('<p style="color:red">', ["style on p"]),
        ("<style>p {}</style>", ["an inline style sheet"]),
    ],
)
def test_the_reader_sees_what_a_browser_would_refuse(html: str, found: list[str]) -> None:
    class Page(dict[str, str]):
        content = html.encode()

    page = Page({"Content-Security-Policy": "default-src 'self'"})

    assert refused(page) == found
