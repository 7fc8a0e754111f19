"""What publishing refuses, and what it warns of. Pure functions over a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from roadmap.editions import on_the_path
from roadmap.errors import Problem
from roadmap.files.forms import SkillForm
from roadmap.graph import Graph, Node
from roadmap.ordering import Moments


def problems_of(graph: Graph) -> list[Problem]:
    """Everything for which publishing refuses the graph; an empty list lets it pass."""
    if not any(node.kind == "skill" for node in graph.nodes.values()):
        return [Problem("empty_graph", "a roadmap needs at least one skill")]
    cycles = [_cycle(graph, cycle) for cycle in Moments(graph.nodes).cycles()]
    if any(_is_in_itself(graph, key) for key in graph.nodes):
        return cycles
    found = [*cycles, *_choice_problems(graph), *_milestone_problems(graph)]
    return found if cycles else [*found, *_unreachable(graph)]


def _cycle(graph: Graph, keys: list[str]) -> Problem:
    """Blame the first edge along the circle that a node, or a box around it, states."""
    way = " → ".join(keys)
    for before, after in pairwise([keys[-2], *keys]):
        for target in _with_boxes(graph, after):
            stated = {*graph.nodes[target].requires, *graph.nodes[target].recommends}
            for source in stated.intersection(_with_boxes(graph, before)):
                return Problem("cycle", way, target, "requires", source)
    return Problem("cycle", way, keys[0])


def _with_boxes(graph: Graph, key: str) -> list[str]:
    """A node and the groups around it; each once, should a box stand in itself."""
    around = [key]
    while (box := graph.nodes[around[-1]].group) is not None and box not in around:
        around.append(box)
    return around


def _is_in_itself(graph: Graph, key: str) -> bool:
    """Whether a node's boxes never end; a file cannot say so, rows can."""
    return graph.nodes[_with_boxes(graph, key)[-1]].group is not None


def _choice_problems(graph: Graph) -> Iterator[Problem]:
    choice_of = {
        member: node.key
        for node in graph.nodes.values()
        if node.choose is not None
        for member in node.members
    }
    for node in graph.nodes.values():
        if node.choose is not None and node.choose > len(node.members):
            detail = f"choose {node.choose} of {len(node.members)} members"
            yield Problem("choose_too_many", detail, node.key, "choose")
        if node.key in choice_of:
            yield from _member_problems(node, choice_of)
    yield from _edges_from_members(graph, choice_of)


def _member_problems(node: Node, choice_of: Mapping[str, str]) -> Iterator[Problem]:
    choice = choice_of[node.key]
    if node.kind != "skill":
        detail = f"{node.key} is a {node.kind}, and {choice} chooses among skills"
        yield Problem("bad_choice_member", detail, node.key)
    elif not node.required:
        detail = f"{node.key} is optional, and each member of {choice} must count when chosen"
        yield Problem("bad_choice_member", detail, node.key, "required")
    for source in node.requires:
        if choice_of.get(source) == choice:
            detail = f"{node.key} requires {source}, another member of {choice}"
            yield Problem("bad_choice_member", detail, node.key, "requires", source)


def _edges_from_members(graph: Graph, choice_of: Mapping[str, str]) -> Iterator[Problem]:
    on_path = on_the_path(graph)
    for node in graph.nodes.values():
        for source in node.requires:
            choice = choice_of.get(source)
            if choice is None or node.key not in on_path or choice_of.get(node.key) == choice:
                continue
            detail = f"{node.key} requires {source}, one of the choice {choice}: require {choice}"
            yield Problem("edge_from_choice_member", detail, node.key, "requires", source)


def _milestone_problems(graph: Graph) -> Iterator[Problem]:
    for node in graph.nodes.values():
        if node.kind == "milestone" and not node.requires:
            detail = f"{node.key} requires nothing, so nobody can reach it"
            yield Problem("empty_milestone", detail, node.key)


def _unreachable(graph: Graph) -> Iterator[Problem]:
    """Edges to a required node from what doing all that is required does not settle.

    The graph is gone through in its order, so what a node waits for is judged before it. What
    stands behind a required node that was blamed already is not blamed again.
    """
    on_path = on_the_path(graph)
    chosen = {
        member
        for node in graph.nodes.values()
        if node.choose is not None
        for member in node.members
    }
    settled: set[str] = set()
    explained: set[str] = set()
    for key in graph.order:
        node = graph.nodes[key]
        if _settles(node, graph, on_path, settled, chosen):
            settled.add(key)
        elif key in on_path or not explained.isdisjoint(node.requires):
            explained.add(key)
        if key in on_path:
            for source in node.requires:
                if not any(source in known for known in (settled, explained, chosen)):
                    detail = f"{key} is required, and {source}, for which it waits, is not"
                    yield Problem("unreachable", detail, key, "requires", source)


def _settles(
    node: Node,
    graph: Graph,
    on_path: AbstractSet[str],
    settled: AbstractSet[str],
    chosen: AbstractSet[str],
) -> bool:
    """Whether doing all that is required settles the node, given what is settled before it."""
    if node.choose is not None:
        return node.key in on_path and len(settled & set(node.members)) >= node.choose
    if node.kind == "group":
        return all(key in settled for key in node.members if graph.nodes[key].required)
    if node.kind == "skill" and node.key not in on_path:
        return False
    return all(source in settled and source not in chosen for source in graph.waits_for[node.key])


def warnings_of(graph: Graph, skills: Mapping[str, SkillForm]) -> list[Problem]:
    """What a curator should look at, though it may be published. `skills` holds those placed."""
    skill_nodes = [node for node in graph.nodes.values() if node.kind == "skill"]
    found = [
        *_poor_skills(skill_nodes, on_the_path(graph), skills),
        *_insecure_resources(skill_nodes, skills),
        *_dead_ends(graph, on_the_path(graph)),
        *_similar_titles(skill_nodes),
    ]
    place = {key: index for index, key in enumerate(graph.nodes)}
    return sorted(found, key=lambda problem: (place[problem.key], problem.code))


def _poor_skills(
    nodes: Iterable[Node], on_path: AbstractSet[str], skills: Mapping[str, SkillForm]
) -> Iterator[Problem]:
    for node in nodes:
        skill = skills[node.key]
        if not skill.description:
            yield Problem("no_description", f"{node.key} has no description", node.key)
        if node.key in on_path and not skill.resources:
            yield Problem("no_resources", f"{node.key} is required without resources", node.key)
        if node.key in on_path and not skill.minutes:
            yield Problem("no_minutes", f"{node.key} is required without minutes", node.key)


def _insecure_resources(
    nodes: Iterable[Node], skills: Mapping[str, SkillForm]
) -> Iterator[Problem]:
    for node in nodes:
        for resource in skills[node.key].resources:
            if not resource.url.startswith("https://"):
                detail = f"{node.key} sends learners to {resource.url}"
                yield Problem("not_https", detail, node.key)


def _dead_ends(graph: Graph, on_path: AbstractSet[str]) -> Iterator[Problem]:
    """Required skills from which no edge leads on, neither of their own nor of a box."""
    leads_on = {
        source for node in graph.nodes.values() for source in (*node.requires, *node.recommends)
    }
    for key, node in graph.nodes.items():
        is_needed = node.kind == "skill" and key in on_path
        if is_needed and leads_on.isdisjoint((key, *graph.boxes_of(key))):
            yield Problem("dead_end", f"nothing waits for {key}", key)


def _similar_titles(nodes: Iterable[Node]) -> Iterator[Problem]:
    """Titles that differ only in case, spaces, punctuation, order of words or a plural s."""
    first: dict[frozenset[str], Node] = {}
    for node in nodes:
        words = re.findall(r"[^\W_]+", node.title.casefold())
        other = first.setdefault(frozenset(word.removesuffix("s") for word in words), node)
        if other is not node:
            detail = f"{node.title!r} is nearly the title of {other.key}, {other.title!r}"
            yield Problem("similar_title", detail, node.key)
