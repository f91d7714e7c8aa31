"""What the page does, in a real browser: completion, threads, pictures, forms, dark colors, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.preview.page.running import Trial
from tests.bot.preview.page.conftest import Opened
from tests.bot.preview.page.newcomer import ANSWERS, BEFORE, RESULT, answer, set_up
from tests.bot.preview.page.using import Using

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Trial]:
    """One try for all tests here: Ana has a team with a result."""
    with Trial(tmp_path_factory.mktemp("try")) as running:
        first = Using(running, browser)
        set_up(first, "Churn")
        answer(first, *BEFORE, *ANSWERS)
        first.message(RESULT)
        first.end()
        yield running


def test_a_slash_offers_the_commands_and_tab_takes_one(using: Using) -> None:
    using.go("# machine-learning")
    box = using.composer
    box.press_sequentially("/mlops ")
    offered = using.page.get_by_role("option")
    expect(offered.first).to_be_visible()
    using.looked_at("completion")
    box.press_sequentially("he")
    expect(offered).to_have_count(1)
    box.press("Tab")
    expect(box).to_have_value("/mlops help ")
    box.press("Enter")
    expect(using.message("What I can do")).to_contain_text("Only visible to you")


def test_what_only_one_person_sees_the_others_do_not(using: Using) -> None:
    using.go("# machine-learning")
    using.say("/mlops help")
    using.message("What I can do")
    using.be("Ben")
    using.go("# machine-learning")
    expect(using.page.get_by_role("heading", name="#machine-learning")).to_be_visible()
    expect(using.messages).to_have_count(0)


def test_a_command_of_another_app_is_refused_in_words(using: Using) -> None:
    using.say("/giphy cat")
    expect(using.page.get_by_role("alert")).to_have_text("/giphy is not a command here. /mlops is.")


def test_a_question_in_a_thread_is_answered_there(using: Using) -> None:
    using.go("mlops-advisor")
    using.messages.last.hover()
    using.press("Reply in thread", using.messages.last)
    thread = using.page.get_by_role("complementary", name="Thread")
    using.say("What is concept drift?", thread)
    expect(thread.get_by_role("article").last).to_contain_text("Source")
    using.looked_at("thread")
    thread.get_by_role("button", name="Close the thread").click()
    expect(using.page.get_by_role("button", name="2 replies")).to_be_visible()


def test_a_mention_in_a_channel_is_answered_for_all_to_see(using: Using) -> None:
    using.go("# churn")
    using.say("@mlops-advisor what is a feature store?")
    expect(using.page.get_by_role("button", name="1 reply")).to_be_visible()
    using.be("Ben")
    using.go("# churn")
    using.press("1 reply")
    expect(using.page.get_by_role("complementary", name="Thread").get_by_role("article")).to_have_count(2)


def test_an_uploaded_picture_is_shown_with_its_words(using: Using) -> None:
    using.go("mlops-advisor")
    using.message(RESULT).get_by_role("button", name="Draw the profile").click()
    picture = using.messages.last.get_by_role("img").last
    picture.wait_for()
    using.seen(picture)
    assert "level 1" in str(picture.get_attribute("alt"))
    using.looked_at("picture")


def test_a_form_tells_what_is_missing_and_what_the_bot_does_not_take(using: Using) -> None:
    using.go("# machine-learning")
    using.say("/mlops digest")
    using.press("Set up a digest", using.message("gets no digest"))
    zone = using.modal.get_by_label("Time zone")
    zone.fill("")
    using.press("See how it reads", using.modal)
    expect(using.modal.get_by_role("alert")).to_have_text("Please complete this required field.")
    zone.fill("Atlantis")
    using.press("See how it reads", using.modal)
    expect(using.modal.get_by_role("alert")).to_contain_text("Atlantis")
    expect(zone).to_have_value("Atlantis")
    using.looked_at("form")
    using.close()


def test_what_asks_first_is_not_done_unless_it_is_confirmed(using: Using) -> None:
    using.go("mlops-advisor")
    using.press("Share with the team", using.message(RESULT))
    using.looked_at("confirm")
    using.press("Not now", using.modal)
    expect(using.page.locator("dialog[open]")).to_have_count(0)
    using.go("# churn")
    expect(using.messages.filter(has_text="level 1 of 4")).to_have_count(0)


def test_the_home_tab_and_what_happens_underneath_can_be_used_in_the_dark(opened: Opened) -> None:
    using = opened(dark=True)
    using.go("mlops-advisor")
    using.message(RESULT)
    using.looked_at("result")
    using.go("mlops-advisor: Home")
    home = using.page.get_by_role("region", name="Home tab")
    expect(home).to_contain_text("level 1 of 4")
    using.looked_at("home")
    using.press("Underneath")
    below = using.page.get_by_role("complementary", name="Underneath")
    expect(below).to_contain_text("Microsoft's MLOps maturity model: level 1 of 4")
    expect(below).to_contain_text("in place")
    using.looked_at("underneath")


def test_the_colors_can_be_switched(using: Using) -> None:
    using.press("Dark colors")
    expect(using.page.locator("html")).to_have_attribute("data-theme", "dark")
    using.press("Light colors")
    expect(using.page.locator("html")).to_have_attribute("data-theme", "light")


def test_what_was_typed_by_a_person_is_never_markup(using: Using) -> None:
    using.go("# churn")
    using.say("<b>bold</b> <script>document.title='broken'</script> <!channel> *hi*")
    said = using.messages.last
    expect(said).to_contain_text("<b>bold</b> <script>document.title='broken'</script> <!channel>")
    assert said.locator("b, script").count() == 0
    assert using.page.title() == "mlops-advisor: try it"


def test_a_colleague_who_got_something_is_marked(using: Using) -> None:
    using.be("Ben")
    using.be("Ana")
    using.go("# machine-learning")
    marked = using.page.get_by_role("radio", name="Ben new")
    expect(marked).to_have_count(0)
    using.say("Who joins the reading group?")
    expect(marked).to_have_count(1)
    using.be("Ben")
    expect(marked).to_have_count(0)


def test_a_call_that_slack_refuses_stands_there_in_red(trial: Trial, opened: Opened) -> None:
    using = opened()
    client = WebClient(trial.company.workspace.bot_token, base_url=trial.slack.api_url, retry_handlers=[])
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C404", text="hello")
    try:
        shown = using.page.get_by_role("alert", name="Refused by Slack")
        expect(shown).to_contain_text("chat.postMessage: channel_not_found")
        assert shown.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(176, 0, 32)"
        using.looked_at("refused")
    finally:
        trial.slack.refused.clear()


def test_a_bot_that_is_away_is_told_and_nothing_is_lost(trial: Trial, opened: Opened) -> None:
    using = opened()
    using.go("mlops-advisor")
    trial.bot.kill()
    using.say("help")
    expect(using.page.get_by_role("alert")).to_contain_text("The bot cannot be reached")
    trial.bot.start()
    trial.moment.move(trial.moment.seconds() + 61)
    using.message("What I can do")


def test_a_quarter_passes_as_if_one_had_waited(using: Using) -> None:
    using.go("mlops-advisor")
    using.page.locator("summary").click()
    menu = using.page.get_by_role("group", name="Move the clock forward")
    expect(menu).to_contain_text("To the next check-in")
    menu.get_by_role("button", name="A quarter").click()
    using.message("This is the last reminder")
    told = "\n".join(using.messages.all_inner_texts())
    order = ("Your first check-in for", "A new quarter for", "I remind you once more", "This is the last reminder")
    came = [told.index(one) for one in order]
    assert came == sorted(came)
    assert "sorry" not in told.lower()


def test_a_try_that_has_ended_says_how_to_start_it_again(tmp_path: Path, browser: Browser) -> None:
    with Trial(tmp_path) as ended:
        using = Using(ended, browser)
    expect(using.page.get_by_role("alert")).to_contain_text("Start it again with: make try")
    using.end()
