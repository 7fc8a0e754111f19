"""One run of schemathesis over a part of the API by one kind of caller, and what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.shares import LEAST, Share, shares_of
from tests.fuzz.world import FILE_VARIABLE, World

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Path(__file__).with_name("schemathesis.toml")
PHASES = ("examples", "coverage", "fuzzing", "stateful")
# Where no operation leads to another, there is nothing for the stateful phase to follow.
NO_LINKS = "not_applicable"

Schema = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Some of our addresses, and how strictly what they answer is judged."""

    prefix: str
    options: tuple[str, ...] = ()
    least: float = 0.0


API = Part("/api/v1/", least=LEAST)
# Another project's code, half of whose doors open with a code that came by mail: 401 is how they
# say "go on". The judge of its answers is tests/contract; here it must only not fall over.
SIGN_IN = Part("/_allauth/", ("--checks", "not_a_server_error", "--warnings", "missing_test_data"))

# Strangers are refused wherever one must be signed in. Warned of would be that, and the few
# addresses that are none and so come before it.
STRANGER = """
[[operations]]
include-path-regex = "^/api/v1/me"
warnings = { display = [], fail-on = false }
"""


@dataclass(frozen=True)
class Caller:
    """Who calls, with so many made-up requests for each operation in the fuzzing phase."""

    role: str
    examples: int
    # The security scheme of our schema, and what it asks for.
    scheme: str = ""
    secret: str = ""

    @property
    def headers(self) -> dict[str, str]:
        if self.scheme == "token":
            return {"Authorization": f"Bearer {self.secret}"}
        return {"X-Session-Token": self.secret} if self.scheme else {}

    @property
    def settings(self) -> str:
        if not self.scheme:
            return STRANGER
        key = "bearer" if self.scheme == "token" else "api_key"
        return f'[auth.openapi.{self.scheme}]\n{key} = "{self.secret}"\n'

    def may_call(self, operation: Schema) -> bool:
        """Whether the schema lets this kind of caller in."""
        ways = operation.get("security", [])
        return not ways or {} in ways or any(self.scheme in way for way in ways)


@dataclass(frozen=True)
class Outcome:
    title: str
    requests: int
    shares: list[Share]
    # What made this pass fail.
    complaints: list[str]


@dataclass(frozen=True)
class Pass:
    """Every operation of the part that the caller may call; a stranger tries them all."""

    part: Part
    caller: Caller
    world: World
    schema: Schema

    @property
    def title(self) -> str:
        return f"{self.caller.role} on {self.part.prefix}"

    def run(self, folder: Path, *, seed: int) -> Outcome:
        """Call; all there is to read about it is in the folder."""
        self.world.keep(folder / "world.json")
        (folder / "openapi.json").write_text(json.dumps({**self.schema, "paths": self._paths()}))
        (folder / "schemathesis.toml").write_text(SETTINGS.read_text() + self.caller.settings)
        status = subprocess.run(
            self._command(folder, seed),
            cwd=ROOT,
            env={**os.environ, FILE_VARIABLE: str(folder / "world.json")},
        ).returncode
        report = json.loads((folder / "report.json").read_text())
        shares = shares_of(folder / "events.ndjson", self.caller.role)
        complaints = [*held_against(status, report), *self.low(shares)]
        return Outcome(self.title, report["test_cases"]["generated"], shares, complaints)

    def low(self, shares: list[Share]) -> Iterator[str]:
        """Operations open to the caller of which too little was seen."""
        seen = {share.operation: share.share for share in shares}
        for path, methods in self._paths().items():
            for method, operation in methods.items():
                label = f"{method.upper()} {path}"
                is_low = seen.get(label, 0.0) < self.part.least
                if is_low and self.caller.may_call(operation):
                    yield f"{label}: 2xx to less than {self.part.least:.0%} of what fits"

    def _command(self, folder: Path, seed: int) -> list[str]:
        return [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(folder / "schemathesis.toml")),
            *("run", str(folder / "openapi.json"), "--url", self.world.url),
            *("--seed", str(seed), "--max-examples", str(self.caller.examples)),
            *self.part.options,
            *("--report", "json,ndjson"),
            *("--report-json-path", str(folder / "report.json")),
            *("--report-ndjson-path", str(folder / "events.ndjson")),
        ]

    def _paths(self) -> dict[str, Schema]:
        paths = {
            path: {
                method: operation
                for method, operation in methods.items()
                if not self.caller.scheme or self.caller.may_call(operation)
            }
            for path, methods in self.schema["paths"].items()
            if path.startswith(self.part.prefix)
        }
        return {path: methods for path, methods in paths.items() if methods}


def held_against(status: int, report: dict[str, Any]) -> Iterator[str]:
    """What schemathesis itself complains of, and what it left out."""
    for kind, labels in report["warnings"].items():
        if labels:
            yield f"{kind}: {', '.join(labels)}"
    for found in report["failures"] + report["errors"]:
        yield f"{found['title']}: {found['count']}"
    for name in PHASES:
        ended = (report["phases"][name]["status"], report["phases"][name]["skip_reason"])
        if ended not in {("success", None), ("failure", None), ("skip", NO_LINKS)}:
            yield f"the phase {name} ended with {ended[0]}: {ended[1]}"
    if status or not report["complete"]:
        yield f"schemathesis ended with {status}: {report['stop_reason']}"
