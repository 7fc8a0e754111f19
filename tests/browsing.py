"""What a browser would refuse to do with a page, by the page's own Content-Security-Policy."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src"}
# Never run, whatever a policy says: scripts that are data.
DATA = {"application/json", "application/ld+json"}


def policy_of(page: Any) -> dict[str, set[str]]:
    """The directives of the answer's one policy."""
    directives = (part.split() for part in page["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


def lets_scripts_in(policy: dict[str, set[str]]) -> set[str]:
    """What scripts may come from beyond the page's own host; nothing, if all is well."""
    sources = policy.get("script-src", policy.get("default-src", {"*"}))
    return sources - {"'self'", "'none'"}


def refused(page: Any) -> list[str]:
    """Each thing in the page that its policy forbids, or that no page of ours may hold."""
    policy = policy_of(page)
    styles = policy.get("style-src", policy.get("default-src", set()))
    reader = _Reader(may_style="'unsafe-inline'" in styles)
    reader.feed(page.content.decode())
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, *, may_style: bool) -> None:
        super().__init__()
        self.may_style = may_style
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "script" and "src" not in attributes and attributes.get("type") not in DATA:
            self.found.append("an inline script")
        if tag == "style" and not self.may_style:
            self.found.append("an inline style sheet")
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"{name} on {tag}")
            if name == "style" and not self.may_style:
                self.found.append(f"style on {tag}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"javascript in {name} of {tag}")
        if urlsplit(attributes.get(LOADING.get(tag, "")) or "").netloc:
            self.found.append(f"{tag} from elsewhere")
