"""Slips of the fingers are mended towards words that are known, and only where the meaning cannot turn."""

from __future__ import annotations

import pytest

from knowledge.reading.spelling import Spelling

SPELLING = Spelling(
    ["git", "model", "models", "versioned", "experiments", "real", "time", "code", "tested", "scientists"],
    ["nobody", "not", "none", "rest", "without"],
    ["un", "non"],
    known=["core", "nightly"],
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vresioned", "versioned"),
        ("exprimnets", "experiments"),
        ("gti", "git"),
        ("coed", "code"),
        ("modles", "models"),
        ("scientsts", "scientists"),
        ("nobdoy", "nobody"),
        ("withuot", "without"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert SPELLING.mended(typed) == [meant]


@pytest.mark.parametrize("word", ["model", "version", "core", "rest", "note", "cole", "x", "qwertz", "40", "nightly"])
def test_other_words_stay_as_they_are(word: str) -> None:
    assert SPELLING.mended(word) == [word]


def test_a_beginning_that_denies_is_a_denial() -> None:
    assert SPELLING.mended("untested") == ["not", "tested"]
    assert SPELLING.mended("unversioned") == ["not", "versioned"]


def test_two_words_written_as_one_are_cut() -> None:
    assert SPELLING.mended("realtime") == ["real", "time"]
