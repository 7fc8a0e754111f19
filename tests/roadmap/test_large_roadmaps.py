"""Ten thousand nodes go through every step; nothing recurses, nothing is quadratic."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from roadmap.compiled import graph_of
from roadmap.files.checking import MOST_NODES
from roadmap.models import Compiled, Node, Roadmap
from roadmap.services.importing import import_files
from tests.roadmap.files import faults_of, raw

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def large(size: int, *, first_waits_for: str = "") -> str:
    """A chain through all nodes, with edges back to the middle of what came before."""
    waits = f", requires: [{first_waits_for}]" if first_waits_for else ""
    skills = [f"  n{n}: {{title: Skill {n}, kind: concept, minutes: {n}}}" for n in range(size)]
    nodes = [f"  - {{skill: n0{waits}}}", "  - {skill: n1, requires: [n0]}"]
    nodes += [f"  - {{skill: n{n}, requires: [n{n - 1}, n{n // 2}]}}" for n in range(3, size)]
    nodes.insert(2, "  - {skill: n2, requires: [n1]}")
    head = "waymark: 1\nroadmap: {slug: large, title: Large, kind: role}\nskills:\n"
    return head + "\n".join(skills) + "\nnodes:\n" + "\n".join(nodes) + "\n"


@pytest.mark.django_db
def test_ten_thousand_nodes_are_imported_and_published() -> None:
    files = raw({"large.yaml": large(10_000)})

    import_files(files=files, write=True, publish=True, by=None, at=AT)

    current = Roadmap.objects.get().current
    assert current
    assert Node.objects.filter(version=current).count() == 10_000
    graph = graph_of(current.pk, current.content_hash)
    assert graph.order == tuple(f"n{n}" for n in range(10_000))
    assert b'"layer":9999,' in bytes(Compiled.objects.get().document)


def test_a_cycle_through_ten_thousand_nodes_is_named() -> None:
    (fault,) = faults_of(large=large(10_000, first_waits_for="n9999"))

    assert fault == (
        "large.yaml:10005:28: cycle: nodes/0/requires/0: n0 → n1 → n2 → n4 → n9 → n19 → n39 → n78 "
        "→ n156 → n312 → n624 → n1249 → n2499 → n4999 → n9999 → n0"
    )


def test_more_nodes_than_a_roadmap_may_have_are_too_large() -> None:
    (fault,) = faults_of(large=large(MOST_NODES + 1))

    assert fault.endswith(": too_large: nodes: more than 20,000 nodes")
