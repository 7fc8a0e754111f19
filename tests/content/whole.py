"""What holds of the whole content: its words, its skills next to each other, its roadmaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from roadmap.figures import untouched
from roadmap.files.faults import Fault
from roadmap.files.linking import Stated
from tests.content.shipped import Content, Prose, at, prose_of
from tests.content.spelling import american_words
from tests.content.wording import count_sentences, filler_in, prose_in

SUMMARY = range(20, 121)
FEWEST_PROJECTS = 6
# The share of the words of two summaries that both have, from which on they say the same.
NEARLY_EQUAL = 0.8


def about_prose(content: Content) -> Iterator[Fault]:
    for prose in prose_of(content):
        text = prose_in(prose.text)
        for american, british in american_words(text):
            yield prose.fault("american", f'"{american}" is American; write "{british}"')
        for phrase in filler_in(text):
            detail = f'"{phrase}" is praise or filler; say what it does, or leave it out'
            yield prose.fault("filler", detail)
        if prose.place.path.endswith("/summary"):
            yield from _about_summary(prose)


def _about_summary(prose: Prose) -> Iterator[Fault]:
    length = len(prose.text)
    if length not in SUMMARY:
        detail = f"{length} characters; write {SUMMARY[0]} to {SUMMARY[-1]}"
        yield prose.fault("summary_length", detail)
    if not prose.text.endswith(".") or count_sentences(prose.text) != 1:
        yield prose.fault("summary_sentence", "write one sentence that ends with a full stop")


def about_likeness(content: Content) -> Iterator[Fault]:
    """Skills that are nearly equal by their titles or their summaries."""
    skills = [
        (file, skill, _words(skill.title), _words(skill.summary)) for file, skill in content.skills
    ]
    for first, second in combinations(skills, 2):
        file, skill, title, summary = second
        other_file, other, other_title, other_summary = first
        told = f"{other.slug} ({other_file}:{other.place.line})"
        if skill.slug == other.slug:
            continue
        if title == other_title:
            detail = f"nearly the title of {told}; keep one of the two, or say how they differ"
            yield at(file, skill.place, "title").fault("similar_title", detail)
        both, either = summary & other_summary, summary | other_summary
        if either and len(both) >= NEARLY_EQUAL * len(either):
            detail = f"nearly the summary of {told}; keep one of the two, or say how they differ"
            yield at(file, skill.place, "summary").fault("similar_summary", detail)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in re.findall(r"[^\W_]+", text.casefold()))


def about_placement(content: Content) -> Iterator[Fault]:
    """Skills that stand nowhere, nodes that stand alone, roles with too little to build."""
    graphs = [stated.graph for stated in content.roadmaps]
    placed = {key for graph in graphs for key in graph.nodes}
    for graph in graphs:
        placed |= {
            slug for node in graph.nodes.values() if node.credit for slug in node.credit.counts
        }
    for file, skill in content.skills:
        if skill.slug not in placed:
            detail = f"{skill.slug} stands on no roadmap; place it among its nodes or remove it"
            yield at(file, skill.place, "title").fault("unplaced", detail)
    for stated in content.roadmaps:
        for key in untouched(stated.graph):
            detail = (
                f"no edge touches {key}; say what it requires or recommends, or what waits for it"
            )
            yield _about_node(stated, key, "untouched", detail)
    yield from _about_roles([stated for stated in content.roadmaps if stated.form.kind == "role"])


def _about_roles(roles: list[Stated]) -> Iterator[Fault]:
    on = Counter(slug for stated in roles for slug in stated.skills)
    for stated in roles:
        for key, node in stated.graph.nodes.items():
            if on[key] > 1 and not node.role_note:
                detail = (
                    f"{key} is on {on[key]} role roadmaps; say in a role_note why it is on this"
                )
                yield _about_node(stated, key, "no_role_note", detail)
        projects = sum(skill.kind == "project" for skill in stated.skills.values())
        if projects < FEWEST_PROJECTS:
            detail = f"{projects} projects; a role has at least {FEWEST_PROJECTS}"
            place = at(stated.file, stated.form.place, "slug")
            yield place.fault("few_projects", detail)


def _about_node(stated: Stated, key: str, code: str, detail: str) -> Fault:
    place = next(node.place for node in stated.form.nodes if node.key == key)
    return Fault(stated.file, place.line, place.column, code, place.path, detail)
