"""`manage.py content_links`: what it tells, what it keeps, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from roadmap.links.asking import STATES, Answer
from roadmap.models import LinkCheck, LinkState, Resource
from roadmap.services.links import keep_link_checks
from tests.factories import a_skill
from tests.roadmap.websites import HANGS_UP, Website, website

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 27, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


def a_resource(url: str, *, skill: str = "python") -> Resource:
    return Resource.objects.create(
        skill=a_skill(skill), url=url, title="Docs", type="official", position=0
    )


def run(*arguments: str) -> tuple[str, str]:
    """What the command writes for programs and for people, when it ends well."""
    out, err = StringIO(), StringIO()
    words = ("--allow-http", "--pause", "0", "--timeout", "10", *arguments)
    call_command("content_links", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(*arguments: str) -> tuple[str, str]:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("content_links", "--allow-http", "--pause", "0", *arguments, stdout=out)
    assert error.value.returncode == 1
    return out.getvalue(), str(error.value)


def kept() -> dict[str, tuple[str, int | None, str]]:
    rows = LinkCheck.objects.values_list("url", "state", "status", "detail")
    return {url: (state, status, detail) for url, state, status, detail in rows}


class TestTheDatabase:
    def test_is_told_of_and_kept_by_state(self, site: Website) -> None:
        well, old = site.at("/200"), site.redirect(301, "/200")
        barred, broken = site.at("/403"), site.at(HANGS_UP)
        for url in (well, old, barred, broken):
            a_resource(url)
        a_resource(old, skill="sql")

        out, err = run()

        assert out.splitlines() == [
            f"unreachable: {broken} (python): it hangs up: ConnectionResetError",
            f"refused 403: {barred} (python): Forbidden",
            f"moved 200: {old} (python, sql): → {well}",
            "state        links",
            "ok               1",
            "moved            1",
            "gone             0",
            "refused          1",
            "unreachable      1",
            "all              4",
        ]
        assert err == ""
        assert kept() == {
            well: ("ok", 200, ""),
            old: ("moved", 200, well),
            barred: ("refused", 403, "Forbidden"),
            broken: ("unreachable", None, "it hangs up: ConnectionResetError"),
        }

    def test_with_something_gone_ends_with_exit_code_1_and_is_kept(self, site: Website) -> None:
        a_resource(site.at("/200"))
        a_resource(site.at("/404"))
        a_resource(site.at("/410"))

        out, end = refused()

        assert end == "2 links gone."
        assert out.splitlines()[0] == f"gone 404: {site.at('/404')} (python): Not Found"
        assert kept()[site.at("/410")] == ("gone", 410, "Gone")

    def test_without_a_network_keeps_what_was_known(self, site: Website) -> None:
        a_resource(site.at(HANGS_UP))
        keep_link_checks(answers=[Answer(site.at(HANGS_UP), "ok", 200)], at=NOON)

        out, err = run()

        assert err == (
            "Nothing could be reached, so there may be no network here. "
            "Nothing is known, nothing kept.\n"
        )
        assert out.startswith("unreachable: ")
        assert kept() == {site.at(HANGS_UP): ("ok", 200, "")}

    def test_without_resources_is_well(self) -> None:
        out, err = run()

        assert (out.splitlines()[-1], err) == ("all              0", "")

    def test_is_asked_over_https_in_public_unless_told_otherwise(self, site: Website) -> None:
        a_resource(site.at("/200"))
        a_resource("https://127.0.0.1/")
        out = StringIO()

        call_command("content_links", stdout=out, stderr=StringIO())

        assert out.getvalue().splitlines()[:2] == [
            f"refused: {site.at('/200')} (python): http is not https",
            (
                "refused: https://127.0.0.1/ (python): "
                "127.0.0.1 leads to 127.0.0.1, which is not public"
            ),
        ]
        assert site.asked == []

    def test_is_told_to_scripts(self, site: Website) -> None:
        old = site.redirect(308, "/200")
        a_resource(old)

        out, _ = run("--format", "json")

        assert json.loads(out) == [
            {
                "url": old,
                "state": "moved",
                "status": 200,
                "detail": site.at("/200"),
                "skills": ["python"],
            }
        ]


class TestFiles:
    def test_are_asked_and_nothing_is_kept(self, site: Website, tmp_path: Path) -> None:
        a_resource("https://unasked.example/")
        a_resource(site.at("/404"))
        file = a_file(tmp_path, site.at("/404"))

        out, end = refused(file)

        assert out.splitlines()[0] == f"gone 404: {site.at('/404')} (git): Not Found"
        assert end == "1 link gone."
        assert kept() == {}

    def test_need_not_define_all_they_use(self, site: Website, tmp_path: Path) -> None:
        file = a_file(tmp_path, site.at("/200"))
        Path(file).write_text(
            Path(file).read_text()
            + "roadmap: {slug: a, title: A, kind: role}\nnodes: [{skill: elsewhere}]\n"
        )

        assert run(file)[0].splitlines()[1] == "ok               1"

    def test_that_are_faulty_are_refused(self, site: Website, tmp_path: Path) -> None:
        file = a_file(tmp_path, "nonsense")

        out, end = refused(file, "--format", "json")

        assert [fault["code"] for fault in json.loads(out)] == ["bad_format"]
        assert end == "1 fault in 1 file."
        assert site.asked == []


class TestKeeping:
    def test_the_same_again_changes_when_it_was_only(self) -> None:
        a_resource("https://a.example/")
        answers = [Answer("https://a.example/", "moved", 200, "https://b.example/")]

        keep_link_checks(answers=answers, at=NOON)
        keep_link_checks(answers=answers, at=LATER)

        check = LinkCheck.objects.get()
        assert (check.state, check.status, check.detail) == ("moved", 200, "https://b.example/")
        assert check.checked_at == LATER

    def test_another_answer_takes_its_place(self) -> None:
        a_resource("https://a.example/")

        keep_link_checks(answers=[Answer("https://a.example/", "ok", 200)], at=NOON)
        keep_link_checks(answers=[Answer("https://a.example/", "unreachable", None, "x")], at=LATER)

        assert kept() == {"https://a.example/": ("unreachable", None, "x")}

    def test_an_address_that_no_resource_has_is_forgotten(self) -> None:
        a_resource("https://a.example/")
        gone = a_resource("https://b.example/")
        both = [Answer(url, "ok", 200) for url in ("https://a.example/", "https://b.example/")]
        keep_link_checks(answers=both, at=NOON)
        gone.delete()

        keep_link_checks(answers=both[:1], at=LATER)

        assert kept().keys() == {"https://a.example/"}

    def test_many_take_few_statements(self, django_assert_max_num_queries: Any) -> None:
        urls = [f"https://a.example/{number}" for number in range(500)]
        skill = a_skill("python")
        Resource.objects.bulk_create(
            Resource(skill=skill, url=url, title="Docs", type="book", position=0) for url in urls
        )

        with django_assert_max_num_queries(10):
            keep_link_checks(answers=[Answer(url, "ok", 200) for url in urls], at=NOON)

        assert LinkCheck.objects.count() == 500

    def test_states_are_those_that_asking_gives(self) -> None:
        assert tuple(LinkState.values) == STATES


def a_file(folder: Path, url: str) -> str:
    """One skill with one resource."""
    file = folder / "skills.yaml"
    resource = f'{{url: "{url}", title: Docs, type: official}}'
    file.write_text(
        "waymark: 1\nskills:\n"
        f"  git: {{title: Git, kind: tool, minutes: 60, resources: [{resource}]}}\n"
    )
    return str(file)
