"""Searching by the beginnings of words, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

# What a word may follow; a field may begin with it, too.
BREAKS = (" ", "-", "(", "/")


def holds_every_word(words: str, fields: Iterable[str]) -> Q:
    """Each of the words begins a word in one of the fields, in any case."""
    names = tuple(fields)
    found = Q()
    for word in words.split():
        begins = Q(*((f"{name}__istartswith", word) for name in names), _connector=Q.OR)
        follows = ((f"{name}__icontains", f"{mark}{word}") for name in names for mark in BREAKS)
        found &= begins | Q(*follows, _connector=Q.OR)
    return found
