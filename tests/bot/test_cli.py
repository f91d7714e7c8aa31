"""The command line: what each command prints, refuses and ends with."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from bot import manifest
from bot.cli import main
from bot.store import feedback
from bot.store.database import Store
from knowledge.library import Library
from knowledge.loading import shipped

COMMANDS = tuple(sorted(main.commands))
SCALES = ("azure", "ml_op_shop", "microsoft_ai", "makinen", "need")
HELD = {"capabilities": dict.fromkeys(shipped().capabilities, "held")}
AZURE = {"people", "model_creation", "model_release", "application_integration"}


@pytest.fixture
def library() -> Library:
    return shipped()


def run(*arguments: object, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], env=env)


def written(folder: Path, content: object, suffix: str = ".yaml") -> Path:
    file = folder / f"team{suffix}"
    text = json.dumps(content) if suffix == ".json" else yaml.safe_dump(content)
    file.write_text(content if isinstance(content, str) else text)
    return file


def placed(folder: Path, capabilities: dict[str, str], suffix: str = ".yaml") -> dict[str, Any]:
    result = run("place", written(folder, {"capabilities": capabilities}, suffix), "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def by_id(report: dict[str, Any]) -> dict[str, Any]:
    return {placement["id"]: placement for placement in report["placements"]}


def refused(result: Result, *named: str) -> None:
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not result.stdout
    for text in named:
        assert text in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"main {command}" in result.output
    assert command in run("--help").output


def test_an_unknown_command_ends_with_status_2() -> None:
    refused(run("plaec"), "plaec")


def test_the_json_of_place_has_the_contracts_shape(tmp_path: Path, library: Library) -> None:
    report = placed(tmp_path, {"ml_model_exists": "held"})
    assert set(report) == {"placements", "next_steps", "smallest_sets"}
    found = by_id(report)
    assert tuple(found) == SCALES
    assert set(found["azure"]["dimensions"]) == AZURE
    assert {"who", "what"} <= set(found["ml_op_shop"]["dimensions"])
    for placement in report["placements"]:
        assert {"id", "applicable", "overall", "dimensions", "blockers"} <= set(placement)
        assert set(placement["overall"]) == {"low", "high", "name"}
        assert all(set(one) == {"low", "high"} for one in placement["dimensions"].values())
        assert set(placement["blockers"]) | set(placement["open"]) <= set(library.capabilities)
    assert 0 < len(report["next_steps"]) <= 3
    for step in report["next_steps"]:
        assert set(step) == {"id", "capability", "kind", "sources"}
        assert step["kind"] in ("do", "find_out")
        assert step["sources"]
        assert step["capability"] in library.capabilities
    assert set(report["smallest_sets"]) == {"azure", "ml_op_shop", "makinen"}


def test_an_open_overall_has_no_name_and_a_settled_one_the_name_of_its_level(tmp_path: Path) -> None:
    open_ones = by_id(placed(tmp_path, {}))
    for id in ("azure", "ml_op_shop", "microsoft_ai", "makinen"):
        assert open_ones[id]["overall"]["low"] != open_ones[id]["overall"]["high"]
        assert open_ones[id]["overall"]["name"] is None
    assert open_ones["need"]["overall"]["low"] == "undecided"
    assert open_ones["need"]["open"]
    found = by_id(placed(tmp_path, HELD["capabilities"]))
    assert found["azure"]["overall"] == {"low": 4, "high": 4, "name": "Full MLOps (automated retraining)"}
    assert found["ml_op_shop"]["overall"] == {"low": 5, "high": 5, "name": "Transcendence"}
    assert found["microsoft_ai"]["overall"] == {"low": 4, "high": 4, "name": "Mature"}
    assert found["makinen"]["overall"]["low"] == 3
    assert found["need"]["overall"]["low"] == "seriously"
    nothing = dict.fromkeys(HELD["capabilities"], "not_held") | {"ml_model_exists": "held"}
    assert by_id(placed(tmp_path, nothing))["azure"]["overall"] == {"low": 0, "high": 0, "name": "No MLOps"}


def test_a_scale_that_does_not_apply_says_no_level_at_all(tmp_path: Path) -> None:
    found = by_id(placed(tmp_path, {"ml_model_exists": "not_held"}))["azure"]
    assert found["overall"] == {"low": None, "high": None, "name": None}
    assert (found["dimensions"], found["blockers"]) == ({}, [])


def test_what_is_not_applicable_and_what_matches_equally_well_is_named(tmp_path: Path) -> None:
    values = dict.fromkeys(HELD["capabilities"], "not_held")
    values |= dict.fromkeys(("learning_ai_basics", "sees_ai_as_needed", "comfortable_with_risk"), "held")
    values |= {"ml_model_exists": "held", "data_pipeline": "not_applicable"}
    found = by_id(placed(tmp_path, values))
    assert found["microsoft_ai"]["tied"] == ["Foundational", "Aspirational"]
    assert found["azure"]["not_applicable"] == ["data_pipeline"]


def test_a_dry_run_tells_what_would_move_and_leaves_the_placements_alone(tmp_path: Path) -> None:
    file = written(tmp_path, {"capabilities": {"ml_model_exists": "not_held", "ad_hoc_work_only": "held"}})
    plain = json.loads(run("place", file, "--json").stdout)
    tried = json.loads(run("place", file, "--if", "ai_wanted_in_key_systems", "--json").stdout)
    moves = tried.pop("what_if")
    assert tried == plain
    assert [(move["id"], move["dimension"]) for move in moves] == [("need", None)]
    assert "With that in place:" in run("place", file, "--if", "ai_wanted_in_key_systems").stdout
    assert "no stage would move" in run("place", file, "--if", "business_stakeholder_role").stdout


def test_a_dry_run_of_something_unknown_is_refused_by_name(tmp_path: Path) -> None:
    file = written(tmp_path, {"capabilities": {}})
    for flag in ((), ("--json",)):
        refused(run("place", file, "--if", "magic", *flag), "magic")


@pytest.mark.parametrize("value", ["held", "not_held", "unknown", "partly", "planned", "not_applicable", None])
def test_azure_does_not_apply_exactly_when_there_is_known_to_be_no_ml_model(tmp_path: Path, value: str | None) -> None:
    report = placed(tmp_path, {"ml_model_exists": value} if value else {})
    assert by_id(report)["azure"]["applicable"] is (value not in ("not_held", "partly", "planned"))
    assert by_id(report)["ml_op_shop"]["applicable"] is True


@pytest.mark.parametrize("value", ["partly", "planned"])
def test_partly_and_planned_count_as_not_held(tmp_path: Path, value: str) -> None:
    id = "metrics_trigger_retraining"
    as_lack = placed(tmp_path, HELD["capabilities"] | {id: "not_held"})
    assert as_lack != placed(tmp_path, HELD["capabilities"])
    assert placed(tmp_path, HELD["capabilities"] | {id: value}) == as_lack


def test_yaml_and_json_of_the_same_team_are_placed_alike(tmp_path: Path, library: Library) -> None:
    team = dict(zip(library.capabilities, ["held", "not_held", "unknown", "partly"] * 99, strict=False))
    assert placed(tmp_path, team, ".json") == placed(tmp_path, team)


def test_an_id_left_out_is_unknown(tmp_path: Path, library: Library) -> None:
    assert placed(tmp_path, {}) == placed(tmp_path, dict.fromkeys(library.capabilities, "unknown"))


def test_every_unknown_id_and_bad_value_is_refused_by_name_at_once(tmp_path: Path) -> None:
    file = written(
        tmp_path, {"capabilities": {"no_such_thing": "held", "ml_model_exists": "maybe", "nor_this": "held"}}
    )
    refused(run("place", file, "--json"), "no_such_thing", "maybe", "nor_this", f"{file}:")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("capabilities: {ml_model_exists: yes}\n", "yes"),
        ("capabilities: {ml_model_exists: held, ml_model_exists: not_held}\n", "ml_model_exists"),
        ("capabilities: [ml_model_exists]\n", "team.yaml"),
        ("teams: {ml_model_exists: held}\n", "teams"),
        ("capabilities: {ml_model_exists: [held]}\n", "team.yaml"),
        ("capabilities: {\n", "team.yaml"),
        ("- held\n", "team.yaml"),
        ("", "team.yaml"),
        ("just words", "team.yaml"),
    ],
)
@pytest.mark.parametrize("flag", [(), ("--json",)], ids=["text", "json"])
def test_a_file_of_another_shape_is_refused_without_a_trace(
    tmp_path: Path, content: str, named: str, flag: Sequence[str]
) -> None:
    refused(run("place", written(tmp_path, content), *flag), named)


def test_a_file_that_is_not_there_or_not_text_is_refused_by_name(tmp_path: Path) -> None:
    refused(run("place", tmp_path / "none.yaml"), "none.yaml")
    refused(run("place", tmp_path), str(tmp_path))
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    refused(run("place", tmp_path / "binary.yaml"), "binary.yaml")


def test_place_in_words_names_every_scale_its_dimensions_and_the_steps(tmp_path: Path, library: Library) -> None:
    result = run("place", written(tmp_path, {"capabilities": {"ml_model_exists": "held"}}))
    assert result.exit_code == 0
    for model in library.maturity_models.values():
        assert model.name in result.stdout
        assert all(dimension.name in result.stdout for dimension in model.dimensions)
    assert "\n1. " in result.stdout
    without = run("place", written(tmp_path, {"capabilities": {"ml_model_exists": "not_held"}}))
    assert "does not apply" in without.stdout


def test_capabilities_says_for_each_where_it_counts_and_how(library: Library) -> None:
    rows = {row["id"]: row for row in json.loads(run("capabilities", "--json").stdout)}
    for row in rows.values():
        assert row["maturity_models"] or row["informational"], row["id"]
    uses = {(id, use["maturity_model"], use["counts_as"]) for id, row in rows.items() for use in row["maturity_models"]}
    assert ("ml_model_exists", "azure", "applies_if") in uses
    assert ("ml_model_exists", "makinen", "gate") in uses
    assert ("weighs_ethics", "microsoft_ai", "trait") in uses
    assert ("ad_hoc_work_only", "need", "input") in uses
    assert rows["business_stakeholder_role"]["informational"] is True


def test_capabilities_lists_every_id_with_its_statement_scales_and_sources(library: Library) -> None:
    rows = json.loads(run("capabilities", "--json").stdout)
    assert [row["id"] for row in rows] == list(library.capabilities)
    for row in rows:
        assert row["statement"]
        assert row["sources"]
        assert isinstance(row["gate"], bool)
        decides_applying = any(model.applies_if == row["id"] for model in library.maturity_models.values())
        assert row["gate"] is (decides_applying or any(use["gate"] for use in row["maturity_models"]))
    in_words = run("capabilities").stdout
    assert all(row["id"] in in_words for row in rows)


def test_read_says_what_words_are_taken_for_in_the_contracts_shape(library: Library) -> None:
    found = json.loads(run("read", "compute", "on a shared cluster", "--json").stdout)
    assert found["capabilities"] == {"managed_compute": "held"}
    assert (found["option"], found["decision"]) == ("managed", "accept")
    assert found["score"] > 0
    unread = json.loads(run("read", "compute", "purple elephants", "--json").stdout)
    assert unread == {"capabilities": {}, "option": None, "score": 0.0, "decision": "ask"}
    assert library.capabilities["managed_compute"].statement in run("read", "compute", "on a shared cluster").stdout
    assert "not understood" in run("read", "compute", "purple elephants").stdout


def test_read_of_a_question_that_does_not_exist_lists_those_that_do(library: Library) -> None:
    for flag in ((), ("--json",)):
        refused(run("read", "nix", "yes", *flag), "nix", *library.questions)


def test_ask_answers_with_sources_in_the_contracts_shape_or_says_what_is_near(library: Library) -> None:
    found = json.loads(run("ask", "what is concept drift", "--json").stdout)
    assert found["covered"] is True
    assert 0 < len(found["answers"]) <= 3
    for answer in found["answers"]:
        assert {"id", "title", "text", "score", "sources"} <= set(answer)
        assert all(source["id"] in library.sources for source in answer["sources"])
        assert answer["sources"]
    scores = [answer["score"] for answer in found["answers"]]
    assert scores == sorted(scores, reverse=True)
    declined = json.loads(run("ask", "what is a good recipe for pancakes", "--json").stdout)
    assert (declined["covered"], declined["answers"]) == (False, [])
    assert "Source: " in run("ask", "what is concept drift").stdout
    assert run("ask", "what is a good recipe for pancakes").stdout.startswith("My sources do not cover that.")


def test_check_finds_nothing_wrong_with_what_is_shipped() -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "knowledge and flows: no problems\n")


def test_check_tells_each_problem_and_ends_with_status_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.checking.problems", lambda: ["a.yaml:3: one", "b.yaml:7: two"])
    result = run("check")
    assert result.exit_code == 2
    assert result.stdout.splitlines() == ["a.yaml:3: one", "b.yaml:7: two"]
    assert "2 problems" in result.stderr


def test_migrate_says_what_it_applied_and_then_that_there_is_nothing_to_do(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/bot.db"}
    assert run("migrate", env=env).stdout.startswith("applied: first")
    assert run("migrate", env=env).stdout == "already up to date\n"


def test_migrate_refuses_a_database_it_cannot_open_in_one_sentence(tmp_path: Path) -> None:
    refused(run("migrate", env={"DATABASE_URL": "mysql://host/db"}), "DATABASE_URL")
    refused(run("migrate", env={"DATABASE_URL": f"sqlite:///{tmp_path}/none/bot.db"}), "DATABASE_URL")
    (tmp_path / "no.db").write_text("this is no database, but long enough to be taken for one" * 40)
    result = run("migrate", env={"DATABASE_URL": f"sqlite:///{tmp_path}/no.db"})
    refused(result, "no.db")


def test_manifest_prints_the_manifest_for_an_address_or_for_socket_mode() -> None:
    assert run("manifest").stdout == manifest.as_yaml()
    assert "https://bot.example/slack/events" in run("manifest", "--url", "https://bot.example/slack/events").stdout
    assert run("manifest", "--socket-mode").stdout == manifest.as_yaml(socket_mode=True)


def test_a_programme_lead_is_made_and_unmade_and_told_apart_from_one_there_is_already(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'programme.db'}"}
    told = [run("programme", "T1", "U1", *more, env=env).output for more in ([], [], ["--remove"], ["--remove"])]
    assert told == [
        "U1 is a programme lead of T1 now\n",
        "U1 is a programme lead of T1 already\n",
        "U1 is no programme lead of T1 now\n",
        "U1 is no programme lead of T1 already\n",
    ]


@pytest.mark.parametrize("ids", [("U1", "T1"), ("Acme", "U1"), ("T1", "ana")])
def test_who_leads_a_programme_is_named_by_slacks_ids_in_their_order(tmp_path: Path, ids: tuple[str, str]) -> None:
    refused(run("programme", *ids, env={"DATABASE_URL": f"sqlite:///{tmp_path / 'programme.db'}"}), "T…", "U…")


def judged(folder: Path) -> dict[str, str]:
    """An environment whose database has two verdicts; one is on a question that somebody typed."""
    url = f"sqlite:///{folder}/bot.db"
    store = Store(url)
    store.migrate()
    with store.transaction() as db:
        feedback.give(db, "T1", "UANA", "concept_drift", "good", "2026-11-20T09:00:00.000000+00:00")
        feedback.give(db, "T1", "UANA", "not covered: \x1b[31mwho won", "bad", "2026-11-21T09:00:00.000000+00:00")
    return {"DATABASE_URL": url}


def test_feedback_lists_what_was_judged_the_worst_first_and_names_nobody(tmp_path: Path) -> None:
    result = run("feedback", env=judged(tmp_path))
    lines = [line.split(maxsplit=3) for line in result.stdout.splitlines()]
    assert lines == [
        ["good", "bad", "last", "about"],
        ["0", "1", "2026-11-21", "not covered:  [31mwho won"],
        ["1", "0", "2026-11-20", "concept_drift"],
    ]
    assert "UANA" not in result.stdout


def test_feedback_as_json_has_the_same_in_full(tmp_path: Path) -> None:
    worst, best = json.loads(run("feedback", "--json", env=judged(tmp_path)).stdout)
    assert worst["about"] == "not covered: \x1b[31mwho won"
    assert best == {"about": "concept_drift", "good": 1, "bad": 0, "last": "2026-11-20T09:00:00.000000+00:00"}


def test_feedback_of_nobody_says_so_and_a_wrong_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    fresh = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    assert run("feedback", env=fresh).stdout == "nobody has judged an answer yet\n"
    assert json.loads(run("feedback", "--json", env=fresh).stdout) == []
    refused(run("feedback", env={"DATABASE_URL": "mysql://host/db"}), "DATABASE_URL")
