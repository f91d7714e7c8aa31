"""Lists of words that the rooms work with, as frozen values: for reading answers, for the search, for the talk itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Words that people use whatever the question (knowledge/words.yaml says what each list is for).

    Of a group of `spellings` or `same`, the first phrase stands for all of it; `opposites` come in pairs.
    """

    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    partly_words: tuple[str, ...] = ()
    not_sure_words: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    plan_words: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    ended_words: tuple[str, ...] = ()
    none_words: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    diminishers: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    only_words: tuple[str, ...] = ()
    except_words: tuple[str, ...] = ()
    rest_words: tuple[str, ...] = ()
    all_words: tuple[str, ...] = ()
    both_words: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    auxiliaries: tuple[str, ...] = ()
    past_auxiliaries: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    small_words: tuple[str, ...] = ()
    spellings: tuple[tuple[str, ...], ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    opposites: tuple[tuple[str, ...], ...] = ()
    negative_beginnings: tuple[str, ...] = ()
    quiet_words: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class TalkWords:
    """Words that steer a conversation, and those that our own texts may use unexplained (knowledge/talk_words.yaml)."""

    question_words: tuple[str, ...] = ()
    more_words: tuple[str, ...] = ()
    as_before_words: tuple[str, ...] = ()
    everyday_acronyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchWords:
    """Words that serve the search (knowledge/search_words.yaml).

    `ignored` words say nothing of what is asked; `everyday` ones (who, when, old, choose) help to rank, but a question is
    not covered by them; `broad` ones are words of the subject that say little; `personal` ones hint at a person's own
    affairs, which the sources do not speak of; the phrases of one group of `same` mean the same. A word written in
    capitals is a name that only counts in capitals (IT).
    """

    ignored: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
