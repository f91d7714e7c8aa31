"""Results made: what the people of an assessment said, and what was decided since -> placements, kept as they were then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import last_voices, standing, voices, watching
from bot.store import conversations, decisions
from bot.store import results as store
from bot.store.assessments import Assessment
from bot.store.database import Connection
from bot.store.ids import new_id
from bot.store.placements import dump_placements
from bot.store.results import Cause, Respondent, Result
from bot.text import listed
from conversations.engine import TYPED
from conversations.session import Passed
from knowledge.library import Library
from knowledge.scoring import place


def reach(
    db: Connection, library: Library, assessment: Assessment, person: str, cause: Cause, now: str
) -> Result | None:
    """Keep the result that an assessment comes to now; the one it has already, if nothing was said or decided since.

    None while nobody has answered to the end.
    """
    before = store.of_assessment(db, assessment.workspace, assessment.id)
    people = _respondents(db, assessment, before)
    if not people:
        return None
    people = (*people, *last_voices.of(db, library, assessment, people, now))
    decided = decisions.in_force(db, assessment.workspace, assessment.id)
    said = (people, decided, library.version)
    if before and (before.respondents, before.decisions, before.knowledge_version) == said:
        return before
    unplaced = Result(
        *(new_id(), assessment.workspace, assessment.team, assessment.id, person, subject_of(people)),
        *(library.version, cause, people, decided, "", now),
    )
    values = voices.agreement(library, unplaced).values
    placements = place(library, values)
    reached = replace(unplaced, placements=dump_placements(placements))
    store.add(db, reached)
    standing.keep(db, library, reached, values, placements)
    watching.changed(db, assessment.workspace, assessment.team, datetime.fromisoformat(now))
    return reached


def subject_of(people: Sequence[Respondent]) -> str:
    """The ML product that they speak of, or several if they began apart; empty if it is the team as a rule."""
    named = dict.fromkeys(subject_of_trail(one.trail) for one in people)
    return listed([subject for subject in named if subject])


def subject_of_trail(trail: Sequence[Passed]) -> str:
    """The ML product that was named; empty if the answers are about the team as a rule."""
    return next((entry.words for entry in trail if entry.choice == TYPED), "")


def _respondents(db: Connection, assessment: Assessment, before: Result | None) -> tuple[Respondent, ...]:
    """Who has answered to the end. While somebody changes an answer, what they said before still counts."""
    earlier = {one.conversation: one for one in before.respondents} if before else {}
    forgotten = [one for one in before.respondents if not one.conversation] if before else []
    found = []
    for one in conversations.of_assessment(db, assessment.workspace, assessment.id):
        if one.session.status == "finished":
            found.append(Respondent(one.person, one.id, one.session.trail, one.only_spreads))
        elif one.id in earlier:
            found.append(earlier[one.id])
    return (*forgotten, *found)
