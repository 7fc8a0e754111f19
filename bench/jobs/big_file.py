"""A roadmap file of 10,000 skills and 13,333 edges, the same bytes whenever it is made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from zlib import crc32

ROADMAP = "bench-import"
SKILLS = 10_000
EDGES_PER_SKILL = 4 / 3
# An edge reaches back at most so far, as in a roadmap that people read.
FARTHEST = 300
SUMMARY = "Say what it is for, use it in a small project of your own, and know where it ends."
KINDS = ("concept", "practice", "tool", "project")


def big_file(skills: int = SKILLS) -> bytes:
    return "\n".join(_lines(skills)).encode()


def _lines(skills: int) -> Iterator[str]:
    yield "waymark: 1"
    yield "roadmap:"
    yield f"  slug: {ROADMAP}"
    yield "  title: A roadmap to measure with"
    yield "  kind: role"
    yield "skills:"
    for number in range(skills):
        yield f"  {_slug(number)}:"
        yield f"    title: Skill {number:05} of many"
        yield f"    kind: {KINDS[number % len(KINDS)]}"
        yield f"    summary: {SUMMARY}"
        yield f"    minutes: {30 + number % 40 * 15}"
    yield "nodes:"
    edges = _edges(skills)
    for number in range(skills):
        yield f"  - skill: {_slug(number)}"
        for kind in ("requires", "recommends"):
            sources = sorted(source for source, stated in edges[number].items() if stated == kind)
            if sources:
                yield f"    {kind}: [{', '.join(map(_slug, sources))}]"
    yield ""


def _edges(skills: int) -> list[dict[int, str]]:
    """Of each skill those before it that it waits for, and every fifth of them only advises."""
    edges: list[dict[int, str]] = [{} for _ in range(skills)]
    made, wanted = 0, int(skills * EDGES_PER_SKILL)
    for drawn in map(_scattered, count()):
        target = 1 + drawn % (skills - 1)
        source = target - 1 - drawn // skills % min(target, FARTHEST)
        if source not in edges[target]:
            edges[target][source] = "recommends" if made % 5 == 4 else "requires"
            made += 1
        if made == wanted:
            break
    return edges


def _scattered(number: int) -> int:
    """Numbers without an order to be seen, and the same ones every time."""
    return crc32(number.to_bytes(4))


def _slug(number: int) -> str:
    return f"bench-import-{number:05}"
