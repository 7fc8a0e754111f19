"""What in a new contract would break a client that was written by an older one.

A request that was right must stay right, and an answer must still be what it was told to be. So
nothing that may be sent goes or narrows, nothing more is required; of an answer nothing goes or
widens. Answers may gain fields and requests optional ones, operations may be added. A refusal that
is told no more breaks nobody, and a new one is told by `code`, which clients do not know all of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.operations import Operation, operations_of

Schema = Mapping[str, Any]
Resolve = Callable[[Schema], Schema]

# Names of limits, and whether a value within `sent` is then within `taken`.
_LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(["maximum", "maxLength", "maxItems"], lambda sent, taken: sent <= taken),
    **dict.fromkeys(["minimum", "minLength", "minItems"], lambda sent, taken: sent >= taken),
    # Whether one takes all that another does nobody can say: any other one is a change.
    **dict.fromkeys(["pattern", "format"], lambda sent, taken: sent == taken),
}


def breaks(old: Schema, new: Schema) -> list[str]:
    """A line for each thing in `new` that breaks a client of `old`; both are whole documents."""
    present = {str(operation): operation for operation in operations_of(new)}
    found = []
    for before in operations_of(old):
        now = present.get(str(before))
        changes = _changes(before, now) if now else ["is gone"]
        found += [f"{before}: {change}" for change in changes]
    return found


def _changes(before: Operation, now: Operation) -> Iterator[str]:
    yield from _credentials(before, now)
    yield from _parameters(before, now)
    yield from _bodies(before, now)
    yield from _answers(before, now)


def _credentials(before: Operation, now: Operation) -> Iterator[str]:
    """Who had no credentials, or any one of some, must get by with what she had."""
    taken = [set(requirement) for requirement in now.schema.get("security", [{}])]
    for requirement in before.schema.get("security", [{}]):
        if not any(needed <= set(requirement) for needed in taken):
            yield f"no longer takes {', '.join(requirement) or 'everybody'}"


def _parameters(before: Operation, now: Operation) -> Iterator[str]:
    old = {(each["in"], each["name"]): each for each in _all_parameters(before)}
    new = {(each["in"], each["name"]): each for each in _all_parameters(now)}
    for place, name in new:
        was = old.get((place, name), {})
        if new[place, name].get("required") and not was.get("required"):
            yield f"{place} {name} is required"
    for place, name in old:
        if (place, name) not in new:
            yield f"{place} {name} is gone"
            continue
        sent, taken = old[place, name]["schema"], new[place, name]["schema"]
        yield from _Fit(before.resolve, now.resolve).faults(sent, taken, f"{place} {name}")


def _all_parameters(operation: Operation) -> Iterator[Schema]:
    for place in ("path", "query", "header"):
        yield from operation.parameters(place)


def _bodies(before: Operation, now: Operation) -> Iterator[str]:
    old = before.resolve(before.schema.get("requestBody", {}))
    new = now.resolve(now.schema.get("requestBody", {}))
    if new.get("required") and not old.get("required"):
        yield "body is required"
    for media_type, content in old.get("content", {}).items():
        taken = new.get("content", {}).get(media_type)
        if taken is None:
            yield f"body no longer as {media_type}"
            continue
        fit = _Fit(before.resolve, now.resolve)
        yield from fit.faults(content["schema"], taken["schema"], "body")


def _answers(before: Operation, now: Operation) -> Iterator[str]:
    for status, response in before.schema["responses"].items():
        if not status.startswith("2"):
            continue
        if status not in now.schema["responses"]:
            yield f"{status} is gone"
            continue
        old = before.resolve(response)
        new = now.resolve(now.schema["responses"][status])
        yield from (
            f"{status} header {name} is gone"
            for name in old.get("headers", {})
            if name not in new.get("headers", {})
        )
        for media_type, content in old.get("content", {}).items():
            given = new.get("content", {}).get(media_type)
            if given is None:
                yield f"{status} no longer as {media_type}"
                continue
            # Here we are who sends, and the client of old is who takes.
            fit = _Fit(now.resolve, before.resolve, is_answer=True)
            yield from fit.faults(given["schema"], content["schema"], status)


class _Fit:
    """Whether whatever fits the schema of a sender fits the schema of a taker."""

    def __init__(self, resolve_sent: Resolve, resolve_taken: Resolve, is_answer: bool = False):
        self._resolve_sent, self._resolve_taken = resolve_sent, resolve_taken
        self._is_answer = is_answer

    def faults(self, sent: Schema, taken: Schema, place: str) -> Iterator[str]:
        choices = [self._sent(choice) for choice in _choices(self._sent(sent))]
        fitting = [self._taken(choice) for choice in _choices(self._taken(taken))]
        for choice in choices:
            tries = [list(self._plain_faults(choice, other, place)) for other in fitting]
            yield from min(tries, key=len)

    def _sent(self, schema: Schema) -> Schema:
        return _merged(schema, self._resolve_sent)

    def _taken(self, schema: Schema) -> Schema:
        return _merged(schema, self._resolve_taken)

    def _plain_faults(self, sent: Schema, taken: Schema, place: str) -> Iterator[str]:
        if not _types(sent) <= _types(taken):
            yield f"{place} may be {' or '.join(sorted(_types(sent) - _types(taken)))}"
            return
        if not _values(sent, taken):
            yield f"{place} has other values"
        for limit, fits in _LIMITS.items():
            if limit in taken and (limit not in sent or not fits(sent[limit], taken[limit])):
                yield f"{place} has another {limit}"
        yield from self._members(sent, taken, place)
        for inner in ("items", "additionalProperties"):
            if isinstance(sent.get(inner), dict) and isinstance(taken.get(inner), dict):
                yield from self.faults(sent[inner], taken[inner], f"{place}[]")

    def _members(self, sent: Schema, taken: Schema, place: str) -> Iterator[str]:
        given, known = sent.get("properties", {}), taken.get("properties", {})
        for name in taken.get("required", []):
            if name not in sent.get("required", []):
                yield f"{place}/{name} " + ("may be missing" if self._is_answer else "is required")
        for name in given.keys() - known.keys():
            if taken.get("additionalProperties") is False:
                yield f"{place}/{name} is gone"
        for name in known.keys() - given.keys():
            if self._is_answer and name not in taken.get("required", []):
                yield f"{place}/{name} is gone"
        for name in given.keys() & known.keys():
            yield from self.faults(given[name], known[name], f"{place}/{name}")


def _choices(schema: Schema) -> list[Schema]:
    return list(schema.get("oneOf") or schema.get("anyOf") or [schema])


def _merged(schema: Schema, resolve: Resolve) -> Schema:
    """`schema` with what it refers to, and all of which it is made, in one."""
    schema = resolve(schema)
    whole: dict[str, Any] = {name: value for name, value in schema.items() if name != "allOf"}
    for part in schema.get("allOf", []):
        other = _merged(part, resolve)
        properties = {**other.get("properties", {}), **whole.get("properties", {})}
        required = [*other.get("required", []), *whole.get("required", [])]
        whole = {**other, **whole, "properties": properties, "required": required}
    return whole


def _types(schema: Schema) -> set[str]:
    told = schema.get("type", ["any"])
    types = {told} if isinstance(told, str) else set(told)
    return types | {"integer"} if "number" in types else types


def _values(sent: Schema, taken: Schema) -> bool:
    known = taken.get("enum", [taken["const"]] if "const" in taken else None)
    given = sent.get("enum", [sent["const"]] if "const" in sent else None)
    return known is None or (given is not None and all(value in known for value in given))
