"""A graph as text for people: a Mermaid drawing, a Markdown checklist."""

from __future__ import annotations

from collections.abc import Iterator

from roadmap.graph import Graph, Node


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
    """The nodes in version order as a list to tick off, members beneath their group."""
    lines = [f"# {graph.title}", ""]
    for key, node in graph.nodes.items():
        indent = "  " * sum(1 for _ in graph.boxes_of(key))
        lines.append(f"{indent}- {_words(node)}")
    return "\n".join(lines) + "\n"


def _mermaid_nodes(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    waiting: list[str | None] = [key for key, node in graph.nodes.items() if node.group is None]
    waiting.reverse()
    depth = 1
    while waiting:
        key = waiting.pop()
        if key is None:
            depth -= 1
            yield f"{'  ' * depth}end"
            continue
        node, space = graph.nodes[key], "  " * depth
        if node.kind != "group":
            opening, closing = ("{{", "}}") if node.kind == "milestone" else ("[", "]")
            yield f"{space}{names[key]}{opening}{_quoted(node.title)}{closing}"
            continue
        yield f"{space}subgraph {names[key]}[{_quoted(_with_choice(node))}]"
        depth += 1
        waiting += [None, *reversed(node.members)]


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
