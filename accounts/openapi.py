"""The sign-in conversation in OpenAPI: allauth's own description of it, cut down to our doors.

From allauth come the words, the parameters, the bodies and what a 200 holds. What a door answers
beside that is told here, since allauth's description covers every setting and is not exact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from importlib.resources import files
from typing import Any

import yaml

from accounts import sign_in_schemas
from wire.header_schemas import named
from wire.problem_schemas import answer_with, by_status, name_of
from wire.schema import EVERYWHERE, SIGNED_IN_WRITE, WITH_A_PATH

Document = dict[str, Any]

ROOT = "/_allauth/{client}/v1/"
TAG = "sign-in"
# Keeps allauth's names for things out of the way of ours.
PREFIX = "SignIn"
JSON = "application/json"
THEIR_EXAMPLES = {"example", "examples"}
# Told by the security schemes.
SESSION_TOKEN = {"$ref": "#/components/parameters/SessionToken"}
_REFERENCE = re.compile(rf"#/components/(\w+)/{PREFIX}(\w+)")
# A session token that is unknown or has ended is told of at every door.
GONE = 410
# By door and method, the statuses that come in allauth's envelope.
ANSWERS: dict[str, dict[str, tuple[int, ...]]] = {
    "config": {"get": (200,)},
    "auth/session": {"get": (200, 401), "delete": (401,)},
    "auth/signup": {"post": (400, 401, 409)},
    "auth/login": {"post": (200, 400, 401, 409)},
    "auth/reauthenticate": {"post": (200, 400, 401)},
    "auth/email/verify": {"get": (200, 400, 409), "post": (200, 400, 409)},
    "auth/email/verify/resend": {"post": (200, 409)},
    # 200 for whoever is signed in, and asks all the same.
    "auth/password/request": {"post": (200, 400, 401)},
    "auth/password/reset": {"get": (200, 400, 409), "post": (400, 401, 409)},
    "account/password/change": {"post": (200, 400, 401)},
    "account/email": {
        "get": (200, 401),
        "post": (200, 400, 401, 409),
        "put": (200, 400, 401, 403),
        "patch": (200, 400, 401),
        "delete": (200, 400, 401),
    },
}
UNLIMITED = {
    ("config", "get"),
    ("auth/session", "get"),
    ("auth/session", "delete"),
    ("account/email", "get"),
}
# Whoever is not signed in may open these, too.
OPEN_TO_ALL = ("config", "auth/")


def with_sign_in(result: Document, **_: Any) -> Document:
    """A hook of drf-spectacular: adds what is open under /_allauth, and all it refers to."""
    theirs = _description()
    components = result["components"]
    paths = {
        ROOT + door: {
            method: _operation(theirs["paths"][ROOT + door][method], door, method)
            for method in methods
        }
        for door, methods in ANSWERS.items()
    }
    for kind, name in sorted(_referred(paths, theirs["components"])):
        components.setdefault(kind, {})[PREFIX + name] = _ours(theirs["components"][kind][name])
    for codes in _told_together():
        components["responses"].setdefault(name_of(codes), answer_with(codes))
    result["paths"] |= paths
    return result


def _description() -> Document:
    text = files("allauth.headless.spec").joinpath("doc/openapi.yaml").read_text()
    document: Document = _plain(yaml.safe_load(text))
    components = document["components"]
    components["schemas"] |= sign_in_schemas.SCHEMAS
    for name, example in sign_in_schemas.REQUEST_EXAMPLES.items():
        components["requestBodies"][name]["content"][JSON] |= _shown(example)
    for name, example in sign_in_schemas.ANSWER_EXAMPLES.items():
        if name in components["responses"]:
            components["responses"][name]["content"][JSON] |= _shown(example)
    for told in (told for path in document["paths"].values() for told in path.values()):
        # So that an answer can be added to.
        for status, response in told["responses"].items():
            name = response.get("$ref", "").rpartition("/")[2]
            told["responses"][status] = components["responses"].get(name, response)
    return document


def _plain(node: Any) -> Any:
    """`node` with its texts in one line, and without examples of other settings than ours."""
    match node:
        case dict():
            kept = {name: inner for name, inner in node.items() if name not in THEIR_EXAMPLES}
            return {name: _plain(inner) for name, inner in kept.items()}
        case list():
            return [_plain(inner) for inner in node]
        case str():
            return " ".join(node.split())
    return node


def _shown(example: Document) -> Document:
    return {"examples": {"example": {"value": example}}}


def _operation(told: Document, door: str, method: str) -> Document:
    operation = {
        "operationId": "_".join([method, *door.split("/")]),
        "summary": told["summary"],
        "description": told.get("description", ""),
        "tags": [TAG],
        "parameters": [each for each in told["parameters"] if each != SESSION_TOKEN],
        **{part: told[part] for part in ("requestBody",) if part in told},
    }
    responses = _responses(told, door, method)
    return {**_ours(operation), "security": _security(door), "responses": responses}


def _security(door: str) -> list[dict[str, list[str]]]:
    sessions: list[dict[str, list[str]]] = [{"session_token": []}, {"session_cookie": []}]
    return [*sessions, {}] if door.startswith(OPEN_TO_ALL) else sessions


def _responses(told: Document, door: str, method: str) -> Document:
    statuses = (*ANSWERS[door][method], GONE)
    responses: Document = {str(status): _envelope(told, status) for status in statuses}
    for status, codes in by_status(_problems(door, method)):
        problem = answer_with(codes)
        if own := responses.get(str(status)):
            own["content"] |= problem["content"]
        else:
            responses[str(status)] = {"$ref": f"#/components/responses/{name_of(codes)}"}
    return dict(sorted(responses.items()))


def _envelope(told: Document, status: int) -> Document:
    """An answer of allauth's; what is in a 200 its own description says, if it knows of one."""
    own = told["responses"].get("200") if status == HTTPStatus.OK else None
    name = sign_in_schemas.ENVELOPES[status]
    schema = {"$ref": f"#/components/schemas/{PREFIX}{name}"}
    usual = {JSON: {"schema": schema, **_shown(sign_in_schemas.ANSWER_EXAMPLES[name])}}
    return {
        "description": HTTPStatus(status).phrase,
        "headers": named(),
        "content": _ours(own["content"]) if own else usual,
    }


def _problems(door: str, method: str) -> Iterator[str]:
    yield from (*EVERYWHERE, *WITH_A_PATH)
    if method != "get":
        yield from ("malformed_json", *SIGNED_IN_WRITE)
    if (door, method) not in UNLIMITED:
        yield "rate_limited"


def _told_together() -> Iterator[list[str]]:
    """The codes of every problem answer of every door."""
    for door, methods in ANSWERS.items():
        for method in methods:
            yield from (codes for _, codes in by_status(_problems(door, method)))


def _referred(paths: Document, components: Document) -> set[tuple[str, str]]:
    """Kind and name of all of allauth's components that the paths lead to."""
    found: set[tuple[str, str]] = set()
    waiting = [paths]
    while waiting:
        for kind, name in _REFERENCE.findall(json.dumps(waiting.pop())):
            if (kind, name) not in found:
                found.add((kind, name))
                waiting.append(_ours(components[kind][name]))
    return found


def _ours(node: Any) -> Any:
    """`node` with its references led to our names for what is theirs."""
    match node:
        case {"$ref": str(reference)}:
            head, _, name = reference.rpartition("/")
            return {"$ref": f"{head}/{PREFIX}{name}"}
        case dict():
            return {name: _ours(inner) for name, inner in node.items()}
        case list():
            return [_ours(inner) for inner in node]
    return node
