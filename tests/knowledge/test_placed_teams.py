"""Teams in plain words, each with its known level on every dimension of the two shipped scales.

The gates are spelled out here once more, by SCORING's table, so that a cell that moves by accident is noticed.
"""

import pytest

from knowledge.library import Value
from knowledge.loading import shipped
from knowledge.scoring import Range, place
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
}
ASKED = {
    "model_creation": {1: "managed_ml_platform", 2: "training_data_versioned"},
    "model_release": {1: "scoring_script_versioned", 3: "packaging_automated"},
    "application_integration": {1: "ml_scripts_tested"},
    "who": {2: "management_sized_to_team", 3: "shared_ml_language", 4: "it_involved"},
    "what": {2: "self_service_marts real_time_analytics", 3: "cloud_ide", 4: "ml_platform_coordinates"},
}
DIMENSIONS = {"azure": ["people", "model_creation", "model_release", "application_integration"]}
DIMENSIONS["ml_op_shop"] = ["who", "what"]


def levels(**upto: int) -> Values:
    """A team with an ML model, with every gate up to these levels held, and everything else not."""
    values = dict.fromkeys(shipped().capabilities, NOT_HELD)
    held = [id for name, top in upto.items() for at, ids in GATES[name].items() if at <= top for id in ids.split()]
    return {**values, "ml_model_exists": HELD, **dict.fromkeys(held, HELD)}


def but(values: Values, value: Value, ids: str) -> Values:
    """A team, except that these capabilities have this value."""
    return {**values, **dict.fromkeys(ids.split(), value)}


ALL = levels(people=4, model_creation=4, model_release=3, application_integration=3, who=5, what=5)
BANK = levels(people=2, model_creation=2, model_release=2, application_integration=1, who=4, what=3)
SHOP = levels(who=3, what=3)
NO_ML = but(levels(who=2, what=2), NOT_HELD, "ml_model_exists")

Expected = str
TEAMS: list[tuple[str, Values, Expected, Expected]] = [
    ("nothing but an ML model in a notebook", levels(), "1 0 0 0 = 0", "0 0 = 0"),
    ("everything in place", ALL, "4 4 4 4 = 4", "5 5 = 5"),
    ("nothing at all, not even an ML model", but(levels(), NOT_HELD, "ml_model_exists"), "-", "0 0 = 0"),
    ("a champion with a spreadsheet, no ML", but(levels(who=1, what=1), NOT_HELD, "ml_model_exists"), "-", "1 1 = 1"),
    ("BI and data engineers, dashboards as products, no ML", NO_ML, "-", "2 2 = 2"),
    ("an ML model only planned", but(NO_ML, Value.PLANNED, "ml_model_exists"), "-", "2 2 = 2"),
    ("nobody knows whether there is an ML model", but(NO_ML, UNKNOWN, "ml_model_exists"), "1 0 0 0 = 0", "2 2 = 2"),
    ("first use cases in Git, put live by hand by their maker", SHOP, "1 0 0 0 = 0", "3 3 = 3"),
    ("a good application around a handmade ML model", levels(application_integration=1), "1 0 0 2 = 0", "0 0 = 0"),
    (
        "data by pipeline, developers release, the application is tested",
        levels(model_creation=1, model_release=1, application_integration=1),
        "1 1 1 2 = 1",
        "0 0 = 0",
    ),
    ("a bank with repeatable training, released by engineers", BANK, "2 3 2 2 = 2", "4 3 = 3"),
    (
        "the bank, its experiments tracked by some",
        but(BANK, Value.PARTLY, "experiments_tracked"),
        "2 1 2 2 = 1",
        "4 3 = 3",
    ),
    (
        "the bank, not knowing about experiments",
        but(BANK, UNKNOWN, "experiments_tracked"),
        "2 1-3 2 2 = 1-2",
        "4 3 = 3",
    ),
    (
        "the bank, without compute of its own",
        but(BANK, Value.NOT_APPLICABLE, "managed_compute"),
        "2 3 2 2 = 2",
        "4 3 = 3",
    ),
    (
        "the bank, released by CI/CD that runs on its own",
        {**BANK, **levels(model_release=3)} | {id: HELD for id, value in BANK.items() if value is HELD},
        "2 3 4 2 = 2",
        "4 3 = 3",
    ),
    (
        "CI/CD releases, but nobody said anything about engineers",
        but(ALL, UNKNOWN, "release_managed_by_engineers release_beyond_the_maker"),
        "4 4 4 4 = 4",
        "5 5 = 5",
    ),
    (
        "all but retraining by metrics: on a schedule",
        but(ALL, NOT_HELD, "metrics_trigger_retraining"),
        "4 3 4 4 = 3",
        "5 5 = 5",
    ),
    (
        "all but tests with each ML model release",
        but(ALL, NOT_HELD, "tests_per_model_release"),
        "4 4 4 2 = 2",
        "5 5 = 5",
    ),
    ("all but versions of training data", but(ALL, NOT_HELD, "training_data_versioned"), "4 4 4 4 = 4", "5 3 = 3"),
    ("all but a center of excellence", but(ALL, NOT_HELD, "center_of_excellence"), "4 4 4 4 = 4", "5 4 = 4"),
    (
        "all but people who know the business",
        but(ALL, NOT_HELD, "analytics_champion bi_professionals"),
        "4 4 4 4 = 4",
        "0 5 = 0",
    ),
    ("all tools, people apart", but(ALL, NOT_HELD, "ds_de_work_together"), "1 4 4 4 = 1", "5 5 = 5"),
    ("all, the scoring script untested", but(ALL, NOT_HELD, "scoring_script_tested"), "4 4 1 4 = 1", "5 5 = 5"),
    (
        "all, nobody sure about anything people do",
        but(ALL, UNKNOWN, " ".join(GATES["people"].values())),
        "1-4 4 4 4 = 1-4",
        "5 5 = 5",
    ),
    ("nothing is known", dict.fromkeys(ALL, UNKNOWN), "1-4 0-4 0-4 0-4 = 0-4", "0-5 0-5 = 0-5"),
]


def _told(found: Range) -> str:
    return str(found.low) if found.determinate else f"{found.low}-{found.high}"


@pytest.mark.parametrize(("values", "azure", "shop"), [team[1:] for team in TEAMS], ids=[team[0] for team in TEAMS])
def test_a_team_is_placed_where_it_stands(values: Values, azure: Expected, shop: Expected) -> None:
    told = {}
    for placement in place(shipped(), values):
        dimensions = " ".join(_told(placement.dimensions[id]) for id in DIMENSIONS[placement.maturity_model])
        told[placement.maturity_model] = f"{dimensions} = {_told(placement.overall)}" if placement.applicable else "-"
    assert told == {"azure": azure, "ml_op_shop": shop}


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


def test_the_scales_have_the_dimensions_and_levels_of_their_documents() -> None:
    models = shipped().maturity_models
    assert {id: [one.id for one in model.dimensions] for id, model in models.items()} == DIMENSIONS
    assert [level.name for level in models["azure"].levels] == [
        *("No MLOps", "DevOps but no MLOps", "Automated training", "Automated model deployment"),
        "Full MLOps (automated retraining)",
    ]
    assert [level.name for level in models["ml_op_shop"].levels if level.published] == [
        *("Early Analytics", "Mature Analytics", "Early Machine Learning", "Mature Machine Learning", "Transcendence")
    ]
    assert models["azure"].applies_if == "ml_model_exists"
