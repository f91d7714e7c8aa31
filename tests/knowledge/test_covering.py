"""The role check: duties that nobody holds, roles that cover for others, whom the next steps call for, who is alone."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.advice import next_steps
from knowledge.answers import AND, NONE, Answer, findings
from knowledge.covering import Coverage, coverage
from knowledge.library import Duty, Library, Role, Value
from tests.knowledge.teams import ANY_TEAM, HELD, LIBRARY, NOT_HELD, UNKNOWN, Values, all_but, everything, only, teams

ROLES = list(LIBRARY.roles.values())
IDS = [role.id for role in ROLES]
SEVEN = ["business_stakeholder", "solution_architect", "data_scientist", "data_engineer", "software_engineer"]
SEVEN += ["devops_engineer", "ml_engineer"]
EVERY_STEP = len(LIBRARY.capabilities)


def staffed(filled: str, unknown: str = "") -> Values:
    """A team with just these roles, of which some are not known."""
    values = {capability: NOT_HELD for role in ROLES for capability in (role.capability, *role.filled_by)}
    values |= {LIBRARY.roles[id].capability: HELD for id in filled.split()}
    for id in unknown.split():
        values |= dict.fromkeys((LIBRARY.roles[id].capability, *LIBRARY.roles[id].filled_by), UNKNOWN)
    return values


def names(roles: tuple[Role, ...]) -> list[str]:
    return [role.id for role in roles]


def unheld(found: Coverage) -> set[str]:
    return {one.duty.id for one in found.unheld}


def duties(*ids: str) -> set[str]:
    return {duty.id for id in ids for duty in LIBRARY.roles[id].duties}


# Which roles there are


def test_a_role_is_filled_missing_or_not_known_and_never_two_of_these() -> None:
    found = coverage(LIBRARY, staffed("data_scientist data_engineer", unknown="devops_engineer"))
    assert names(found.filled) == ["data_scientist", "data_engineer"]
    assert names(found.unknown) == ["devops_engineer"]
    assert names(found.missing) == ["business_stakeholder", "solution_architect", "software_engineer", "ml_engineer"]


def test_nothing_is_missing_where_nothing_was_asked() -> None:
    found = coverage(LIBRARY, {})
    assert (names(found.unknown), found.missing, found.unheld, found.called, found.alone) == (IDS, (), (), None, None)


@pytest.mark.parametrize("value", [Value.PARTLY, Value.PLANNED])
def test_a_role_that_is_planned_or_filled_in_part_is_missing(value: Value) -> None:
    found = coverage(LIBRARY, {**staffed(""), "software_engineer_role": value})
    assert "software_engineer" in names(found.missing)


def test_a_data_scientist_who_knows_the_domain_fills_the_role_whatever_else_was_said() -> None:
    found = coverage(LIBRARY, {**staffed(""), "domain_data_scientist": HELD})
    assert names(found.filled) == ["data_scientist"]


def test_an_ml_engineer_counts_as_a_data_scientist_on_the_scales_and_fills_no_second_role() -> None:
    answers = [Answer("people_and_data", "ml_engineers"), Answer("roles_there", NONE)]
    found = coverage(LIBRARY, findings(LIBRARY, answers).values)
    assert names(found.filled) == ["ml_engineer"]
    assert "data_scientist" in names(found.missing)


def test_roles_are_filled_as_people_tick_them() -> None:
    answers = [
        Answer("people_and_data", f"data_engineers{AND}domain_data_scientist"),
        Answer("roles_there", f"business_stakeholder{AND}architect{AND}software_engineer{AND}devops_engineer"),
    ]
    found = coverage(LIBRARY, findings(LIBRARY, answers).values)
    assert names(found.missing) == ["ml_engineer"]


# Duties that nobody holds


def test_without_any_role_nobody_holds_any_duty() -> None:
    found = coverage(LIBRARY, staffed(""))
    assert [one.duty for one in found.unheld] == [duty for role in ROLES for duty in role.duties]
    assert all(one.duty in one.role.duties for one in found.unheld)


def test_with_every_role_every_duty_is_held() -> None:
    found = coverage(LIBRARY, staffed(" ".join(IDS)))
    assert (found.missing, found.unheld, found.called, found.alone) == ((), (), None, None)


def test_a_duty_of_a_missing_role_is_held_where_another_role_covers_it() -> None:
    found = coverage(LIBRARY, staffed("ml_engineer"))
    assert not unheld(found) & duties("data_scientist")
    assert unheld(found) & duties("devops_engineer") == {"links_development_and_operations", "sees_to_cicd"}
    assert duties("business_stakeholder", "solution_architect", "data_engineer") <= unheld(found)


def test_a_devops_engineer_covers_pipelines_and_deployment_of_ml_and_not_the_rest_of_an_ml_engineer() -> None:
    found = coverage(LIBRARY, staffed("devops_engineer"))
    covered = {"manages_ml_pipelines", "manages_ml_deployment"}
    assert unheld(found) & duties("ml_engineer") == duties("ml_engineer") - covered


def test_a_missing_role_covers_nothing() -> None:
    found = coverage(LIBRARY, staffed("data_engineer"))
    assert duties("data_scientist", "ml_engineer", "devops_engineer") <= unheld(found)


def test_duties_of_a_role_that_is_not_known_are_held_open_and_so_are_those_that_it_would_cover() -> None:
    found = coverage(LIBRARY, staffed("", unknown="ml_engineer"))
    assert not unheld(found) & (duties("ml_engineer") | duties("data_scientist"))
    assert "sees_to_cicd" in unheld(found)


_STATES = st.fixed_dictionaries(dict.fromkeys(IDS, st.sampled_from([HELD, HELD, NOT_HELD, NOT_HELD, UNKNOWN])))


@ANY_TEAM
@given(_STATES)
def test_a_duty_is_unheld_exactly_where_nobody_has_it_covers_it_or_may_turn_out_to(states: dict[str, Value]) -> None:
    filled = " ".join(id for id, value in states.items() if value is HELD)
    unknown = " ".join(id for id, value in states.items() if value is UNKNOWN)
    possible = [LIBRARY.roles[id] for id, value in states.items() if value is not NOT_HELD]
    seen_to = {id for role in possible for id in (*(duty.id for duty in role.duties), *role.also)}
    every = {duty.id for role in ROLES for duty in role.duties}
    assert unheld(coverage(LIBRARY, staffed(filled, unknown))) == every - seen_to


@ANY_TEAM
@given(_STATES, st.sampled_from(IDS))
def test_one_more_role_never_leaves_more_duties_to_nobody(states: dict[str, Value], id: str) -> None:
    values = {LIBRARY.roles[one].capability: value for one, value in states.items()}
    more = coverage(LIBRARY, {**values, LIBRARY.roles[id].capability: HELD})
    assert unheld(more) <= unheld(coverage(LIBRARY, {**values, LIBRARY.roles[id].capability: NOT_HELD}))


# Whom the next steps call for


def test_the_next_step_calls_for_the_missing_role_that_it_needs() -> None:
    values = {**all_but("data_pipeline"), "data_engineers": NOT_HELD}
    steps = [step.step.capability for step in next_steps(LIBRARY, values)]
    found = coverage(LIBRARY, values).called
    assert found is not None
    assert (found.role.id, found.capability) == ("data_engineer", "data_engineers")
    assert steps.index("data_engineers") < steps.index("data_pipeline")


def test_a_step_that_needs_only_roles_which_are_filled_calls_for_nobody() -> None:
    values = all_but("metrics_trigger_retraining")
    assert coverage(LIBRARY, values).called is None
    found = coverage(LIBRARY, {**values, "devops_engineer_role": NOT_HELD})
    assert (names(found.missing), found.called) == (["devops_engineer"], None)


def test_a_role_that_is_not_known_is_not_called_for() -> None:
    values = {**all_but("release_automatic"), "devops_engineer_role": UNKNOWN}
    assert coverage(LIBRARY, values).called is None
    found = coverage(LIBRARY, {**values, "devops_engineer_role": NOT_HELD}).called
    assert found is not None
    assert (found.role.id, found.capability) == ("devops_engineer", "release_automatic")


@ANY_TEAM
@given(teams())
def test_the_role_called_for_is_missing_and_no_earlier_step_needs_one_that_is(values: Values) -> None:
    found = coverage(LIBRARY, values)
    steps = [step.step.capability for step in next_steps(LIBRARY, values, EVERY_STEP)]
    calling = [
        (step, role.id)
        for step in steps
        for role in found.missing
        if step == role.capability or step in role.called_for_by
    ]
    assert (found.called is None) == (not calling)
    if found.called:
        assert (found.called.capability, found.called.role.id) == calling[0]


# One person for it all


@pytest.mark.parametrize("id", ["data_scientist", "ml_engineer"])
def test_somebody_hired_to_do_it_all_is_warned_of(id: str) -> None:
    found = coverage(LIBRARY, staffed(id))
    assert found.alone is LIBRARY.roles[id]
    assert found.alone.if_alone


def test_the_warning_comes_for_an_ml_engineer_whom_a_team_ticked_alone() -> None:
    answers = [Answer("people_and_data", "ml_engineers"), Answer("roles_there", NONE)]
    assert coverage(LIBRARY, findings(LIBRARY, answers).values).alone is LIBRARY.roles["ml_engineer"]


@pytest.mark.parametrize(
    ("filled", "unknown"), [("", ""), ("ml_engineer data_engineer", ""), ("ml_engineer", "data_engineer")]
)
def test_nobody_is_called_alone_with_a_colleague_or_a_role_that_is_not_known(filled: str, unknown: str) -> None:
    assert coverage(LIBRARY, staffed(filled, unknown)).alone is None


# A library of its own: the rules hold for any roles


def _library(*roles: Role) -> Library:
    return replace(LIBRARY, roles={role.id: role for role in roles})


def test_two_roles_may_have_the_same_duty_covered_by_a_third() -> None:
    one = Role("one", "One", "data_engineers", "", (Duty("a", "A"), Duty("b", "B")), ())
    two = Role("two", "Two", "ml_engineers", "", (Duty("c", "C"),), (), also=("a",))
    found = coverage(_library(one, two), {"data_engineers": NOT_HELD, "ml_engineers": HELD})
    assert unheld(found) == {"b"}
    assert [(one.duty.text, one.role.name) for one in found.unheld] == [("B", "One")]


def test_a_role_is_filled_by_any_of_the_capabilities_that_fill_it() -> None:
    role = Role("one", "One", "data_engineers", "", (), (), filled_by=("bi_professionals", "ml_engineers"))
    assert coverage(_library(role), {"data_engineers": NOT_HELD, "ml_engineers": HELD}).filled == (role,)
    assert coverage(_library(role), {"data_engineers": NOT_HELD, "ml_engineers": NOT_HELD}).missing == (role,)


def test_a_step_that_is_to_fill_a_role_calls_for_that_role_itself() -> None:
    role = Role("one", "One", "data_engineers", "", (), ())
    called = coverage(_library(role), all_but("data_engineers")).called
    assert called is not None
    assert (called.role, called.capability) == (role, "data_engineers")


# The shipped roles


def test_there_are_the_seven_roles_of_the_paper() -> None:
    assert IDS == SEVEN


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.id)
def test_what_a_shipped_role_covers_is_a_duty_of_another_role(role: Role) -> None:
    others = {duty.id for other in ROLES if other is not role for duty in other.duties}
    assert set(role.also) <= others
    assert max(Counter(role.also).values(), default=1) == 1


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.id)
def test_every_capability_that_a_shipped_role_names_exists_and_can_be_said(role: Role) -> None:
    named = {role.capability, *role.filled_by, *role.called_for_by}
    assert named <= set(LIBRARY.capabilities)
    asked = {id for question in LIBRARY.questions.values() for id in question.capabilities}
    assert {role.capability, *role.filled_by} <= asked


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.id)
def test_a_shipped_role_says_what_it_does_in_duties_of_its_own(role: Role) -> None:
    every = Counter(duty.id for other in ROLES for duty in other.duties)
    assert role.duties
    assert all(every[duty.id] == 1 for duty in role.duties)
    assert role.summary.endswith(".")
    assert not any(duty.text.endswith(".") for duty in role.duties)
    assert {citation.source for citation in role.sources} >= {"storozhenko", "kreuzberger"}


def test_every_gate_of_the_scale_for_ml_models_calls_for_some_role() -> None:
    calling = {id for role in ROLES for id in (role.capability, *role.called_for_by)}
    gates = {item for model, _, cell in LIBRARY.cells() for item in cell.gate if model.id == "azure"}
    assert gates - calling == set()


def test_a_team_with_everything_has_every_role() -> None:
    found = coverage(LIBRARY, everything())
    assert (names(found.filled), found.unheld) == (IDS, ())
    assert names(coverage(LIBRARY, only("ml_engineers")).filled) == ["ml_engineer"]
