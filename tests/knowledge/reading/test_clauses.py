"""The grammar of typed words: what is denied, how far a denial reaches, where one statement ends and the next begins."""

from __future__ import annotations

import pytest

from knowledge.loading import shipped
from knowledge.reading.clauses import Clause, grammar
from knowledge.reading.lexicon import Kind

GRAMMAR = grammar(shipped().words)


def _clauses(text: str) -> tuple[Clause, ...]:
    return GRAMMAR.speech(text).clauses


def _denied(text: str) -> dict[str, bool]:
    return {word.stem: word.denied for _, word in GRAMMAR.speech(text).words() if word.content}


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("git", {"git": False}),
        ("no git", {"git": True}),
        ("git isn't tagged", {"git": True, "tag": True}),
        ("python not git", {"python": False, "git": True}),
        ("python without git", {"python": False, "git": True}),
        ("git is missing", {"git": True}),
        ("we no longer use git", {"git": True}),
        ("git, but not python", {"git": False, "python": True}),
        ("git is tagged and python is not", {"git": False, "tag": False, "python": True}),
        ("neither git nor python", {"git": True, "python": True}),
        ("git or python never", {"git": True, "python": True}),
        ("git yes python no", {"git": False, "python": True}),
        ("git: yes. python: no", {"git": False, "python": True}),
        ("python? no. git? yes", {"git": False, "python": True}),
        ("we do not have git, python or julia", {"git": True, "python": True, "julia": True}),
        ("git and python are not there", {"git": True, "python": True}),
        ("it is not that we do not have git", {"git": False}),
        ("we tried git but stopped", {"tri": True, "git": True}),
        ("no, git", {"git": False}),
    ],
)
def test_a_denial_reaches_what_it_denies_and_no_further(text: str, denied: dict[str, bool]) -> None:
    assert _denied(text) == denied


@pytest.mark.parametrize("text", ["it is not that we do not have git", "no git and python", "nobody has no git"])
def test_what_may_be_denied_or_not_is_in_doubt(text: str) -> None:
    assert any(word.doubtful for _, word in GRAMMAR.speech(text).words())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("git is planned", Kind.PLAN),
        ("git next quarter", Kind.PLAN),
        ("git, planned for next year", Kind.PLAN),
        ("half of git", Kind.PARTLY),
        ("git, in part", Kind.PARTLY),
        ("git? no idea", Kind.UNSURE),
        ("only git", Kind.ONLY),
    ],
)
def test_what_softens_a_statement_is_marked(text: str, kind: Kind) -> None:
    (clause,) = _clauses(text)
    assert kind in clause.marks


@pytest.mark.parametrize("text", ["everything except git", "all but git", "everything is tagged but git"])
def test_an_exception_is_told_apart(text: str) -> None:
    assert [clause.excepted for clause in _clauses(text)] == [False, True]


@pytest.mark.parametrize("text", ["maybe git", "I think git", "git?", "not only git"])
def test_hedged_words_and_questions_are_noticed(text: str) -> None:
    assert GRAMMAR.speech(text).hedged


def test_the_past_is_noticed_unless_it_says_how_it_ended() -> None:
    assert GRAMMAR.speech("git was tagged").past
    assert not GRAMMAR.speech("git was never tagged").past
    assert not GRAMMAR.speech("git is tagged").past


@pytest.mark.parametrize(
    ("text", "words"),
    [("w/o git", "without git"), ("git & python", "git and python"), ("don’t", "do not"), ("40%", "40 percent")],
)
def test_short_forms_are_written_out(text: str, words: str) -> None:
    assert GRAMMAR.lexicon.tokens(text) == words.split()


@pytest.mark.parametrize("text", ["", "   ", "...", "🙂", "well, um"])
def test_nothing_said_is_no_clause(text: str) -> None:
    assert _clauses(text) == ()
