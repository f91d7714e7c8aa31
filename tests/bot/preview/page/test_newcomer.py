"""A newcomer's whole path on the page, in a real browser: from the first word to the digest."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.bot.preview.page.newcomer import ANSWERS, BEFORE, RESULT, Click, answer, answer_the_rest, set_up, to_the_next
from tests.bot.preview.page.using import Using


def test_a_newcomer_comes_from_the_first_word_to_a_check_in_and_a_digest(using: Using) -> None:
    using.looked_at("1_first_sight")
    set_up(using, "Churn")
    answer(using, *BEFORE, *ANSWERS[:3])
    using.looked_at("2_question")
    answer(using, *ANSWERS[3:])
    using.message("Churn: level 1 of 4, DevOps but no MLOps").scroll_into_view_if_needed()
    using.looked_at("3_result")
    _take_a_step_on(using)
    _share(using)
    _ask_a_colleague(using)
    using.be("Ana")
    _let_digests_come(using)
    _check_in(using)
    _read_the_digest(using)


def _take_a_step_on(using: Using) -> None:
    using.press("Take this on", using.message(RESULT))
    using.looked_at("4_action")
    using.press("Take it on", using.modal)
    using.modal.get_by_text("Taken on:").wait_for()
    using.close()


def _share(using: Using) -> None:
    using.press("Share with the team", using.message(RESULT))
    using.press("Share it", using.modal)
    using.news("# churn")
    using.go("# churn")
    using.message("Churn: level 1 of 4")
    using.go("mlops-advisor")


def _ask_a_colleague(using: Using) -> None:
    """A second voice changes the team's stage."""
    using.press("Invite members", using.message(RESULT))
    using.choose(using.modal, "@Ben")
    using.press("Ask them", using.modal)
    using.modal.get_by_text("I look up @Ben").wait_for()
    using.close()
    using.message("Asked to answer for Churn: @Ben")
    using.be("Ben")
    using.go("mlops-advisor")
    using.press("Answer now", using.message("@Ana asks you to answer for Churn"))
    using.message("Question 1")
    answer(using, *ANSWERS[:7])
    answer_the_rest(using)
    assert "2 people answered" in using.message(RESULT).inner_text()


def _let_digests_come(using: Using) -> None:
    using.press("Add sample teams")
    using.page.get_by_text("Six sample teams with a year behind them are here.").wait_for()
    using.go("# machine-learning")
    using.say("/mlops digest")
    using.press("Set up a digest", using.message("gets no digest"))
    using.press("See how it reads", using.modal)
    using.looked_at("5_digest_preview")
    using.press("Save", using.modal)
    using.modal.get_by_text("I ask Slack whether").wait_for()
    using.close()
    using.go("mlops-advisor")
    using.press("Show it", using.message("May Churn be shown in digests?"))
    using.message("Churn is shown in digests from now on")


def _check_in(using: Using) -> None:
    to_the_next(using, "the next check-in")
    asked = using.message("A new quarter for Churn")
    using.looked_at("6_check_in")
    using.press("Done", asked)
    using.message("Version trained ML models: done")
    answer(using, Click("Nothing else changed"))
    finished = using.message("what has been finished since")
    expect(finished.get_by_role("checkbox", name="Trained ML models are under version control")).to_be_checked()
    answer(using, Click("Done"))
    answer_the_rest(using)
    expect(using.messages.last).to_contain_text("Now in place: versioned ML models")
    using.looked_at("7_next_quarter")


def _read_the_digest(using: Using) -> None:
    to_the_next(using, "the digest in #machine-learning")
    using.news("# machine-learning")
    using.go("# machine-learning")
    posted = using.message("Machine learning as of")
    using.seen(posted.locator("img"))
    using.looked_at("8_digest")
