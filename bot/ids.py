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

SPREAD = "spread"
CONSENSUS = "consensus"
PICTURE = "picture"

# Several people in one assessment; value: a team's id
NEW_ASSESSMENT = "new_assessment"
RECHECK = "recheck"

# A team's own data as a file; value: a team's id. After the colon: the format
EXPORT = "export"
EXPORT_FILE = "export_file"

# History; value: a team's id, with a page after a blank
HISTORY = "history"
COMPARE = "compare"
CHART = "chart"

# What the documents say; value: an entry's id
ASK = "ask"
ENTRY = "entry"

# Whether an answer helped; value: the verdict, and after a blank what is judged
FEEDBACK = "feedback"

# The role check
ROLES = "roles"
CHECK_ROLES = "check_roles"

# The Home tab; value: a team's id, or what was picked
EXAMPLE = "example"
HOME_TEAM = "home_team"
HOME_SCOPE = "home_scope"
# All teams, for programme leads: menus and pages (`PROGRAMME:field`), one team's page, the picture, who leads
PROGRAMME = "programme"
PROGRAMME_TEAM = "programme_team"
PROGRAMME_LEADS = "programme_leads"
HEATMAP = "heatmap"
PROGRAMME_LEADS_VIEW = "programme_leads_view"
PROGRAMME_LEAD_INPUT = "programme_lead"

# Actions; value: an action's id, of TAKE_ON a team's and a step's. After the colon: the page that the button stands on
ACTIONS = "actions"
TAKE_ON = "take_on"
ACTION_START = "action_start"
ACTION_DONE = "action_done"
ACTION_DROP = "action_drop"
ACTION_EDIT = "action_edit"
ACTION_REMIND = "action_remind"
ACTION_REOPEN = "action_reopen"
ACTION_ACCEPT = "action_accept"
ACTION_DECLINE = "action_decline"
# The menu of an action (option values: one of the names above and the action's id), a new date (after the colon: the
# action's id), and another page of the list (value: a team's id)
ACTION_MORE = "action_more"
ACTION_DUE = "action_due"
ACTION_PAGE = "action_page"
TAKE_ON_VIEW = "take_on_view"
EDIT_ACTION_VIEW = "edit_action_view"
DROP_ACTION_VIEW = "drop_action_view"
FINISH_ACTION_VIEW = "finish_action_view"
TITLE_INPUT = "title"
WORDS_INPUT = "words"
OWNER_INPUT = "owner"
DUE_INPUT = "due"
ENDING_INPUT = "ending"

# The target; value: a team's id
TARGET = "target"
SET_TARGET = "set_target"
DROP_TARGET = "drop_target"
TARGET_VIEW = "target_view"
LEVEL_INPUT = "level"

# The people of an assessment; value: a team's id
INVITE = "invite"
REMIND = "remind_now"
ANSWER_NOW = "answer_now"
ANSWER_LATER = "answer_later"
DO_NOT_ASK = "do_not_ask"
MAY_ASK = "may_ask"
INVITE_VIEW = "invite_view"
PEOPLE_INPUT = "people"

# Check-ins; value: a CheckInRef, or a team's id
CHECKIN = "checkin"
CHECKIN_SAME = "checkin_same"
CHECKIN_CHANGED = "checkin_changed"
CHECKIN_ACTION = "checkin_action"
CHECKIN_LATER = "checkin_later"
CHECKIN_UNTIL_VIEW = "checkin_until_view"
CHECKIN_HAND_OVER_VIEW = "checkin_hand_over_view"
CHECKIN_NOW = "checkin_now"
CHECKIN_SKIP = "checkin_skip"
CHECKIN_PUT_OFF = "checkin_put_off"
CHECKIN_STOP = "checkin_stop"
CHECKIN_RESTART = "checkin_restart"
CHECKIN_NOT_ME = "checkin_not_me"
CHECKIN_ME_AGAIN = "checkin_me_again"
UNTIL_INPUT = "until"

# How often: the modal's inputs, and its preview; value: a team's id
RHYTHM = "rhythm"
RHYTHM_VIEW = "rhythm_view"
RHYTHM_PREVIEW_VIEW = "rhythm_preview_view"
OFTEN_INPUT = "how_often"
RULE_INPUT = "rule"
AT_INPUT = "at"
ZONE_INPUT = "zone"
COUNTRY_INPUT = "country"
DAYS_OFF_INPUT = "days_off"
OPENS_INPUT = "opens"
CLOSES_INPUT = "closes"

# Digests; value: a channel's id
DIGEST = "digest"
DIGEST_SET = "digest_set"
DIGEST_STOP = "digest_stop"
DIGEST_VIEW = "digest_view"
DIGEST_PREVIEW_VIEW = "digest_preview_view"
WHICH_TEAMS_INPUT = "which_teams"
SCALE_INPUT = "scale"
SHOWS_INPUT = "shows"
QUIET_INPUT = "when_quiet"
INTRODUCE = "introduce"
# Whether a team is shown in digests; value: a team's id
SHOW_TEAM = "show_team"
HIDE_TEAM = "hide_team"

# Who leads a team; value: a team's id, or an OfferRef
HAND_OVER = "hand_over"
ACCEPT_LEAD = "accept_lead"
DECLINE_LEAD = "decline_lead"
TAKE_LEAD = "take_lead"
LEAVE_TEAM = "leave_team"
HAND_OVER_VIEW = "hand_over_view"
NEW_LEAD_INPUT = "new_lead"

# Modals (callback ids) and their inputs (block ids)
NEW_TEAM_VIEW = "new_team_view"
NOTE_VIEW = "note_view"
CHANGE_VIEW = "change_view"
DETAIL_VIEW = "detail_view"
READING_VIEW = "reading_view"
WHAT_IF_VIEW = "what_if_view"
ROLES_VIEW = "roles_view"
CONSENSUS_VIEW = "consensus_view"
COMPARE_VIEW = "compare_view"
NAME_INPUT = "name"
CHANNEL_INPUT = "channel"
LEAD_INPUT = "lead"
NOTE_INPUT = "note_text"
LINK_INPUT = "link"
DATED_INPUT = "dated"
VALID_INPUT = "valid_until"
CAPABILITY_INPUT = "capability"
AGREED_INPUT = "agreed_value"
BEFORE_INPUT = "before"
AFTER_INPUT = "after"
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


@dataclass(frozen=True)
class FormRef:
    """What a form about actions carries: what it is about, and the page and address of the message it came from, which
    is shown anew at the end (no address: it is not)."""

    about: str
    page: str = ""
    url: str = ""

    def __str__(self) -> str:
        return "\n".join((self.about, self.page, self.url))

    @classmethod
    def parse(cls, text: str) -> FormRef:
        """Raises `TypeError` if the text is not a reference."""
        return cls(*text.split("\n"))


@dataclass(frozen=True)
class OfferRef:
    """What the buttons on an offered lead carry: whose team, by whom, to whom, and since when it stands."""

    team: str
    by: str
    to: str
    at: str

    def __str__(self) -> str:
        return f"{self.team} {self.by} {self.to} {self.at}"

    @classmethod
    def parse(cls, text: str) -> OfferRef:
        """Raises `TypeError` if the text is not a reference."""
        return cls(*text.split(" "))


@dataclass(frozen=True)
class CheckInRef:
    """What a check-in's button carries: whose team, which occurrence (2027-01-04), and what else."""

    team: str
    day: str
    more: str = ""

    def __str__(self) -> str:
        return f"{self.team} {self.day} {self.more}".rstrip()

    @classmethod
    def parse(cls, text: str) -> CheckInRef:
        """Raises `ValueError` if the text is not a reference."""
        team, day, *more = text.split(" ", 2)
        return cls(team, day, more[0] if more else "")


@dataclass(frozen=True)
class PairRef:
    """What the button on two teams that could help each other carries: who helps whom with what (a capability)."""

    helper: str
    learner: str
    capability: str

    def __str__(self) -> str:
        return f"{self.helper} {self.learner} {self.capability}"

    @classmethod
    def parse(cls, text: str) -> PairRef:
        """Raises `TypeError` if the text is not a reference."""
        return cls(*text.split(" "))
