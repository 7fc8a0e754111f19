"""What words we use, and how they make sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Praise tells a learner nothing, and filler is what is written when there is nothing to tell.
FILLER = (
    *("amazing", "awesome", "best-in-class", "blazing", "cutting-edge", "effortless", "exciting"),
    *("game-changer", "game-changing", "groundbreaking", "holistic", "incredible", "powerful"),
    *("revolutionary", "revolutionise", "seamless", "state-of-the-art", "world-class"),
    *("deep dive", "delve", "dive into", "embark", "empower", "harness the", "leveraging"),
    *("look no further", "supercharge", "tapestry", "testament to", "unleash", "unlock the"),
    *("crucial role", "key role", "vital role", "ever-changing", "ever-evolving", "fast-paced"),
    *(
        "in conclusion",
        "in this section",
        "in today's",
        "it is important to note",
        "needless to say",
    ),
    *("in the world of", "simply put", "this section", "whether you are a", "whether you're a"),
)
_FILLER = re.compile(
    rf"(?<!\w)({'|'.join(phrase.replace(' ', chr(92) + 's+') for phrase in FILLER)})"
    r"(?:s|d|ed|ing|ly)?(?!\w)",
    re.IGNORECASE,
)
_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|(?<=\])\([^)]*\)|https?://\S+", re.DOTALL)
_WORD = re.compile(r"\S*\w\S*")
# Behind a stop, a new sentence begins with a capital or a figure.
_CLOSING = "\"'\u201d\u2019)"
_SENTENCE_END = re.compile(rf"[.!?][{_CLOSING}]*(?:\s+(?=[\"'\u201c\u2018(]?[A-Z0-9])|\s*$)")


def prose_in(text: str) -> str:
    """Markdown without code and addresses."""
    return _NOT_PROSE.sub("", text)


def filler_in(prose: str) -> Iterator[str]:
    return (found[0] for found in _FILLER.finditer(prose))


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def count_sentences(text: str) -> int:
    """How many sentences end in the text; 0 when the last one does not."""
    is_ended = text.rstrip().rstrip(_CLOSING).endswith((".", "!", "?"))
    return len(_SENTENCE_END.findall(text)) if is_ended else 0
