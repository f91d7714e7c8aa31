"""Rules over texts: they fit Slack, their sentences are short, and no jargon stands unexplained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge.library import Capability, Library, MaturityModel, Question, Role, Step, Topic
from knowledge.record_checks import Cited, Finding, records

LIMITS: Mapping[type, Mapping[str, int]] = {
    Capability: {"statement": 250, "short": 75, "caveat": 250},
    Question: {"text": 150, "why": 120, "more": 450},
    Step: {"title": 75, "what": 300, "who": 300, "why": 300, "begin": 300, "find_out": 300},
    Topic: {"title": 75, "text": 900, "caveat": 500},
    Role: {"name": 75, "summary": 300, "if_alone": 300, "caveat": 400},
    MaturityModel: {"name": 75, "short_name": 40, "asks": 120, "caveat": 400},
}
OPTION_LIMITS: Mapping[str, int] = {"label": 70, "text": 150}
"""Characters that fit one message in Slack; a button (75) also carries the option's number before the label."""
LONGEST_SENTENCE = 36
"""Words; the middle of our sentences has about 15."""

_SENTENCE = re.compile(r"(?<=[.?!;:])\s+")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]*[A-Z](?:/[A-Z]+)?s?\b")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def texts_fit(library: Library) -> Iterator[Finding]:
    """No text is longer than its place in Slack."""
    for record in records(library):
        for name, limit in LIMITS.get(type(record), {}).items():
            if len(getattr(record, name)) > limit:
                yield record, f'"{name}" has {len(getattr(record, name))} characters; {limit} fit, so shorten it'
    for question in library.questions.values():
        for option in question.options:
            for name, limit in OPTION_LIMITS.items():
                if len(getattr(option, name)) > limit:
                    yield question, f'"{name}" of the option "{option.id}" is over {limit} characters; shorten it'


def sentences_are_short(library: Library) -> Iterator[Finding]:
    """No sentence is so long that it must be read twice."""
    for record in records(library):
        for text in shown(record):
            for sentence in _SENTENCE.split(text):
                words = len(sentence.split())
                if words > LONGEST_SENTENCE:
                    yield record, f'a sentence has {words} words ("{sentence[:40]}..."); split it'


def jargon_is_explained(library: Library) -> Iterator[Finding]:
    """Every acronym in a text is a term that some topic explains, or is written out in the same record."""
    explained = {
        part for topic in library.topics.values() for term in topic.explains for part in _ACRONYM.findall(term)
    }
    explained |= set(library.talk_words.everyday_acronyms)
    for record in records(library):
        texts = list(shown(record))
        written_out = {one for text in texts for one in _ACRONYM.findall(" ".join(_IN_BRACKETS.findall(text)))}
        written_out |= {one for text in texts for one in re.findall(r"\b([A-Z]{2,}s?) \(", text)}
        used = {one for text in texts for one in _ACRONYM.findall(text)}
        for acronym in sorted(used):
            if not {acronym, acronym.rstrip("s")} & (explained | written_out):
                yield record, f'"{acronym}" is explained by no topic; add it to the "explains" of one, or write it out'


def shown(record: Cited) -> Iterator[str]:
    """Every text of a record that people read, without names and titles."""
    match record:
        case Capability():
            yield from (record.statement, record.caveat)
        case Question():
            yield from (record.text, record.why, record.more, *(option.text for option in record.options))
        case Step():
            yield from (record.what, record.who, record.why, record.begin, record.find_out)
        case Topic():
            yield from (record.text, record.caveat)
        case Role():
            yield from (record.summary, record.if_alone, record.caveat, *(duty.text for duty in record.duties))
        case MaturityModel():
            yield from (text for level in record.levels for text in (level.meaning, level.why, level.when))
            yield record.caveat


RULES = (texts_fit, sentences_are_short, jargon_is_explained)
