"""An example result: a team that nobody is in, placed by the same scoring and shown by the same blocks as real ones."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.blocks import pages, placements
from bot.blocks.kit import Message, context, divider, section
from bot.outcomes import EVERY_STEP, Outcome
from bot.store.teams import Team
from knowledge.advice import asked_only, next_steps
from knowledge.changes import most_telling, smallest_set
from knowledge.comparing import compare
from knowledge.library import Library, Value
from knowledge.scoring import effective, place

IN_PLACE = (
    *("analytics_champion", "bi_professionals", "data_engineers", "insights_shared", "dashboards_as_products"),
    *("data_closely_managed", "processes_automated", "domain_data_scientist", "first_ml_use_cases", "python_or_r"),
    *("code_shared_through_git", "ml_model_exists", "data_pipeline", "managed_compute", "training_code_versioned"),
    *(
        "release_beyond_the_maker",
        "release_managed_by_engineers",
        "scoring_script_versioned",
        "model_integration_tests",
    ),
    *("application_release_automated", "application_unit_tests", "culture_changing_to_data", "quick_sprints_delivered"),
    *("digitized_and_automated", "ready_for_custom_ai", "ai_wanted_in_key_systems"),
)
NOT_SURE = ("scoring_script_tested", "comfortable_with_risk", "learning_ai_basics")
"""All other capabilities are not in place."""


def view(library: Library) -> View:
    """The example as a modal to read: nothing in it can be pressed."""
    shown = [block for block in placements.result(library, example(library)).blocks if block.type != "actions"]
    marked = section("*This is an example: an invented team.* Yours is shown the same way, and to your team only.")
    end = context("The end of the example. To start with your own team, close this and choose *Start with my team*.")
    return pages.page(Message("An example", (marked, divider(), *map(_to_read, shown), end), "An example"))


def _to_read(block: Block) -> Block:
    """A block without the button beside it."""
    return SectionBlock(text=block.text, expand=True) if isinstance(block, SectionBlock) else block


def example(library: Library) -> Outcome:
    """The example team's result. A few things are in place and a few unsure, as in many teams that just began."""
    values = dict.fromkeys(library.capabilities, Value.NOT_HELD)
    values |= dict.fromkeys(IN_PLACE, Value.HELD) | dict.fromkeys(NOT_SURE, Value.UNKNOWN)
    found, known = place(library, values), effective(library, values)
    gated = [one.maturity_model for one in found if one.dimensions and one.applicable]
    return Outcome(
        *("", "", Team("", "", "Example team", "", ""), "", "", "an invented day"),
        *(found, known, next_steps(library, values, EVERY_STEP), asked_only(library, values)),
        mine=False,
        values=values,
        comparison=compare(library, found, known),
        shortest={id: smallest_set(library, values, id) for id in gated},
        worth_knowing=most_telling(library, values),
        respondents=3,
        sees_answers=False,
    )
