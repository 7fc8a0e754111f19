"""The canonical form of files: the same roadmap, or the same quiz, is always the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from roadmap.files.forms import (
    OptionForm,
    QuestionForm,
    QuizForm,
    ResourceForm,
    RoadmapForm,
    SkillForm,
)
from roadmap.graph import Graph, Node
from roadmap.ordering import graph_of_nodes, outline

# Words that can stand without quotes in any YAML, of 1.1 too: nothing they could be mistaken for.
PLAIN = re.compile(r"[^\W\d_][\w ,.;!?%&()'/+-]*")
MISTAKABLE = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def written(form: RoadmapForm, graph: Graph, skills: Iterable[SkillForm]) -> str:
    """A whole file: the roadmap, all skills it needs by slug, its nodes, its credits."""
    lines = ["waymark: 1", "roadmap:"]
    lines += _fields(
        2,
        slug=form.slug,
        title=form.title,
        track=form.track.text if form.track else None,
        kind=form.kind,
        summary=form.summary or None,
    )
    lines.append("skills:")
    for skill in sorted(skills, key=lambda skill: skill.slug):
        lines += _skill(skill)
    lines.append("nodes:")
    nested = _nested(graph)
    lines += _nodes(nested)
    credited = [node for node in nested.nodes.values() if node.credit]
    if credited:
        lines.append("credits:")
        for node in credited:
            lines += _credit(node)
    return "\n".join(lines) + "\n"


def written_quiz(quiz: QuizForm) -> str:
    """A whole file with nothing but the quiz."""
    lines = ["waymark: 1", "quiz:", "  questions:"]
    for question in quiz.questions:
        lines += _item(4, _question(question))
    lines.append("  first_steps:")
    for steps in quiz.first_steps:
        skills = (name.text for name in steps.skills)
        lines.append(f"    {scalar(steps.track.text)}: {_flow(skills)}")
    return "\n".join(lines) + "\n"


def _question(question: QuestionForm) -> Iterator[str]:
    yield from _fields(6, key=question.key, text=question.text)
    yield "      options:"
    for option in question.options:
        yield from _item(8, _option(option))


def _option(option: OptionForm) -> Iterator[str]:
    yield from _fields(10, key=option.key, text=option.text, why=option.why)
    given = (f"{scalar(track)}: {option.points[track]}" for track in sorted(option.points))
    if option.points:
        yield f"          points: {{{', '.join(given)}}}"


def _skill(skill: SkillForm) -> Iterator[str]:
    yield f"  {scalar(skill.slug)}:"
    yield from _fields(
        4,
        title=skill.title,
        kind=skill.kind,
        summary=skill.summary or None,
        description=skill.description.replace("\r\n", "\n") or None,
        minutes=skill.minutes or None,
    )
    if skill.resources:
        yield "    resources:"
        for resource in skill.resources:
            yield from _item(6, _fields(8, **_resource(resource)))


def _resource(resource: ResourceForm) -> Mapping[str, str | int | None]:
    return {
        "url": resource.url,
        "title": resource.title,
        "type": resource.type,
        "free": resource.free,
        "language": resource.language,
        "minutes": resource.minutes,
    }


def _nested(graph: Graph) -> Graph:
    """The graph in the order in which a file can tell it, which its edges follow, too."""
    nodes = (node for _, node in outline(graph))
    return graph_of_nodes(nodes, roadmap=graph.roadmap, title=graph.title)


def _nodes(graph: Graph) -> Iterator[str]:
    for depth, node in outline(graph):
        indent = 2 + 4 * depth
        yield from _item(indent, _node(node, indent + 2))


def _node(node: Node, indent: int) -> Iterator[str]:
    own = node.kind != "skill"
    yield from _fields(
        indent,
        **{node.kind: node.key.removeprefix("~")},
        title=node.title if own else None,
        summary=node.summary or None,
        required=None if node.required or node.kind == "milestone" else False,
        choose=node.choose,
    )
    for name, keys in (("requires", node.requires), ("recommends", node.recommends)):
        if keys:
            yield f"{' ' * indent}{name}: {_flow(keys)}"
    yield from _fields(indent, role_note=node.role_note or None)
    if node.kind == "group":
        yield f"{' ' * indent}nodes:" + ("" if node.members else " []")


def _credit(node: Node) -> Iterator[str]:
    if node.credit:
        yield f"  - node: {scalar(node.key)}"
        yield f"    counts: {_flow(node.credit.counts)}"
        yield f"    mode: {node.credit.mode}"


def _item(indent: int, lines: Iterator[str]) -> Iterator[str]:
    """The lines as an item of a list: a dash before the first."""
    yield f"{' ' * indent}- {next(lines).lstrip()}"
    yield from lines


def _fields(indent: int, **fields: str | int | None) -> Iterator[str]:
    """One line for each field that is there; a text of several lines as a block."""
    space = " " * indent
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, str) and _fits_block(value):
            yield f"{space}{name}: |-"
            yield from (f"{space}  {line}" if line else "" for line in value.split("\n"))
        else:
            yield f"{space}{name}: {scalar(value)}"


def _flow(keys: Iterable[str]) -> str:
    return f"[{', '.join(map(scalar, keys))}]"


def _fits_block(text: str) -> bool:
    has_edges = text != text.strip("\n").rstrip() or text[:1].isspace()
    is_printable = all(line.isprintable() for line in text.split("\n"))
    return "\n" in text and is_printable and not has_edges


def scalar(value: str | int | float) -> str:
    """One value on one line, in quotes unless it can only be read as itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    bare = value.removeprefix("~")
    if PLAIN.fullmatch(bare) and not bare.endswith(" ") and bare.casefold() not in MISTAKABLE:
        return value
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\n":
        return "\\n"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
