"""What was answered and what backs it up, in the words that people see: labels, counts, evidence in a line."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.store.evidence import Evidence
from bot.text import cut, escape, lowered
from conversations.session import SKIPPED
from knowledge.agreeing import Dispute
from knowledge.answers import DETAIL, NONE, NOT_SURE, PARTLY, Answer, options_of
from knowledge.library import Library, Question, Value

SHOWN = {
    Value.HELD: "In place",
    Value.NOT_HELD: "Not in place",
    Value.UNKNOWN: "Not sure",
    Value.PARTLY: "Partly",
    Value.PLANNED: "Planned",
    Value.NOT_APPLICABLE: "Not applicable",
}
"""What people read for each value of a capability."""
BOT_OPTIONS = {NOT_SURE: "Not sure", PARTLY: "Partly", NONE: "None of these", SKIPPED: "Skipped"}


def label(library: Library, question: Question | None, choice: str, values: Mapping[str, str] | None = None) -> str:
    """The name of an answer: what the option is called, or the options, or what was said one by one."""
    if choice == DETAIL:
        return detail(library, values or {})
    if choice in BOT_OPTIONS or question is None:
        return BOT_OPTIONS.get(choice, choice)
    labels = [option.label for option in options_of(question, choice)]
    return "; ".join([*labels[:1], *map(lowered, labels[1:])]) or choice


def detail(library: Library, values: Mapping[str, str]) -> str:
    """Capability by capability: "in place: versioned training code; planned: versioned training data"."""
    by_value: dict[Value, list[str]] = {}
    for id, value in values.items():
        if id in library.capabilities:
            by_value.setdefault(Value(value), []).append(library.capabilities[id].short)
    parts = [f"{SHOWN[value].lower()}: {', '.join(by_value[value])}" for value in Value if value in by_value]
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def quoted(library: Library, answer: Answer) -> str:
    """A question and the answer that was given to it."""
    question = library.questions[answer.question]
    values = {id: value.value for id, value in answer.values.items()}
    return f"{question.text} “{label(library, question, answer.option, values)}”"


def said_by(given: Mapping[Value, int]) -> str:
    """ "3 in place, 1 not in place", most first."""
    ranked = sorted(given.items(), key=lambda item: -item[1])
    return ", ".join(f"{count} {SHOWN[value].lower()}" for value, count in ranked)


def disputed_line(library: Library, dispute: Dispute) -> str:
    """What people see differently, and how many say what; nobody's name."""
    return f"•  {library.capabilities[dispute.capability].statement.rstrip('.')}: {said_by(dispute.counts)}"


def given_evidence(evidence: Evidence, today: str = "") -> str:
    """Note, link and dates in one line; with `today`, whether it ran out."""
    ran_out = evidence.stale(today) if today else False
    parts = [
        f"note: {escape(cut(evidence.note, 200))}" if evidence.note else "",
        linked(evidence.link),
        f"as of {evidence.dated}" if evidence.dated else "",
        (f"*ran out {evidence.valid_until}*" if ran_out else f"valid until {evidence.valid_until}")
        if evidence.valid_until
        else "",
    ]
    return " · ".join(filter(None, parts))


def linked(address: str) -> str:
    """A link that somebody gave, shown by its host: it leads nowhere but where it says."""
    if not is_web_address(address):
        return escape(address)
    safe = address.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    host = (urlsplit(address).hostname or "link").replace("|", "")
    return f"<{safe}|{escape(host) or 'link'}>"


def is_web_address(text: str) -> bool:
    """Whether this is an http(s) address with a host and nothing that could end it early."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(one.isspace() for one in text)
