"""Settings from the environment: everything wrong is told at once, and no secret is ever shown."""

import logging
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.config import BadSettings, Settings, database_url, settings

GOOD = {"SLACK_BOT_TOKEN": "xoxb-secret-1", "SLACK_SIGNING_SECRET": "secret-2"}
NAMES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "PORT", "SLACK_API_URL", "DATABASE_URL")


def problems(**changed: str) -> list[str]:
    with pytest.raises(BadSettings) as raised:
        settings(GOOD | changed)
    return raised.value.problems


def test_two_secrets_are_enough_and_the_rest_has_the_documented_defaults() -> None:
    found = settings(GOOD)
    assert (found.port, found.api_url, found.database_url) == (
        3000,
        "https://slack.com/api/",
        "sqlite:///mlops-advisor.db",
    )
    assert not found.socket_mode


def test_an_app_token_means_socket_mode_and_needs_no_signing_secret() -> None:
    assert settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).socket_mode


def test_all_that_is_missing_or_malformed_is_told_in_one_message() -> None:
    wrong = {"SLACK_APP_TOKEN": "", "PORT": "http", "SLACK_API_URL": "slack.com", "DATABASE_URL": "mysql://x"}
    with pytest.raises(BadSettings) as raised:
        settings(wrong)
    named = {name for name in NAMES if name in str(raised.value)}
    assert named == set(NAMES) - {"SLACK_APP_TOKEN"}
    assert len(str(raised.value).splitlines()) == 1 + 5


@pytest.mark.parametrize("value", ["0", "65536", "-1", "3000.5", "http", "²", "1e3"])
def test_a_port_that_is_none_is_refused_by_name(value: str) -> None:
    assert [text.startswith("PORT is") for text in problems(PORT=value)] == [True]


@pytest.mark.parametrize(
    "value",
    ["https://slack.com/", "slack.com/api/", "ftp://slack.com/api/", "http:///api/", "http://[bad/api/", "/api/"],
)
def test_an_api_address_that_is_none_is_refused_by_name(value: str) -> None:
    assert [text.startswith("SLACK_API_URL is") for text in problems(SLACK_API_URL=value)] == [True]


@pytest.mark.parametrize(
    ("name", "value"), [("SLACK_BOT_TOKEN", "xoxp-mine"), ("SLACK_APP_TOKEN", "xoxb-mine")], ids=["bot", "app"]
)
def test_a_token_of_another_kind_is_refused_without_being_shown(name: str, value: str) -> None:
    (problem,) = problems(**{name: value})
    assert problem.startswith(name)
    assert "mine" not in problem


def test_a_database_in_a_folder_that_is_not_there_is_refused_and_one_that_is_a_folder_too(tmp_path: Path) -> None:
    (missing,) = problems(DATABASE_URL=f"sqlite:///{tmp_path}/none/bot.db")
    assert f"{tmp_path}/none" in missing
    (folder,) = problems(DATABASE_URL=f"sqlite:///{tmp_path}")
    assert folder.startswith("DATABASE_URL")


def test_the_database_alone_can_be_read_without_any_token(tmp_path: Path) -> None:
    assert database_url({"DATABASE_URL": f"sqlite:///{tmp_path}/bot.db"}).endswith("bot.db")
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        database_url({"DATABASE_URL": "bot.db"})


def test_blanks_around_a_setting_do_not_count_and_a_blank_one_is_missing() -> None:
    found = settings({name: f" {value}\n" for name, value in GOOD.items()} | {"PORT": " ", "SLACK_API_URL": ""})
    assert (found.bot_token, found.signing_secret, found.port) == ("xoxb-secret-1", "secret-2", 3000)
    assert len(problems(SLACK_BOT_TOKEN=" ", SLACK_SIGNING_SECRET="\t")) == 2


def test_no_secret_is_in_the_repr_or_in_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    found = Settings("xoxb-secret-1", "secret-2", "xapp-secret-3")
    logging.getLogger("test").warning("%s %r %s", found, found, {"settings": found})
    for shown in (repr(found), str(found), f"{found}", caplog.text):
        assert "secret" not in shown


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(st.dictionaries(st.sampled_from(NAMES), TEXT))
@example({"SLACK_API_URL": "http://[/api/"})
@example({"PORT": "²"})
def test_any_environment_is_read_or_refused_in_words(environment: dict[str, str]) -> None:
    try:
        found = settings(environment)
    except BadSettings:
        return
    assert found.bot_token.startswith("xoxb-")
    assert 0 < found.port < 65536


def test_several_workspaces_have_a_token_each_separated_by_commas() -> None:
    found = settings({"SLACK_BOT_TOKEN": "xoxb-a, xoxb-b", "SLACK_SIGNING_SECRET": "s"})
    assert found.bot_tokens == ("xoxb-a", "xoxb-b")
    with pytest.raises(BadSettings, match="begin with xoxb-"):
        settings({"SLACK_BOT_TOKEN": "xoxb-a, xapp-b", "SLACK_SIGNING_SECRET": "s"})
