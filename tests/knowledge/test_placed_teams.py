"""Teams in plain words, each with its known placement on all five scales.

The gates, traits and inputs are spelled out here once more, by SCORING's table, and the placements were worked out by hand
from its conventions: a cell that moves by accident is noticed, and so is a convention that does.
"""

import pytest

from knowledge.answers import AND, DETAIL, NONE, NOT_SURE, Answer, findings
from knowledge.library import Value
from knowledge.loading import shipped
from knowledge.scoring import Placement, Range, place
from tests.knowledge.teams import HELD, NOT_HELD, UNKNOWN, Values

GATES = {
    "people": {
        2: "ds_de_work_together",
        3: "data_engineers_manage_model_io engineers_automate_integration",
        4: "markers_named_together post_deployment_metrics",
    },
    "model_creation": {
        1: "data_pipeline",
        2: "managed_compute experiments_tracked training_code_versioned ml_models_versioned training_pipeline",
        4: "metrics_trigger_retraining",
    },
    "model_release": {
        1: "release_beyond_the_maker",
        2: "scoring_script_versioned scoring_script_tested release_managed_by_engineers",
        3: "release_automatic release_managed_by_cicd",
    },
    "application_integration": {
        1: "model_integration_tests application_release_automated application_unit_tests",
        3: "tests_per_model_release less_reliant_on_data_scientists application_integration_tests",
    },
    "who": {
        1: "analytics_champion",
        2: "bi_professionals data_engineers",
        3: "domain_data_scientist",
        4: "ml_engineers",
        5: "leaders_spread_ml",
    },
    "what": {
        1: "insights_shared",
        2: "dashboards_as_products data_closely_managed processes_automated",
        3: "first_ml_use_cases python_or_r code_shared_through_git",
        4: "cicd_for_ml ml_models_versioned training_data_versioned monitoring_automatic",
        5: "center_of_excellence",
    },
    "ml_models": {
        2: "ml_model_exists",
        3: "several_ml_models_managed retrained_and_redeployed_often",
    },
}
ASKED = {
    "model_creation": {1: "managed_ml_platform", 2: "training_data_versioned"},
    "model_release": {1: "scoring_script_versioned", 3: "packaging_automated"},
    "application_integration": {1: "ml_scripts_tested"},
    "who": {2: "management_sized_to_team", 3: "shared_ml_language", 4: "it_involved"},
    "what": {2: "self_service_marts real_time_analytics", 3: "cloud_ide", 4: "ml_platform_coordinates"},
}
FOUNDATIONAL = "learning_ai_basics decisions_on_instinct"
APPROACHING = "culture_changing_to_data quick_sprints_delivered digitized_and_automated ready_for_custom_ai"
ASPIRATIONAL = "sees_ai_as_needed digital_transformation_partway comfortable_with_risk moving_to_iterative"
MATURE = "lifelong_learning initiatives_turn_insight_into_action ai_talent_on_several_initiatives"
MATURE += " lasting_digital_experiences weighs_ethics"
TRAITS = {1: FOUNDATIONAL, 2: APPROACHING, 3: ASPIRATIONAL, 4: MATURE}
SERIOUS = "self_retraining_models_wanted ai_wanted_in_key_systems"
DIMENSIONS = {
    "azure": ["people", "model_creation", "model_release", "application_integration"],
    "ml_op_shop": ["who", "what"],
    "microsoft_ai": [],
    "makinen": ["ml_models"],
    "need": [],
}
STRONGER = {
    ("release_managed_by_cicd", "release_managed_by_engineers"),
    ("release_managed_by_engineers", "release_beyond_the_maker"),
    ("tests_per_model_release", "model_integration_tests"),
    ("application_integration_tests", "application_unit_tests"),
    ("bi_professionals", "analytics_champion"),
    ("dashboards_as_products", "insights_shared"),
    ("ml_engineers", "domain_data_scientist"),
}
HEDGED = "managed_ml_platform packaging_automated ml_scripts_tested management_sized_to_team shared_ml_language"
HEDGED += " it_involved self_service_marts real_time_analytics cloud_ide ml_platform_coordinates"
EVERY_ID = " ".join(
    [*(ids for cells in (*GATES.values(), *ASKED.values()) for ids in cells.values()), *TRAITS.values(), SERIOUS]
)


def team(*true: str, **upto: int) -> Values:
    """A team with an ML model, of which these are true, with every gate up to these levels; of the rest nothing is."""
    tops = {"ml_models": 2, **upto}
    gates = [id for name, top in tops.items() for at, ids in GATES[name].items() if at <= top for id in ids.split()]
    values = dict.fromkeys([*EVERY_ID.split(), "ad_hoc_work_only"], NOT_HELD)
    return {**values, **dict.fromkeys(gates, HELD), **dict.fromkeys(" ".join(true).split(), HELD)}


def but(values: Values, value: Value, ids: str) -> Values:
    """A team, except that these capabilities have this value."""
    return {**values, **dict.fromkeys(ids.split(), value)}


def unsure(values: Values, ids: str) -> Values:
    return but(values, UNKNOWN, ids)


def without(values: Values, ids: str) -> Values:
    return but(values, NOT_HELD, ids)


def aside(values: Values, ids: str) -> Values:
    return but(values, Value.NOT_APPLICABLE, ids)


NOTEBOOK = team()
NO_ML = team(ml_models=1)
ALL = team(MATURE, SERIOUS, people=4, model_creation=4, model_release=3, application_integration=3, who=5, what=5)
ALL = but(ALL, HELD, GATES["ml_models"][3])
BI = team("culture_changing_to_data digitized_and_automated", ml_models=1, who=2, what=2)
SHOP = team("learning_ai_basics", who=3, what=3)
BANK = team(
    "sees_ai_as_needed digital_transformation_partway comfortable_with_risk culture_changing_to_data",
    people=2,
    model_creation=2,
    model_release=2,
    application_integration=1,
    who=4,
    what=3,
)
SCALE_UP = team(
    "quick_sprints_delivered digitized_and_automated ready_for_custom_ai sees_ai_as_needed self_retraining_models_wanted",
    people=3,
    model_creation=2,
    model_release=3,
    application_integration=3,
    who=4,
    what=4,
    ml_models=3,
)

# Dimensions in the order above, "=" and the overall; "-" where a scale does not apply; "2-4" where unknowns leave it open.
# In the third place the kind of organization, with "=" those that match as well, or with ".." where it is open; last
# whether MLOps is needed, with "?" where an unknown could still change that.
TEAMS: list[tuple[str, Values, str]] = [
    # Nothing, everything, and the lowest levels
    ("nothing but an ML model in a notebook", NOTEBOOK, "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("everything in place", ALL, "4 4 4 4 = 4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("nothing at all, not even an ML model", NO_ML, "- | 0 0 = 0 | Foundational | 1 = 1 | undecided"),
    ("nothing is known of anything", {},
     "1-4 0-4 0-4 0-4 = 0-4 | 0-5 0-5 = 0-5 | Foundational..Mature | 1-3 = 1-3 | undecided?"),
    ("everything in place, and every description of the lowest levels still true in some corner",
     but(ALL, HELD, f"{FOUNDATIONAL} ad_hoc_work_only"), "4 4 4 4 = 4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("everything planned and nothing there", dict.fromkeys(ALL, Value.PLANNED),
     "- | 0 0 = 0 | Foundational | 1 = 1 | seriously"),
    ("everything but what the documents only hedge", without(ALL, HEDGED),
     "4 4 4 4 = 4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("everything there in part", dict.fromkeys(ALL, Value.PARTLY), "- | 0 0 = 0 | Foundational | 1 = 1 | undecided"),
    ("nothing of it applies to them but an ML model", aside(NOTEBOOK, EVERY_ID) | {"ml_model_exists": HELD},
     "4 4 4 4 = 4 | 5 5 = 5 | Foundational | 3 = 3 | undecided"),
    # No ML: the analytics stages
    ("a champion with a spreadsheet, ad hoc analyses only", team("ad_hoc_work_only", ml_models=1, who=1, what=1),
     "- | 1 1 = 1 | Foundational | 1 = 1 | not yet"),
    ("BI and data engineers, dashboards as products", BI, "- | 2 2 = 2 | Approaching | 1 = 1 | undecided"),
    ("a champion, whose insights reach nobody", team(ml_models=1, who=1),
     "- | 1 0 = 0 | Foundational | 1 = 1 | undecided"),
    ("insights shared by a tool, and nobody who knows the business", team(ml_models=1, what=1),
     "- | 0 1 = 0 | Foundational | 1 = 1 | undecided"),
    ("a BI team of its own and no other champion", without(team(ml_models=1, who=2, what=2), "analytics_champion"),
     "- | 2 2 = 2 | Foundational | 1 = 1 | undecided"),
    ("BI, but no data engineers", without(BI, "data_engineers"), "- | 1 2 = 1 | Approaching | 1 = 1 | undecided"),
    ("dashboards as products, on data that nobody looks after", without(BI, "data_closely_managed"),
     "- | 2 1 = 1 | Approaching | 1 = 1 | undecided"),
    ("an ML model only planned", but(BI, Value.PLANNED, "ml_model_exists"),
     "- | 2 2 = 2 | Approaching | 1 = 1 | undecided"),
    ("an ML model in a part of the product only, so they say", but(BI, Value.PARTLY, "ml_model_exists"),
     "- | 2 2 = 2 | Approaching | 1 = 1 | undecided"),
    ("nobody knows whether there is an ML model", unsure(BI, "ml_model_exists"),
     "1 0 0 0 = 0 | 2 2 = 2 | Approaching | 1-2 = 1-2 | undecided"),
    ("no ML model, though much that would serve one", without(SCALE_UP, "ml_model_exists"),
     "- | 4 4 = 4 | Approaching | 1 = 1 | seriously"),
    # First ML models
    ("first use cases in Git, put live by hand by their maker", SHOP,
     "1 0 0 0 = 0 | 3 3 = 3 | Foundational | 2 = 2 | undecided"),
    ("first use cases, shared by mail instead of Git", without(SHOP, "code_shared_through_git"),
     "1 0 0 0 = 0 | 3 2 = 2 | Foundational | 2 = 2 | undecided"),
    ("first use cases, built by an ML engineer instead of a data scientist",
     {**without(SHOP, "domain_data_scientist"), "ml_engineers": HELD},
     "1 0 0 0 = 0 | 4 3 = 3 | Foundational | 2 = 2 | undecided"),
    ("a model too slow to production, in a team without ML engineers", without(ALL, "ml_engineers leaders_spread_ml"),
     "4 4 4 4 = 4 | 3 5 = 3 | Mature | 3 = 3 | seriously"),
    ("a good application around a handmade ML model", team(application_integration=1),
     "1 0 0 2 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("the model file goes to developers by mail, and its maker still releases it", team(model_creation=1),
     "1 1 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("data by pipeline, developers release, the application is tested",
     team(model_creation=1, model_release=1, application_integration=1),
     "1 1 1 2 = 1 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("as before, and releases of the application by hand",
     without(team(model_creation=1, model_release=1, application_integration=1), "application_release_automated"),
     "1 1 1 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("a first ML model beside ad hoc analyses", team("ad_hoc_work_only", who=1, what=1),
     "1 0 0 0 = 0 | 1 1 = 1 | Foundational | 2 = 2 | not yet"),
    # Repeatable training
    ("a bank with repeatable training, released by engineers", BANK,
     "2 3 2 2 = 2 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, its experiments tracked by some", but(BANK, Value.PARTLY, "experiments_tracked"),
     "2 1 2 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, its experiments to be tracked next quarter", but(BANK, Value.PLANNED, "experiments_tracked"),
     "2 1 2 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, not knowing about experiments", unsure(BANK, "experiments_tracked"),
     "2 1-3 2 2 = 1-2 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, not knowing about what another gate denies",
     unsure(without(BANK, "managed_compute"), "experiments_tracked"),
     "2 1 2 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, without compute of its own", aside(BANK, "managed_compute"),
     "2 3 2 2 = 2 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, its training started by hand, step after step", without(BANK, "training_pipeline"),
     "2 1 2 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, ML models kept without a version", without(BANK, "ml_models_versioned"),
     "2 1 2 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, its scoring script versioned but untested", without(BANK, "scoring_script_tested"),
     "2 3 1 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, its data scientists and data engineers apart", without(BANK, "ds_de_work_together"),
     "1 3 2 2 = 1 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, released by CI/CD that runs on its own", but(BANK, HELD, GATES["model_release"][3]),
     "2 3 4 2 = 2 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, released by CI/CD that somebody starts", but(BANK, HELD, "release_managed_by_cicd"),
     "2 3 2 2 = 2 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    ("the bank, with all that the documents only hedge: it lifts nothing", but(BANK, HELD, HEDGED),
     "2 3 2 2 = 2 | 4 3 = 3 | Aspirational | 2 = 2 | undecided"),
    # Automatic release
    ("a scale-up that releases by itself", SCALE_UP, "3 3 4 4 = 3 | 4 4 = 4 | Approaching | 3 = 3 | seriously"),
    ("the scale-up, retraining on a schedule and soon by metrics",
     but(SCALE_UP, Value.PLANNED, "metrics_trigger_retraining"),
     "3 3 4 4 = 3 | 4 4 = 4 | Approaching | 3 = 3 | seriously"),
    ("the scale-up, retraining by metrics", but(SCALE_UP, HELD, "metrics_trigger_retraining"),
     "3 4 4 4 = 3 | 4 4 = 4 | Approaching | 3 = 3 | seriously"),
    ("the scale-up, releases by itself unknown", unsure(SCALE_UP, "release_automatic"),
     "3 3 2-4 4 = 2-3 | 4 4 = 4 | Approaching | 3 = 3 | seriously"),
    ("the scale-up, several ML models but seldom retrained", without(SCALE_UP, "retrained_and_redeployed_often"),
     "3 3 4 4 = 3 | 4 4 = 4 | Approaching | 2 = 2 | seriously"),
    ("the scale-up, not sure how often they are retrained", unsure(SCALE_UP, "retrained_and_redeployed_often"),
     "3 3 4 4 = 3 | 4 4 = 4 | Approaching | 2-3 = 2-3 | seriously"),
    ("the scale-up, CI/CD for ML for one of several products", but(SCALE_UP, Value.PARTLY, "cicd_for_ml"),
     "3 3 4 4 = 3 | 4 3 = 3 | Approaching | 3 = 3 | seriously"),
    ("the scale-up, putting ML models in place still needs its data scientists",
     without(SCALE_UP, "less_reliant_on_data_scientists"),
     "3 3 4 2 = 2 | 4 4 = 4 | Approaching | 3 = 3 | seriously"),
    # All but one thing
    ("all but retraining by metrics: on a schedule", without(ALL, "metrics_trigger_retraining"),
     "4 3 4 4 = 3 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all but markers named together", without(ALL, "markers_named_together"),
     "3 4 4 4 = 3 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all but tests with each ML model release", without(ALL, "tests_per_model_release"),
     "4 4 4 2 = 2 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all, and nothing said of the tests that better ones meet",
     unsure(ALL, "model_integration_tests application_unit_tests"),
     "4 4 4 4 = 4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("CI/CD releases, and engineers and makers do not",
     without(ALL, "release_managed_by_engineers release_beyond_the_maker"),
     "4 4 4 4 = 4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all but versions of training data", without(ALL, "training_data_versioned"),
     "4 4 4 4 = 4 | 5 3 = 3 | Mature | 3 = 3 | seriously"),
    ("all but versions of ML models, which two scales ask for", without(ALL, "ml_models_versioned"),
     "4 1 4 4 = 1 | 5 3 = 3 | Mature | 3 = 3 | seriously"),
    ("all but a center of excellence", without(ALL, "center_of_excellence"),
     "4 4 4 4 = 4 | 5 4 = 4 | Mature | 3 = 3 | seriously"),
    ("all but people who know the business", without(ALL, "analytics_champion bi_professionals"),
     "4 4 4 4 = 4 | 0 5 = 0 | Mature | 3 = 3 | seriously"),
    ("all tools, people apart", without(ALL, "ds_de_work_together"),
     "1 4 4 4 = 1 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all, the scoring script in nobody's version control", without(ALL, "scoring_script_versioned"),
     "4 4 1 4 = 1 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all, nobody sure about anything people do", unsure(ALL, " ".join(GATES["people"].values())),
     "1-4 4 4 4 = 1-4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all, unsure in two dimensions", unsure(ALL, "data_pipeline engineers_automate_integration"),
     "2-4 0-4 4 4 = 0-4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all, unsure above what is lacking", without(unsure(ALL, "markers_named_together"), "ds_de_work_together"),
     "1 4 4 4 = 1 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    ("all, unsure whether CI/CD releases and no engineers do",
     without(unsure(ALL, "release_managed_by_cicd"), "release_managed_by_engineers release_beyond_the_maker"),
     "4 4 0-4 4 = 0-4 | 5 5 = 5 | Mature | 3 = 3 | seriously"),
    # Kinds of organization
    ("still learning, led by instinct", team(FOUNDATIONAL), "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("half of each of the first three kinds",
     team("learning_ai_basics culture_changing_to_data quick_sprints_delivered comfortable_with_risk moving_to_iterative"),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational = Approaching = Aspirational | 2 = 2 | undecided"),
    ("as much approaching as aspirational", team(APPROACHING, ASPIRATIONAL),
     "1 0 0 0 = 0 | 0 0 = 0 | Approaching = Aspirational | 2 = 2 | undecided"),
    ("one more aspirational than approaching", without(team(APPROACHING, ASPIRATIONAL), "ready_for_custom_ai"),
     "1 0 0 0 = 0 | 0 0 = 0 | Aspirational | 2 = 2 | undecided"),
    ("one of two weighs more than one of four", team("decisions_on_instinct sees_ai_as_needed"),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("all of the last kind but its ethics, and no more", without(team(MATURE), "weighs_ethics"),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided"),
    ("all of the last kind but one, and most of approaching",
     without(team(MATURE, APPROACHING), "weighs_ethics ready_for_custom_ai"),
     "1 0 0 0 = 0 | 0 0 = 0 | Approaching | 2 = 2 | undecided"),
    ("all of the last kind, one of it only for some", but(team(MATURE, ASPIRATIONAL), Value.PARTLY, "lifelong_learning"),
     "1 0 0 0 = 0 | 0 0 = 0 | Aspirational | 2 = 2 | undecided"),
    ("all of the last kind and of all others", team(FOUNDATIONAL, APPROACHING, ASPIRATIONAL, MATURE),
     "1 0 0 0 = 0 | 0 0 = 0 | Mature | 2 = 2 | undecided"),
    ("the last kind but for one trait that does not apply", aside(team(MATURE), "lasting_digital_experiences"),
     "1 0 0 0 = 0 | 0 0 = 0 | Mature | 2 = 2 | undecided"),
    ("the last kind if their ethics are weighed, which nobody knows", unsure(team(MATURE, APPROACHING), "weighs_ethics"),
     "1 0 0 0 = 0 | 0 0 = 0 | Approaching..Mature | 2 = 2 | undecided"),
    ("approaching, unless they are led by instinct", unsure(team("culture_changing_to_data"), FOUNDATIONAL),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational..Approaching | 2 = 2 | undecided"),
    ("approaching, whatever else is true of the aspirational", unsure(team(APPROACHING), ASPIRATIONAL),
     "1 0 0 0 = 0 | 0 0 = 0 | Approaching | 2 = 2 | undecided"),
    # Whether MLOps is needed
    ("ad hoc work, and a plan for ML that retrains itself",
     but(team("ad_hoc_work_only", ml_models=1), Value.PLANNED, "self_retraining_models_wanted"),
     "- | 0 0 = 0 | Foundational | 1 = 1 | seriously"),
    ("ad hoc work, and AI planned in key systems",
     but(team("ad_hoc_work_only", ml_models=1), Value.PLANNED, "ai_wanted_in_key_systems"),
     "- | 0 0 = 0 | Foundational | 1 = 1 | seriously"),
    ("ad hoc work, and ML that retrains itself for one part", but(team("ad_hoc_work_only"), Value.PARTLY, SERIOUS),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | not yet"),
    ("ad hoc work only planned", but(NO_ML, Value.PLANNED, "ad_hoc_work_only"),
     "- | 0 0 = 0 | Foundational | 1 = 1 | undecided"),
    ("ad hoc work, unsure whether AI in key systems is wanted",
     unsure(team("ad_hoc_work_only", ml_models=1), "ai_wanted_in_key_systems"),
     "- | 0 0 = 0 | Foundational | 1 = 1 | not yet?"),
    ("AI in key systems, unsure about all the rest",
     unsure(team("ai_wanted_in_key_systems"), "ad_hoc_work_only self_retraining_models_wanted"),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | seriously"),
    ("nothing serious, unsure whether it is only ad hoc", unsure(NOTEBOOK, "ad_hoc_work_only"),
     "1 0 0 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided?"),
]  # fmt: skip
NEEDED = {1: "not yet", 2: "undecided", 3: "seriously"}


def _told(found: Range) -> str:
    return str(found.low) if found.determinate else f"{found.low}-{found.high}"


def _kind(placement: Placement) -> str:
    model = shipped().maturity_models["microsoft_ai"]
    ends = dict.fromkeys(model.level(number).name for number in (placement.overall.low, placement.overall.high))
    return " = ".join(model.level(number).name for number in placement.tied) or "..".join(ends)


def _placed(placement: Placement) -> str:
    if not placement.applicable:
        return "-"
    if placement.maturity_model == "microsoft_ai":
        return _kind(placement)
    if placement.maturity_model == "need":
        return NEEDED[placement.overall.low] + ("?" if placement.open_items else "")
    dimensions = " ".join(_told(placement.dimensions[id]) for id in DIMENSIONS[placement.maturity_model])
    return f"{dimensions} = {_told(placement.overall)}"


def placed(values: Values) -> str:
    return " | ".join(_placed(placement) for placement in place(shipped(), values))


@pytest.mark.parametrize(("values", "expected"), [one[1:] for one in TEAMS], ids=[one[0] for one in TEAMS])
def test_a_team_is_placed_where_it_stands(values: Values, expected: str) -> None:
    assert placed(values) == expected


def test_together_these_teams_stand_at_every_level_that_their_scales_can_report() -> None:
    parts = [[part.split(" = ") for part in expected.split(" | ")] for _, _, expected in TEAMS]
    azure, shop, makinen = ([team[at] for team in parts if team[at] != ["-"]] for at in (0, 1, 3))
    reported = ["1234", "0134", "0124", "024"]
    for scale, levels in ((azure, [*reported, "01234"]), (shop, ["012345"] * 3), (makinen, ["123"] * 2)):
        told = [[*dimensions.split(), overall] for dimensions, overall in scale]
        for column, wanted in zip(zip(*told, strict=True), levels, strict=True):
            assert {one for one in column if len(one) == 1} == set(wanted)
    assert {team[2][0] for team in parts} >= {"Foundational", "Approaching", "Aspirational", "Mature"}
    assert {team[4][0] for team in parts} >= set(NEEDED.values())


# Teams as they answer: options, boxes of checklists, single capabilities, answers that contradict each other

CHAMPION = Answer("people_and_data", f"champion{AND}shared")
ANSWERED: list[tuple[str, list[Answer], str]] = [
    (
        "no ML, ad hoc work, a champion who shares insights, and nobody asked about the organization",
        [Answer("ml_situation", "ad_hoc"), Answer("plans", "ad_hoc_work"), CHAMPION],
        "- | 1 1 = 1 | Foundational..Mature | 1 = 1 | not yet",
    ),
    (
        "ad hoc analyses today, ML models wanted: what is wanted counts",
        [Answer("ml_situation", "ad_hoc"), Answer("plans", "ml_models"), CHAMPION],
        "- | 1 1 = 1 | Foundational..Mature | 1 = 1 | undecided",
    ),
    (
        "an ML model in use that detects nothing, says the next answer",
        [
            Answer("ml_situation", "one_in_use"),
            Answer("use_cases", "no"),
            Answer(
                "people_and_data", f"bi{AND}data_engineers{AND}ml_engineers{AND}products{AND}looked_after{AND}automated"
            ),
            Answer("versions", f"python_or_r{AND}git"),
        ],
        "1-4 0-1 0-1 0-4 = 0-1 | 4 2-3 = 2-3 | Foundational..Mature | 2 = 2 | undecided?",
    ),
    (
        "CI/CD that somebody starts, a scoring script with versions and tests",
        [
            Answer("ml_situation", "building"),
            Answer("who_releases", "pipeline_started"),
            Answer("versions", "scoring_script"),
            Answer("tests", "scoring_script"),
            Answer("working_together", NONE),
            Answer("people_and_data", NONE),
            Answer("how_you_decide", "learning_basics"),
            Answer("how_you_change", NONE),
        ],
        "1 0-1 2 0 = 0 | 0 0 = 0 | Foundational | 2 = 2 | undecided?",
    ),
    (
        "no compute of their own: set aside with a reason, and everything else of training in place",
        [
            Answer("ml_situation", "building"),
            Answer("data_for_training", "by_itself"),
            Answer("compute", DETAIL, {"managed_compute": Value.NOT_APPLICABLE}),
            Answer("experiments", "shared_place"),
            Answer("versions", f"code{AND}models"),
            Answer("retraining", "pipeline_started"),
            Answer("people_and_data", NONE),
            Answer("working_together", NOT_SURE),
        ],
        "1-4 3 0-1 0-4 = 0-1 | 0 0 = 0 | Foundational..Mature | 2 = 2 | undecided?",
    ),
    (
        "of several boxes one is planned and one is in part",
        [
            Answer("ml_situation", "several_in_use"),
            Answer(
                "many_models",
                DETAIL,
                {"several_ml_models_managed": HELD, "retrained_and_redeployed_often": Value.PLANNED},
            ),
            Answer("plans", "self_retraining"),
            Answer("people_and_data", NONE),
        ],
        "1-4 0-4 0-4 0-4 = 0-4 | 0 0 = 0 | Foundational..Mature | 2 = 2 | seriously",
    ),
]


@pytest.mark.parametrize(("answers", "expected"), [one[1:] for one in ANSWERED], ids=[one[0] for one in ANSWERED])
def test_a_team_that_answers_is_placed_where_it_stands(answers: list[Answer], expected: str) -> None:
    assert placed(dict(findings(shipped(), answers).values)) == expected


# The tables


def test_the_cells_gate_and_ask_what_the_table_says() -> None:
    found: dict[str, dict[str, dict[int, set[str]]]] = {"gate": {}, "asked": {}}
    for _, dimension, cell in shipped().cells():
        for kind in found:
            if ids := set(getattr(cell, kind)):
                found[kind].setdefault(dimension.id, {})[cell.level] = ids
    for kind, table in (("gate", GATES), ("asked", ASKED)):
        assert found[kind] == {
            name: {at: set(ids.split()) for at, ids in cells.items()} for name, cells in table.items()
        }


def test_the_traits_are_those_of_the_table_and_the_last_kind_alone_needs_all_of_its_own() -> None:
    traits = shipped().maturity_models["microsoft_ai"].traits
    assert {one.level: set(one.capabilities) for one in traits} == {at: set(ids.split()) for at, ids in TRAITS.items()}
    assert [one.level for one in traits if one.all_needed] == [4]


def test_the_inputs_of_the_decision_are_those_of_the_table_and_plans_count_for_the_first_alone() -> None:
    rules = shipped().maturity_models["need"].decision
    assert [(rule.level, set(rule.any), rule.plans_count) for rule in rules] == [
        (3, set(SERIOUS.split()), True),
        (1, {"ad_hoc_work_only"}, False),
        (2, set(), False),
    ]


def test_what_replaces_what_is_what_the_conventions_say() -> None:
    capabilities = shipped().capabilities.values()
    assert {(one.id, weaker) for one in capabilities for weaker in one.implies} == STRONGER


def test_the_scales_have_the_dimensions_and_levels_of_their_documents() -> None:
    models = shipped().maturity_models
    assert {id: [one.id for one in model.dimensions] for id, model in models.items()} == DIMENSIONS
    names = {id: [level.name for level in model.levels if level.published] for id, model in models.items()}
    assert names == {
        "azure": [
            *("No MLOps", "DevOps but no MLOps", "Automated training", "Automated model deployment"),
            "Full MLOps (automated retraining)",
        ],
        "ml_op_shop": [
            *("Early Analytics", "Mature Analytics", "Early Machine Learning", "Mature Machine Learning"),
            "Transcendence",
        ],
        "microsoft_ai": ["Foundational", "Approaching", "Aspirational", "Mature"],
        "makinen": ["Finding out how to use data", "First models", "Several models, retrained and redeployed often"],
        "need": ["Not yet", "The source does not decide", "Take it very seriously"],
    }
    assert {id: model.levels[0].number for id, model in models.items()} == {
        "azure": 0,
        "ml_op_shop": 0,
        "microsoft_ai": 1,
        "makinen": 1,
        "need": 1,
    }
    assert {id: model.applies_if for id, model in models.items() if model.applies_if} == {"azure": "ml_model_exists"}
