"""Logs: one JSON line an interaction, with ids and times, and nothing that a person said or that opens a door."""

import io
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.people import Person as Who
from bot.preview.hosting import Hosted
from bot.preview.people import Person
from bot.preview.slack import LocalSlack

FIELDS = {"time", "level", "from", "message", "kind", "name", "workspace", "person", "ms", "outcome"}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What `logs.configure` writes, with the root logger put back afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    chatty = {name: logging.getLogger(name).level for name in ("slack_bolt", "slack_sdk", "gunicorn.error")}
    written = io.StringIO()
    root.handlers = []
    logs.configure()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers = before
    root.setLevel(level)
    for name, was in chatty.items():
        logging.getLogger(name).setLevel(was)


def read(written: io.StringIO) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_an_interaction_is_one_line_with_who_what_and_how_long(lines: io.StringIO) -> None:
    with logs.interaction("click", "answer", Who("T1", "U1")):
        pass
    (line,) = read(lines)
    assert set(line) == FIELDS
    assert (line["kind"], line["name"], line["workspace"], line["person"], line["outcome"]) == (
        *("click", "answer", "T1", "U1"),
        "done",
    )


def test_an_interaction_that_fails_is_logged_as_failed_and_fails_on(lines: io.StringIO) -> None:
    with pytest.raises(KeyError), logs.interaction("click", "answer", Who("T1", "U1")):
        raise KeyError("x")
    (line,) = read(lines)
    assert line["outcome"] == "failed"


def test_a_trace_and_words_over_several_lines_stay_on_one_line(lines: io.StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("bot.app").exception("reference %s", "ab\n12")
    (line,) = read(lines)
    assert "ValueError: two\nlines" in line["trace"]


def test_slacks_libraries_speak_only_of_warnings(lines: io.StringIO) -> None:
    for name in ("slack_bolt.App", "slack_sdk.web.base_client", "gunicorn.error"):
        logging.getLogger(name).info("payload %s", "xoxb-1")
    assert read(lines) == []


def test_a_whole_conversation_leaves_one_line_an_interaction_and_no_secret_or_word_of_it(tmp_path: Path) -> None:
    words = ["zebrafinch forecasts", "wombatness of answers", "capybara note", "Quokka Team", "okapi"]
    with LocalSlack(rates=False) as slack:
        acme = slack.workspace("Acme")
        hosted = Hosted(slack, acme, tmp_path / "bot.db", tmp_path / "bot.log")
        ana = Person(slack, acme, acme.add_user("Ana Narwhal"), hosted.url)
        home = acme.add_channel("secretary-bird", members=[ana.user], with_bot=True)
        hosted.start()
        try:
            done = [ana.command(), ana.command(words[4], home)]
            done.append(ana.click(ana.messages()[-1], "new_team"))
            view = slack.wait_until(lambda: ana.view)
            done.append(ana.submit(view, {"name": words[3], "channel": home.id, "lead": ana.id}))
            hosted.settle()
            done.append(ana.click(ana.messages()[-1], "answer:product"))
            hosted.settle()
            for text in words[:2]:
                done.append(ana.type(text))
                hosted.settle()
            asked = ana.messages()[-1]
            done.append(ana.click_element(asked, next(one for one in asked.elements() if one.is_sent_at_once)))
            hosted.settle()
            assert all(delivery.ok for delivery in done), [delivery.body for delivery in done]
            response_urls = list(slack.world.response_urls)
            secrets = [acme.bot_token, slack.signing_secret, *response_urls, *acme.triggers]
        finally:
            hosted.stop()
    log = (tmp_path / "bot.log").read_text()
    parsed = [json.loads(line) for line in log.splitlines()]
    assert len([line for line in parsed if line["from"] == "bot.interaction"]) == len(done)
    for hidden in (
        *words,
        *(word for text in words for word in text.split()[:1]),
        *secrets,
        "Narwhal",
        "secretary-bird",
    ):
        assert hidden.lower() not in log.lower(), hidden
