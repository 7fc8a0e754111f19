"""A graph as text for people: a Mermaid drawing, a Markdown checklist."""

from __future__ import annotations

from collections.abc import Iterator

from roadmap.graph import Graph, Node
from roadmap.ordering import outline


def mermaid(graph: Graph) -> str:
    """A flowchart: solid arrows for what is required, dotted for advice and optional nodes."""
    names = {key: f"n{index}" for index, key in enumerate(graph.nodes)}
    lines = ["flowchart TD", *_mermaid_nodes(graph, names)]
    for node in graph.nodes.values():
        lines += [f"  {names[source]} --> {names[node.key]}" for source in node.requires]
        lines += [f"  {names[source]} -.-> {names[node.key]}" for source in node.recommends]
    optional = [names[key] for key, node in graph.nodes.items() if _is_aside(node)]
    if optional:
        lines += [
            "  classDef optional stroke-dasharray: 4",
            f"  class {','.join(optional)} optional",
        ]
    return "\n".join(lines) + "\n"


def markdown(graph: Graph) -> str:
    """The nodes as a list to tick off, members beneath their group."""
    rows = [f"{'  ' * depth}- {_words(node)}" for depth, node in outline(graph)]
    return "\n".join([f"# {graph.title}", "", *rows]) + "\n"


def _mermaid_nodes(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    is_open = 0
    for depth, node in outline(graph):
        yield from _ends(is_open, depth)
        is_open = depth + (node.kind == "group")
        yield "  " * (depth + 1) + _mermaid_node(node, names[node.key])
    yield from _ends(is_open, 0)


def _ends(is_open: int, depth: int) -> Iterator[str]:
    return (f"{'  ' * level}end" for level in range(is_open, depth, -1))


def _mermaid_node(node: Node, name: str) -> str:
    if node.kind == "group":
        return f"subgraph {name}[{_quoted(_with_choice(node))}]"
    opening, closing = ("{{", "}}") if node.kind == "milestone" else ("[", "]")
    return f"{name}{opening}{_quoted(node.title)}{closing}"


def _words(node: Node) -> str:
    if node.kind == "group":
        return f"**{_with_choice(node)}**{_aside(node)}"
    if node.kind == "milestone":
        return f"⚑ *{node.title}*"
    hours = f" ({round(node.minutes / 60, 1):g} h)" if node.minutes else ""
    return f"[ ] {node.title}{hours}{_aside(node)}"


def _with_choice(node: Node) -> str:
    return f"{node.title}: {node.choose} of {len(node.members)}" if node.choose else node.title


def _aside(node: Node) -> str:
    return ", optional" if _is_aside(node) else ""


def _is_aside(node: Node) -> bool:
    return node.kind != "milestone" and not node.required


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
