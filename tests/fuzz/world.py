"""What is there for requests to name, as a client of the product finds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

# Where tests.fuzz.hooks, which schemathesis loads, finds a world kept as a file.
FILE_VARIABLE = "WAYMARK_FUZZ_WORLD"

Names = dict[str, Any]


@dataclass(frozen=True)
class World:
    """`places` are parameters that lead somewhere together; `cursors` of lists are by their path.
    `answers` are the options of each question of the fit quiz.

    By `headers` the caller is known at `url`. With a `login` they are sent with every request, and
    who signs out is signed in again; else schemathesis itself shows and withholds credentials.
    """

    url: str
    headers: dict[str, str]
    places: list[Names]
    cursors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    login: Names | None = None

    def keep(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))

    @classmethod
    def kept(cls, file: Path) -> World:
        return cls(**json.loads(file.read_text()))


def explore(url: str, headers: dict[str, str], schema: dict[str, Any], tokens: list[str]) -> World:
    """Look around as the caller."""
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        places = list(_places(client, tokens))
        cursors = dict(_cursors(client, schema, places[0]))
        quiz = client.get("/api/v1/fit-quiz").json()
    answers = {
        question["key"]: [option["key"] for option in question["options"]]
        for question in quiz["questions"]
    }
    return World(url, headers, places, cursors, answers)


def _places(client: httpx.Client, tokens: list[str]) -> Iterator[Names]:
    token = cycle(tokens)
    roadmaps = client.get("/api/v1/roadmaps").json()["items"]
    tracks = [track["slug"] for track in client.get("/api/v1/tracks").json()["items"]]
    for roadmap in roadmaps:
        graph = client.get(f"/api/v1/roadmaps/{roadmap['slug']}/graph").json()
        for skill in (node["key"] for node in graph["nodes"] if node["kind"] == "skill"):
            yield {
                "track": roadmap["track"],
                "with": next(track for track in tracks if track != roadmap["track"]),
                "tracks": ",".join(tracks),
                "roadmap": roadmap["slug"],
                "number": roadmap["version"],
                "node": skill,
                "skill": skill,
                "token": next(token),
            }


def _cursors(
    client: httpx.Client, schema: dict[str, Any], place: Names
) -> Iterator[tuple[str, str]]:
    """The cursor behind the first row of each list that has a second one."""
    for path, methods in schema["paths"].items():
        parameters = methods.get("get", {}).get("parameters", [])
        if any(parameter.get("name") == "cursor" for parameter in parameters):
            answer = client.get(path.format(**place), params={"limit": 1})
            if answer.status_code == httpx.codes.OK and (cursor := answer.json()["next_cursor"]):
                yield path, cursor
