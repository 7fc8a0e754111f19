"""What changed between two versions, as a reader of the map would tell it. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from roadmap.documents import edges, stated_credits
from roadmap.editions import unit_list
from roadmap.graph import Graph, Node


def changes_between(old: Graph, new: Graph) -> dict[str, Any]:
    """The steps from `old` to `new`, keys in the order of the version that has them."""
    return {
        "since": old.version,
        "version": new.version,
        "same_edition": unit_list(old) == unit_list(new),
        "added": [key for key in new.nodes if key not in old.nodes],
        "removed": [key for key in old.nodes if key not in new.nodes],
        "moved": _changed(old, new, lambda node: node.group),
        "renamed": _changed(old, new, lambda node: node.title),
        "requirement_changed": _changed(old, new, _requirement),
        "minutes_changed": _changed(old, new, lambda node: node.minutes),
        "edges_added": _only(edges(new), edges(old)),
        "edges_removed": _only(edges(old), edges(new)),
        "credits_added": _only(stated_credits(new), stated_credits(old)),
        "credits_removed": _only(stated_credits(old), stated_credits(new)),
    }


def _changed(old: Graph, new: Graph, fact: Callable[[Node], Any]) -> list[dict[str, Any]]:
    """Where nodes of both versions differ in `fact`."""
    both = [(old.nodes[key], node) for key, node in new.nodes.items() if key in old.nodes]
    return [
        {"key": after.key, "from": fact(before), "to": fact(after)}
        for before, after in both
        if fact(before) != fact(after)
    ]


def _requirement(node: Node) -> str:
    if node.kind != "milestone" and not node.required:
        return "optional"
    return "required" if node.choose is None else f"choose {node.choose}"


def _only(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that are not among the others, in linear time: rows hold nothing but JSON."""
    known = {json.dumps(row) for row in others}
    return [row for row in rows if json.dumps(row) not in known]
