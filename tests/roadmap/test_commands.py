"""The shell's doors: what they print, and that a refusal is exit code 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from roadmap.models import Roadmap, Skill, Version
from tests.factories import a_version
from tests.roadmap.files import EXAMPLES, mini

FILES = [str(EXAMPLES / f"{name}.yaml") for name in ("track", "shared", "mini")]
ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> list[str]:
    """The lines a command prints to standard output."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def refused(*arguments: str) -> tuple[str, str]:
    """What a command that refuses prints, and the line it ends with."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(*arguments, stdout=out)
    assert error.value.returncode == 1
    return out.getvalue(), str(error.value)


@pytest.fixture
def broken(tmp_path: Path) -> str:
    file = tmp_path / "mini.yaml"
    text = mini("requires: [git]}]", "requires: [gti]}]").replace("choose: 1", "choose: 3")
    file.write_text(text)
    return str(file)


@pytest.mark.django_db
class TestImport:
    def test_is_a_dry_run_unless_told_otherwise(self) -> None:
        assert run("roadmap_import", *FILES) == [
            "track ai-engineer: written",
            "skills: 5 added, 0 changed, 0 as they were",
            "roadmap mini: written to the draft of version 1",
            "8 warnings; roadmap_check lists them",
            "This was a dry run and nothing was written. Add --write to keep it.",
        ]
        assert not Skill.objects.exists()

    def test_writes_and_publishes_in_one_call(self) -> None:
        lines = run("roadmap_import", *FILES, "--write", "--publish")

        assert "roadmap mini: published as version 1 of edition 1" in lines
        assert run("roadmap_import", *FILES, "--write", "--publish") == [
            "skills: 0 added, 0 changed, 5 as they were",
            "roadmap mini: as it was",
            "8 warnings; roadmap_check lists them",
        ]

    def test_tells_scripts_what_it_did(self) -> None:
        outcome = json.loads("".join(run("roadmap_import", *FILES, "--format", "json")))

        assert outcome["is_dry_run"] is True
        assert outcome["roadmaps"] == [
            {"slug": "mini", "drafted": 1, "published": None, "edition": None}
        ]

    def test_prints_each_fault_on_a_line(self, broken: str) -> None:
        out, end = refused("roadmap_import", *FILES[:2], broken, "--write")

        assert out.splitlines() == [
            f'{broken}:9:71: dangling_edge: nodes/1/nodes/0/requires/0: no node "gti"',
            f"{broken}:10:55: choose_too_many: nodes/2/choose: choose 3 of 2 members",
        ]
        assert end == "2 faults in 1 file."
        assert not Skill.objects.exists()

    def test_prints_faults_as_json(self, broken: str) -> None:
        out, _ = refused("roadmap_import", *FILES[:2], broken, "--format", "json")

        assert json.loads(out)[0] == {
            "file": broken,
            "line": 9,
            "column": 71,
            "code": "dangling_edge",
            "path": "nodes/1/nodes/0/requires/0",
            "detail": 'no node "gti"',
        }

    def test_names_a_file_that_cannot_be_read(self) -> None:
        assert refused("roadmap_import", "nowhere.yaml")[1] == (
            "nowhere.yaml: No such file or directory"
        )


@pytest.mark.django_db
class TestCheck:
    def test_lists_warnings_and_passes(self) -> None:
        lines = run("roadmap_check", *FILES)

        assert lines[-1] == "3 files checked: 1 roadmap, 8 warnings, no faults."
        assert lines[0] == (
            f"{FILES[2]}:8:13: no_description: nodes/0/skill: git has no description"
        )
        assert not Skill.objects.exists()

    def test_prints_the_figures_of_each_roadmap(self) -> None:
        head, row = run("roadmap_check", *FILES)[-3:-1]

        assert " ".join(head.split()) == (
            "roadmap nodes required groups edges resources hours longest chain without edges"
        )
        assert row.split() == ["mini", "6", "3", "2", "5", "1", "40", "4", "0", "%"]

    def test_prints_no_figures_where_there_is_no_roadmap(self) -> None:
        assert run("roadmap_check", FILES[1]) == [
            "1 file checked: 0 roadmaps, 0 warnings, no faults."
        ]

    def test_refuses_warnings_when_strict(self) -> None:
        out, end = refused("roadmap_check", "--strict", *FILES)

        assert end == "8 faults in 1 file."
        assert len(out.splitlines()) == 8

    def test_refuses_faults(self, broken: str) -> None:
        assert refused("roadmap_check", *FILES[:2], broken)[1] == "2 faults in 1 file."

    def test_tells_scripts_that_nothing_is_wrong(self) -> None:
        assert run("roadmap_check", *FILES, "--format", "json") == ["[]"]

    def test_looks_at_all_that_is_in_the_database(self) -> None:
        run("roadmap_import", *FILES, "--write")
        a_version({"python": ""}, roadmap="other")

        assert run("roadmap_check", "--all")[-1].startswith("2 files checked: 2 roadmaps, ")
        draft = Version.objects.drafts().get()
        draft.nodes.filter(key="~second").update(choose=3)
        out, _ = refused("roadmap_check", "--all")
        assert "choose_too_many" in out

    def test_wants_files_or_all(self) -> None:
        assert refused("roadmap_check")[1] == "Name files, or use --all."
        assert refused("roadmap_check", "--all", *FILES)[1] == "Name files, or use --all."


@pytest.mark.django_db
class TestPublish:
    def test_publishes_the_draft(self) -> None:
        run("roadmap_import", *FILES, "--write")

        lines = run("roadmap_publish", "mini", "--changelog", "The first.")

        assert lines == ["mini: version 1 of edition 1 is published."]
        current = Roadmap.objects.get().current
        assert current
        assert current.changelog == "The first."

    def test_prints_what_a_broken_draft_breaks(self) -> None:
        run("roadmap_import", *FILES, "--write")
        Version.objects.get().nodes.filter(key="~second").update(choose=3)

        out, end = refused("roadmap_publish", "mini", "--changelog", "x")

        assert out == "choose_too_many: choose 3 of 2 members\n"
        assert end == "The draft breaks rules and was not published."

    def test_refuses_what_is_not_there(self) -> None:
        a_version({"python": ""})

        assert refused("roadmap_publish", "nothing", "--changelog", "x")[1] == (
            'There is no roadmap "nothing".'
        )
        assert refused("roadmap_publish", "ai-engineer", "--changelog", "x")[1] == (
            "ai-engineer has no draft."
        )


@pytest.mark.django_db
class TestExport:
    def test_writes_the_draft_else_the_current_version(self, tmp_path: Path) -> None:
        changed = tmp_path / "mini.yaml"
        changed.write_text(mini("title: Basics", "title: First steps"))

        run("roadmap_import", *FILES, "--write", "--publish")
        assert "    title: Basics" in run("roadmap_export", "mini")

        run("roadmap_import", *FILES[:2], str(changed), "--write")
        assert "    title: First steps" in run("roadmap_export", "mini")
        assert "    title: Basics" in run("roadmap_export", "mini", "--version", "1")

    @pytest.mark.parametrize(
        ("form", "first"),
        [
            ("yaml", "waymark: 1"),
            ("json", '{"format":1,"roadmap":"mini"'),
            ("mermaid", "flowchart TD"),
            ("markdown", "# Mini"),
        ],
    )
    def test_speaks_four_languages(self, form: str, first: str) -> None:
        run("roadmap_import", *FILES, "--write", "--publish")

        assert run("roadmap_export", "mini", "--format", form)[0].startswith(first)

    def test_refuses_what_is_not_there(self) -> None:
        run("roadmap_import", *FILES, "--write")

        assert refused("roadmap_export", "nothing")[1] == 'There is no roadmap "nothing".'
        assert refused("roadmap_export", "mini", "--version", "7")[1] == (
            "mini does not have version 7."
        )
        assert refused("roadmap_export", "mini", "--format", "json")[1] == (
            "A draft has no document yet: name a published version."
        )


def test_a_refusal_is_exit_code_1_in_the_shell(broken: str, tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert manage("migrate", "--verbosity", "0").returncode == 0
    checked = manage("roadmap_check", *FILES[:2], broken)

    assert checked.returncode == 1
    assert checked.stdout.startswith(f"{broken}:9:71: dangling_edge: ")
    assert checked.stderr == "CommandError: 2 faults in 1 file.\n"
