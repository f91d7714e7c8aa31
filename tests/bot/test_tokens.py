"""Which token speaks for which workspace."""

from __future__ import annotations

import pytest

from bot.slack_calls import Failed
from bot.tokens import Tokens

OWNERS = {"xoxb-a": "TA", "xoxb-b": "TB", "xoxb-revoked": ""}


class Asked:
    """Slack, as far as it tells whose a token is; it can be out of reach."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.reachable = True

    def __call__(self, token: str) -> str:
        self.questions.append(token)
        if not self.reachable:
            raise Failed("no answer", passing=True)
        return OWNERS[token]


def test_a_single_token_serves_whatever_workspace_calls_and_nobody_is_asked() -> None:
    slack = Asked()
    assert Tokens(["xoxb-a"], slack).of("T-ANY") == "xoxb-a"
    assert slack.questions == []


def test_of_several_each_workspace_has_its_own_and_slack_is_asked_once() -> None:
    slack = Asked()
    tokens = Tokens(["xoxb-a", "xoxb-b"], slack)
    assert [tokens.of(workspace) for workspace in ("TB", "TA", "TB")] == ["xoxb-b", "xoxb-a", "xoxb-b"]
    assert sorted(slack.questions) == ["xoxb-a", "xoxb-b"]


def test_a_workspace_that_none_of_them_is_of_has_none() -> None:
    assert Tokens(["xoxb-a", "xoxb-revoked"], Asked()).of("TC") is None


def test_while_slack_cannot_be_asked_it_is_tried_again_later() -> None:
    slack = Asked()
    tokens = Tokens(["xoxb-a", "xoxb-b"], slack)
    slack.reachable = False
    with pytest.raises(Failed):
        tokens.of("TB")
    slack.reachable = True
    assert tokens.of("TB") == "xoxb-b"
