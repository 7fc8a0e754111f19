"""content/README.md: what it tells writers to copy keeps the rules it tells them."""

from __future__ import annotations

import re
from textwrap import dedent

from tests.content.descriptions import ACCEPTED, DONE, TRAP
from tests.content.shipped import ROOT, content_of
from tests.content.skills import MINUTES, PRIMARY, about_skills
from tests.content.whole import SUMMARY, about_prose

GUIDE = (ROOT / "content" / "README.md").read_text()


def test_the_skill_to_copy_breaks_no_rule() -> None:
    [example] = re.findall(r"   ```yaml\n(.*?)   ```\n", GUIDE, re.DOTALL)
    told = "waymark: 1\nskills:\n" + "".join(
        f"  {line}" for line in dedent(example).splitlines(keepends=True)
    )
    content = content_of({"example.yaml": told.encode()})

    assert [str(fault) for fault in (*about_skills(content), *about_prose(content))] == []


def test_the_rules_are_told_with_their_numbers() -> None:
    assert f"of {SUMMARY[0]} to {SUMMARY[-1]} characters" in GUIDE
    for minutes in MINUTES.values():
        assert f"{minutes[0]:,} to {minutes[-1]:,}" in GUIDE
    assert all(f"`{kind}`" in GUIDE for kind in PRIMARY)
    assert all(words in GUIDE for words in (DONE, ACCEPTED, TRAP))
