r"""Which characters a reader sees, as regular expressions for our fields and for their schema.

Written so that Python and JSON Schema (ECMA-262) read them alike: the basic plane as `\u` escapes,
and what lies beyond as the characters themselves.
"""

from __future__ import annotations

# Nothing of these shows, or they reorder what does: controls and line ends, soft hyphens,
# direction marks, signs that stand over other characters, letters without a shape, tags.
HIDDEN = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    r"\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    r"\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f"
)
BLANK = r"\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
# Needed inside words of several scripts and inside emoji; between ASCII letters they only hide.
JOINER = r"\u200c\u200d"

_SEEN = rf"[^{HIDDEN}{JOINER}]"
_JOINED = rf"[^\u0000-\u007f{HIDDEN}{JOINER}](?:[{JOINER}][^\u0000-\u007f{HIDDEN}{JOINER}])+"
_NOT_BLANK = rf"[^{HIDDEN}{JOINER}{BLANK}]"
NAME = rf"(?:{_SEEN}|{_JOINED})*"
NAME_THAT_SHOWS = rf"[{BLANK}]*(?:{_NOT_BLANK}|{_JOINED}){NAME}"

_IN_URL = rf"{HIDDEN}{JOINER}{BLANK}<>\"\\\^`{{|}}"
WEB_URL = (
    r"[Hh][Tt][Tt][Pp][Ss]?://"
    rf"(?:[^{_IN_URL}/?#@\[\]]*@)?"
    rf"(?:[^{_IN_URL}/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{0,5}})?"
    rf"(?:[/?#][^{_IN_URL}]*)?"
)
