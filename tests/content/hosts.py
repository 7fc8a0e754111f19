"""The hosts that resources may lead to: each was looked at, and says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from roadmap.files.faults import Fault
from tests.content.shipped import ROOT, Content, at

HOSTS = "content/hosts.txt"


def reviewed_hosts(path: Path = ROOT / HOSTS) -> list[str]:
    """The lines of the list: `host  # what it is`."""
    return path.read_text().splitlines()


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def about_hosts(content: Content, lines: Iterable[str]) -> Iterator[Fault]:
    """Hosts that nobody has reviewed, and lines of the list that nothing needs or explains."""
    listed: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        host, _, what = (part.strip() for part in line.partition("#"))
        if host in listed:
            yield _about_the_list(number, "host_twice", f"{host} is in line {listed[host]} already")
        elif host:
            listed[host] = number
            if not what:
                detail = f'say what {host} is: "{host}  # …"'
                yield _about_the_list(number, "host_untold", detail)
    used: set[str] = set()
    for file, skill in content.skills:
        for index, resource in enumerate(skill.resources):
            host = host_of(resource.url)
            used.add(host)
            if host not in listed:
                detail = f"{host} is not in {HOSTS}; look at it, then add it with what it is"
                yield at(file, skill.place, f"resources/{index}/url").fault("unknown_host", detail)
    for host in listed.keys() - used:
        detail = f"no resource is on {host} any more; remove the line"
        yield _about_the_list(listed[host], "host_unused", detail)


def _about_the_list(line: int, code: str, detail: str) -> Fault:
    return Fault(HOSTS, line, 1, code, "", detail)
