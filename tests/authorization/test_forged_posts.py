"""Forms that the admin did not offer, sent all the same: rows inside of other rows' pages.

Whole pages are the matrix's: who may not change a row is refused its page.
"""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from roadmap.models import Resource, Version
from tests.desk import Desk, a_curator
from tests.factories import a_learner, a_version

pytestmark = pytest.mark.django_db


def forge(
    desk: Desk, page: str, pk: object, *, inline: str, row: dict[str, Any], changes: Any = ()
) -> None:
    """Send the page's form with one row more, or with other words in its first row."""
    is_new = "id" not in row
    forms = {f"{inline}-TOTAL_FORMS": 1, f"{inline}-INITIAL_FORMS": 0 if is_new else 1}
    cells = {f"{inline}-0-{name}": value for name, value in row.items()}
    desk.post(page, pk, sent={**dict(changes), **forms, **cells})


def test_no_address_is_added_to_a_user_as_verified() -> None:
    ada = a_learner("ada@waymark.example")
    row = {"user": ada.pk, "email": "eve@evil.example", "verified": "on", "primary": "on"}

    forge(a_curator(), "accounts_user_change", ada.pk, inline="emailaddress_set", row=row)

    assert [*EmailAddress.objects.filter(user=ada).values_list("email")] == [(ada.email,)]


def test_no_address_of_a_user_is_changed_or_taken_away() -> None:
    ada = a_learner("ada@waymark.example")
    address = EmailAddress.objects.get(user=ada)
    row = {"id": address.pk, "user": ada.pk, "email": "eve@evil.example", "DELETE": "on"}

    forge(a_curator(), "accounts_user_change", ada.pk, inline="emailaddress_set", row=row)

    assert EmailAddress.objects.get(pk=address.pk).email == ada.email


@pytest.mark.parametrize("is_new", [True, False])
def test_who_may_change_skills_only_changes_no_resource(is_new: bool) -> None:
    version = a_version({"python": ""})
    skill = version.nodes.get().skill
    words = {"url": "https://python.example/", "title": "Docs", "type": "official", "position": 0}
    kept = Resource.objects.create(skill=skill, **words)
    bob = a_curator("bob@waymark.example", only="change_skill view_resource")
    row = {**words, "url": "https://evil.example/", "skill": skill.pk}
    changes = {"title": "Python 3", "kind": "tool", "minutes": 60}

    forge(
        bob,
        "roadmap_skill_change",
        skill.pk,
        inline="resources",
        row=row if is_new else {**row, "id": kept.pk},
        changes=changes,
    )

    skill.refresh_from_db()
    assert skill.title == "Python 3"
    assert [*Resource.objects.values_list("url")] == [("https://python.example/",)]


@pytest.mark.parametrize("is_new", [True, False])
def test_no_version_is_made_or_changed_on_the_page_of_its_roadmap(is_new: bool) -> None:
    version = a_version({"python": ""})
    before = [*Version.objects.values()]
    row = {"roadmap": version.roadmap_id, "number": 7, "title": "Mine", "changelog": "Mine"}
    changes = {"title": "Engineer", "kind": "role", "track": version.roadmap.track_id}

    forge(
        a_curator(),
        "roadmap_roadmap_change",
        version.roadmap_id,
        inline="versions",
        row=row if is_new else {**row, "id": version.pk},
        changes=changes,
    )

    version.roadmap.refresh_from_db()
    assert version.roadmap.title == "Engineer"
    assert [*Version.objects.values()] == before
