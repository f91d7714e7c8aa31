"""What a newcomer does on the page, chapter by chapter, in the words that are written on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.bot.preview.page.using import Using

RESULT = re.compile("Take this on|Nothing to do next")
MOST_QUESTIONS = 40


@dataclass(frozen=True)
class Say:
    """Type these words."""

    words: str


@dataclass(frozen=True)
class Click:
    """Press the button that says so."""

    label: str


@dataclass(frozen=True)
class Tick:
    """Tick these boxes, then press Done."""

    labels: tuple[str, ...]


BEFORE = (Click("One ML product"), Say("Churn forecast"))
ANSWERS = (
    Say("we run a churn model every week"),
    Click("2 ML models"),
    Tick(("We work in Python or R", "We share our work through Git", "The training code is under version control")),
    Say("unit tests for the app, and a basic integration test of the model"),
    Click("2 By itself"),
    Say("we hand it to the developers"),
    Tick(("The application around the ML model is released automatically",)),
    Tick(
        (
            "Solutions have been delivered in quick, iterative sprints",
            "Assets are digitized and processes are automated",
            "The culture is changing toward data-driven decisions",
        )
    ),
    Tick(("AI is seen as needed to compete, and disruption is a worry",)),
    Tick(
        (
            "Someone who drives analytics and knows the business",
            "BI professionals who build dashboards and reports",
            "Data engineers who provide data through ETL, lakes or marts",
            "A data scientist who knows your domain and builds ML use cases",
            "We draw insights from our data and share them",
            "Dashboards can be reproduced and are run like products",
            "Someone looks after the data closely",
            "Data is processed automatically rather than ad hoc",
        )
    ),
    Click("None of these"),
)
"""In clicks and in words: level 1 of 4 on Microsoft's MLOps maturity model, stage 3 of 5 on ML Op Shop's."""


def set_up(using: Using, team: str) -> None:
    """Make a team in the channel that is open, and go to the bot's messages."""
    using.say("/mlops")
    using.press("Start with my team", using.message("Where does your team stand"))
    using.modal.get_by_label("Team name").fill(team)
    using.press("Set up", using.modal)
    using.go("mlops-advisor")
    using.message("which work do we look at")


def answer(using: Using, *answers: Say | Click | Tick) -> None:
    """Give these answers, each to the newest message, once its buttons are there."""
    for one in answers:
        asked = using.asked()
        before = asked.get_attribute("data-ts")
        if isinstance(one, Say):
            using.say(one.words)
        elif isinstance(one, Click):
            using.press(one.label, asked)
        else:
            for label in one.labels:
                asked.get_by_role("checkbox", name=label).check()
            using.press("Done", asked)
        using.until_not(before)


def answer_the_rest(using: Using) -> None:
    """Answer what is still asked up to the result: as last time, or "None of these", or the second choice."""
    for _ in range(MOST_QUESTIONS):
        asked = using.asked()
        if RESULT.search(asked.inner_text()):
            return
        labels = using.choices(asked).all_inner_texts()
        easy = next((one for one in ("Still so", "None of these") if one in labels), labels[1])
        answer(using, Click(easy))
    raise AssertionError(f"no result after {MOST_QUESTIONS} questions")


def to_the_next(using: Using, what: str) -> None:
    """Move the clock to the next check-in or digest, whichever it is said to be."""
    using.page.locator("summary").click()
    soonest = using.page.get_by_role("group", name="Move the clock forward").get_by_role("button").first
    expect(soonest).to_contain_text(what)
    soonest.click()
    using.page.locator("details.clock:not([open])").wait_for()
