"""American spellings and their British forms: a list that was read word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Beginnings of words in -our and -ll-, and what may come behind.
OUR = (
    "arm behavi cand clam col demean discol disfav dishon endeav fav flav glam harb hon hum lab "
    "misbehavi neighb od rig rum sav splend tum val vap vig"
)
AFTER_OUR = "s ed ing able ably al ally er ers ful fully hood hoods ism ist ite ites less"
LL = (
    "cance channe counse dia equa fue funne initia labe leve mislabe mode pane parce relabe remode "
    "signa tota trave tunne unlabe"
)
# What ends in size is not made with -ize; shorter words, such as prize and seize, are not either.
SIZE = "(cap|down|mid|over|re|right|super|under|up)siz"


def _any(words: str) -> str:
    return f"({'|'.join(words.split())})"


# Whole words in small letters, and what a British writer makes of them.
RULES = [
    (re.compile(american), british)
    for american, british in (
        (f"{_any(OUR)}or({_any(AFTER_OUR)}?)", r"\1our\2"),
        (f"{_any(LL)}l(ed|ing|er|ers)", r"\1ll\2"),
        (f"(?!{SIZE})([a-z]{{3,}})iz(e|es|ed|er|ers|ing|able|ation|ations|ational)", r"\2is\3"),
        (r"(anal|catal|paral)yz(e|es|ed|er|ers|ing)", r"\1ys\2"),
        (r"(calib|cent|epicent|fib|lit|lust|meag|theat)er(s?)", r"\1re\2"),
        (r"center(ed|ing)", r"centr\1"),
        (r"(anal|catal|dial|epil|monol|prol)og(s?)", r"\1ogue\2"),
        (r"catalog(ed|ing)", r"catalogu\1"),
        (r"(def|off|pret)ense(s?|less)", r"\1ence\2"),
        (r"practic(ed|ing)", r"practis\1"),
        (r"skeptic(s?|al|ally|ism)", r"sceptic\1"),
        (r"(fulf|inst)ill(s?|ments?)", r"\1il\2"),
        (r"(sk|w)illful(ly)?", r"\1ilful\2"),
        (r"artifact(s?)", r"artefact\1"),
        (r"acknowledgment(s?)", r"acknowledgement\1"),
        (r"maneuver(s?)", r"manoeuvre\1"),
        (r"gray(s?|er|scale)", r"grey\1"),
        (r"mold(s?|ed|ing)", r"mould\1"),
        (r"plow(s?|ed|ing)", r"plough\1"),
        ("aging", "ageing"),
        ("aluminum", "aluminium"),
        ("cozy", "cosy"),
        ("gotten", "got"),
        ("jewelry", "jewellery"),
        ("math", "maths"),
    )
]
WORD = re.compile(r"[^\W\d_]+")
# Between a sentence's end and its first word; a capital elsewhere is somebody's name.
OPENING = " \"'\u201c\u2018(*-"
ENDS = ".!?:\n"


def american_words(prose: str) -> Iterator[tuple[str, str]]:
    """Each American spelling with the British one. Names and words in capitals are let be."""
    for found in WORD.finditer(prose):
        word = found[0]
        if word.islower() or (word.istitle() and _begins_a_sentence(prose[: found.start()])):
            british = _british(word.lower())
            if british != word.lower():
                yield word, british.capitalize() if word.istitle() else british


def _british(word: str) -> str:
    for american, british in RULES:
        if american.fullmatch(word):
            return american.sub(british, word)
    return word


def _begins_a_sentence(before: str) -> bool:
    before = before.rstrip(OPENING)
    return not before or before[-1] in ENDS
