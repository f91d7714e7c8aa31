"""Who has answered in an assessment and who has not yet: that they answered, never what."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store import invitations, teams
from bot.store.assessments import Assessment
from bot.store.database import Connection


@dataclass(frozen=True)
class Turnout:
    """The people of one assessment, as ids. Who does not want to be asked is only counted.

    `not_started` are members; `asked` are people who were invited, are no members, and have not said whether they agree.
    """

    answered: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    not_started: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    declined: int = 0

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who is still expected to answer: those under way first."""
        return self.under_way + self.not_started


def waiting(db: Connection, workspace: str, team: str, assessment: Assessment | None) -> Turnout:
    """Who has answered in a team's assessment and who has not; before the first assessment nobody has."""
    began = invitations.progress(db, workspace, assessment.id) if assessment else {}
    members = teams.members(db, workspace, team)
    unwilling = invitations.unwilling(db, workspace, team)
    answered = tuple(person for person, finished in began.items() if finished)
    open_yet = [person for person in members if person not in answered and person not in unwilling]
    return Turnout(
        answered,
        tuple(person for person in open_yet if person in began),
        tuple(person for person in open_yet if person not in began),
        tuple(
            one.person
            for one in invitations.of_team(db, workspace, team)
            if one.state == "asked" and one.person not in members and one.person not in unwilling
        ),
        len(unwilling.difference(answered)),
    )


def outstanding(db: Connection, assessment: Assessment, turnout: Turnout) -> frozenset[str]:
    """Who began or was asked in this assessment and has neither answered nor refused.

    A member whom nobody asked is not among them: they may never mean to answer.
    """
    invited = {
        one.person
        for one in invitations.of_team(db, assessment.workspace, assessment.team)
        if one.state in ("asked", "agreed") and one.changed_at >= assessment.started_at
    }
    return frozenset(turnout.under_way).union(invited.intersection(turnout.not_started + turnout.asked))
