"""The one reader of the contract: the operations of an OpenAPI document, as tests ask for them.

Knows neither Django nor our packages, so that tests from outside may use it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml
from jsonschema import Draft202012Validator

CONTRACT = Path(__file__).resolve().parents[1] / "docs" / "openapi.yaml"
PROBLEM = "application/problem+json"
JSON = "application/json"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """One method at one path of `document`."""

    method: str
    template: str
    schema: Document = field(repr=False, compare=False)
    document: Document = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def is_public(self) -> bool:
        return "security" not in self.schema

    @property
    def token_scope(self) -> str | None:
        """The scope that a token needs here; None where no token is taken."""
        for requirement in self.schema.get("security", []):
            if "token" in requirement:
                return str(requirement["token"][0])
        return None

    @property
    def takes_tokens(self) -> bool:
        return self.token_scope is not None

    @property
    def takes_a_body(self) -> bool:
        return "requestBody" in self.schema

    @property
    def is_signing_in(self) -> bool:
        """Whether it is a part of the sign-in conversation, which has manners of its own."""
        return self.template.startswith("/_allauth/")

    @property
    def statuses(self) -> set[int]:
        return {int(status) for status in self.schema["responses"]}

    @cached_property
    def answers(self) -> set[tuple[int, str]]:
        """Every answer it is said to give: the status, with the code where that is a problem."""
        return {
            (int(status), code)
            for status, response in self.schema["responses"].items()
            for code in self._codes(self.resolve(response))
        }

    def gives(self, code: str) -> bool:
        return any(code == known for _, known in self.answers)

    def path(self, names: Mapping[str, str]) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: names[match[1]], self.template)

    def address(self, names: Mapping[str, str], **query: str) -> str:
        """The path with `query`, and with what the query must hold as the examples tell it."""
        needed = {
            each["name"]: _spelled(each["example"])
            for each in self.parameters("query")
            if each.get("required")
        }
        spelled = urlencode({**needed, **query}, safe=",")
        return f"{self.path(names)}?{spelled}" if spelled else self.path(names)

    def parameters(self, where: str) -> Iterator[Document]:
        """Those in `path`, `query` or `header`."""
        for parameter in map(self.resolve, self.schema.get("parameters", [])):
            if parameter["in"] == where:
                yield parameter

    def resolve(self, node: Document) -> Document:
        """`node`, or what it refers to."""
        while "$ref" in node:
            found: Any = self.document
            for name in node["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            node = found
        return node

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the paths that lead here, where no plainer template takes them."""
        literal = re.split(r"\{\w+\}", self.template)
        return re.compile("[^/]+".join(map(re.escape, literal)))

    def faults_in(self, status: int, media_type: str, body: Any) -> list[str]:
        """Where an answer is not what is told of it."""
        told = self.resolve(self.schema["responses"].get(str(status), {}))
        content = told.get("content", {}).get(media_type)
        if content is None:
            return [f"{self}: nothing is told of {status} with {media_type}"]
        return [
            f"{self} {status} {fault.json_path}: {fault.message}"
            for fault in self.validator(content["schema"]).iter_errors(body)
        ]

    def examples(self, content: Document) -> dict[str, Any]:
        """The values of the named examples of a body or an answer in one media type."""
        return {name: self.resolve(told)["value"] for name, told in content["examples"].items()}

    def validator(self, schema: Document) -> Draft202012Validator:
        """Judges JSON by `schema`, a part of the document."""
        whole = {**schema, "components": self.document["components"]}
        return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def _codes(self, response: Document) -> list[str]:
        content = response.get("content", {})
        own = [] if content and set(content) == {PROBLEM} else [""]
        if PROBLEM not in content:
            return own
        _, narrowed = content[PROBLEM]["schema"]["allOf"]
        return [*own, *narrowed["properties"]["code"]["enum"]]


def _spelled(value: Any) -> str:
    """As a query spells it: the items of an array are joined by commas."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def operations_of(document: Document) -> list[Operation]:
    return [
        Operation(method.upper(), path, operation, document)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


@cache
def contract() -> list[Operation]:
    """The operations of docs/openapi.yaml, which `make check` holds to the code."""
    return operations_of(yaml.load(CONTRACT.read_text(), yaml.CSafeLoader))


def operation_at(method: str, path: str, among: Iterable[Operation]) -> Operation | None:
    """Which operation a request means; None when it means none. Named segments yield to fixed."""
    fitting = [each for each in among if each.method == method and each.pattern.fullmatch(path)]
    return min(fitting, key=lambda each: each.template.count("{"), default=None)
