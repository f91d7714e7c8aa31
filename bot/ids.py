"""Every id that travels to Slack and back, named once. A button's action id is `NAME` or `NAME:detail`."""

from __future__ import annotations

from dataclasses import dataclass

COMMAND = "/mlops"

# Buttons of a conversation's prompts; value: PromptRef
ANSWER = "answer"
# On an answered question (overflow; option values below) and elsewhere
ANSWERED = "answered"
CHANGE = "change"
NOTE = "note"
RESUME = "resume"
# On a checklist: the boxes (option values: option ids), and the names of the buttons below them
TICKS = "ticks"
DONE = "done"
DETAIL = "detail"

# The home base and its neighbors; value: a team's id, or empty
ASSESS = "assess"
STAGE = "stage"
STEPS = "steps"
TEAM = "team"
HELP = "help"
HOME = "home"
STORED = "stored"
NEW_TEAM = "new_team"
JOIN = "join"
CHOOSE_TEAM = "choose_team"
OPEN_MESSAGES = "open_messages"

# On a result; value: a result's id
ALL_STEPS = "all_steps"
SCORED = "scored"
CHANGE_ANSWER = "change_answer"
SHARE = "share"
SETTLE = "settle"
WHAT_IF = "what_if"

# What the documents say; value: an entry's id
ASK = "ask"
ENTRY = "entry"

# The role check
ROLES = "roles"
CHECK_ROLES = "check_roles"

# Modals (callback ids) and their inputs (block ids)
NEW_TEAM_VIEW = "new_team_view"
NOTE_VIEW = "note_view"
CHANGE_VIEW = "change_view"
DETAIL_VIEW = "detail_view"
READING_VIEW = "reading_view"
WHAT_IF_VIEW = "what_if_view"
ROLES_VIEW = "roles_view"
NAME_INPUT = "name"
CHANNEL_INPUT = "channel"
LEAD_INPUT = "lead"
NOTE_INPUT = "note_text"
ANSWER_INPUT = "answer_to_change"
DETAIL_INPUT = "value_of"
REASON_INPUT = "reason"
HELD_INPUT = "held"
ROLES_INPUT = "roles_filled"
VALUE = "value"
"""The action id of the one element in an input block."""


@dataclass(frozen=True)
class PromptRef:
    """What a prompt's button carries: which conversation, which turn, which button."""

    conversation: str
    turn: int
    button: str = ""

    def __str__(self) -> str:
        return f"{self.conversation} {self.turn} {self.button}".rstrip()

    @classmethod
    def parse(cls, text: str) -> PromptRef:
        """Raises `ValueError` if the text is not a reference."""
        conversation, turn, *button = text.split(" ", 2)
        return cls(conversation, int(turn), button[0] if button else "")
