"""Markdown of curators as HTML that any page may show."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# Raw HTML in markdown is shown as text; nh3 then lets through what prose needs and nothing else.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_LINKED = ("http://", "https://", "mailto:")


@lru_cache(maxsize=512)
def as_html(markdown: str) -> str:
    """`markdown` as HTML without scripts, styles, pictures or any link but http(s) and mail."""
    return nh3.clean(
        _markdown.render(markdown),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_unless_it_leads_astray,
        link_rel="nofollow noopener noreferrer",
    )


def _unless_it_leads_astray(_tag: str, attribute: str, value: str) -> str | None:
    """nh3 would let pass what has no scheme: a link into whichever page shows the text."""
    is_elsewhere = attribute == "href" and not value.lower().startswith(_LINKED)
    return None if is_elsewhere else value
