"""What is American and what is not, and what is a sentence."""

from __future__ import annotations

import pytest

from tests.content.spelling import american_words
from tests.content.wording import count_sentences, filler_in


@pytest.mark.parametrize(
    ("american", "british"),
    [
        *(("color", "colour"), ("behaviors", "behaviours"), ("favorite", "favourite")),
        *(("optimize", "optimise"), ("tokenizer", "tokeniser"), ("organizations", "organisations")),
        *(("emphasized", "emphasised"), ("analyze", "analyse"), ("labeled", "labelled")),
        *(("unlabeled", "unlabelled"), ("modeling", "modelling"), ("centers", "centres")),
        *(("centered", "centred"), ("catalog", "catalogue"), ("cataloged", "catalogued")),
        *(("defenses", "defences"), ("practicing", "practising"), ("skeptical", "sceptical")),
        *(("fulfillment", "fulfilment"), ("fulfills", "fulfils"), ("skillfully", "skilfully")),
        *(("artifacts", "artefacts"), ("gray", "grey"), ("math", "maths"), ("aging", "ageing")),
    ],
)
def test_american_words_are_told_with_the_british_form(american: str, british: str) -> None:
    assert list(american_words(f"An {american} thing.")) == [(american, british)]
    assert list(american_words(british)) == []


@pytest.mark.parametrize(
    "word",
    [
        *("size", "resized", "oversized", "prize", "seized", "horizon", "citizen", "wizard"),
        *("laboratory", "honorary", "rigorous", "humorous", "error", "cluster", "enter"),
        *("practice", "license", "program", "sensible", "installed", "skill", "managing"),
    ],
)
def test_what_is_british_too_is_let_be(word: str) -> None:
    assert list(american_words(word)) == []


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("Colors are many.", ["Colors"]),
        ("They are many. Colors are.", ["Colors"]),
        ("Many:\n- Colors", ["Colors"]),
        ("**Colors.** Many.", ["Colors"]),
        ("Use Color Brewer.", []),
        ("Use TokenizerFast and COLOR.", []),
    ],
)
def test_a_capital_inside_a_sentence_is_a_name(prose: str, found: list[str]) -> None:
    assert [word for word, _ in american_words(prose)] == found


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("It delves.", ["delves"]),
        ("A seamlessly cutting-edge\ntool.", ["seamlessly", "cutting-edge"]),
        ("In  this section.", ["In  this section"]),
        ("Overpowerful powerfulness of delvers.", []),
        ("Statistical power.", []),
    ],
)
def test_filler_is_found_as_whole_words(prose: str, found: list[str]) -> None:
    assert list(filler_in(prose)) == found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        *(("", 0), ("No stop", 0), ("One.", 1), ("One. Two.", 2), ("One. Two", 0)),
        *(("Is it? It is!", 2), ("Version 3.11 is out.", 1), ("Write e.g. this.", 1)),
        *(('Say "yes." Then go.', 2), ("(Or not.)", 1)),
    ],
)
def test_sentences_are_counted_by_their_ends(text: str, sentences: int) -> None:
    assert count_sentences(text) == sentences
