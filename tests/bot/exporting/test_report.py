"""The report: what it says, that it is one file, and that whatever was typed stays text in it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.exporting import basis, doing, plans, report, standing
from bot.exporting.gathering import Record
from bot.exporting.report import html_bytes
from bot.store.evidence import Evidence
from knowledge.answers import NONE
from tests.bot.exporting.kept import FORGED, LIBRARY, Kept, busy, trail
from tests.bot.exporting.test_markup import Read


def page(kept: Kept, viewer: str = "U1") -> str:
    return html_bytes(LIBRARY, kept.export(viewer)).decode()


def newest(kept: Kept) -> Record:
    found = kept.export("U1").newest
    assert found
    return found


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures as one dot: what is drawn is tested elsewhere, and takes its time."""
    monkeypatch.setattr(standing, "draw", lambda picture: b"\x89PNG")


def test_the_title_and_the_first_heading_are_the_finding(kept: Kept, drawn: None) -> None:
    read = Read(page(kept))
    said = f"{kept.name}: {standing.finding(LIBRARY, newest(kept))}"
    assert read.text.count(said) == 2
    assert re.search(r"(level \d|Do you need)", said)


def test_nothing_in_it_makes_a_request(kept: Kept, drawn: None) -> None:
    html = page(kept)
    for name, attributes in Read(html).tags:
        assert not (attributes.get("src") or "data:").startswith(("http", "/", "//"))
        assert "srcset" not in attributes
        assert name not in ("script", "iframe", "object", "embed", "base", "form")
        assert not any(key.startswith("on") for key in attributes)
        if name == "a" and not (attributes["href"] or "").startswith("#"):
            assert attributes["rel"] == "noopener noreferrer"
            assert (attributes["href"] or "").startswith(("http://", "https://"))
        if name == "link":
            assert attributes == {"rel": "icon", "href": "data:,"}
    style = report.style()
    assert "url(" not in style
    assert "@import" not in style
    policy = [one["content"] for name, one in Read(html).tags if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy == [report.POLICY]
    assert report.POLICY.startswith("default-src 'none'; img-src data:;")


def test_links_lead_to_cited_sources_and_to_evidence_alone(kept: Kept, drawn: None) -> None:
    addresses = {one.address for one in LIBRARY.sources.values()} | {"https://wiki.example.com/ml/pipelines?a=1&b=2"}
    links = [attributes["href"] or "" for name, attributes in Read(page(kept)).tags if name == "a"]
    assert {one for one in links if not one.startswith("#")} <= addresses
    assert "https://wiki.example.com/ml/pipelines?a=1&b=2" in links


def test_typed_text_is_text_wherever_it_stands(tmp_path: Path, drawn: None) -> None:
    kept = Kept(tmp_path, FORGED)
    kept.begin()
    backing = Evidence(FORGED, "javascript:alert(1)", "2026-11-01", "")
    kept.result(kept.answered("U1", trail(1), backing))
    with kept.store.transaction() as db:
        db.execute("UPDATE results SET subject = ?", (FORGED,))
    kept.action(next(iter(LIBRARY.steps)), "dropped", title=FORGED, reason=FORGED)
    html = page(kept)
    read = Read(html)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "\x00" not in html
    assert "\u202e" not in html
    assert read.text.count("<script>alert(1)</script>") >= 6
    assert not [one for name, one in read.tags if name == "a" and "javascript" in (one["href"] or "")]


def test_every_picture_says_what_it_shows_and_stands_beside_the_same_in_a_table(kept: Kept, drawn: None) -> None:
    tags = Read(page(kept)).tags
    pictures = [attributes for name, attributes in tags if name == "img"]
    assert len(pictures) == 3
    for attributes in pictures:
        assert (attributes["src"] or "").startswith("data:image/png;base64,")
        assert len(attributes["alt"] or "") > 60
        assert int(attributes["width"] or 0) > 0
    names = [name for name, _ in tags]
    for index in [place for place, name in enumerate(names) if name == "img"]:
        assert "table" in names[index : index + 6]


def test_headings_go_down_one_rank_at_a_time_and_every_section_is_named_and_listed(kept: Kept, drawn: None) -> None:
    tags = Read(page(kept)).tags
    ranks = [int(name[1]) for name, _ in tags if re.fullmatch(r"h[1-6]", name)]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))
    ids = [attributes["id"] for _, attributes in tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert [one["aria-labelledby"] for name, one in tags if name == "section"] == [id for id in ids if id != "report"]
    links = [(one["href"] or "")[1:] for name, one in tags if name == "a" and (one["href"] or "").startswith("#")]
    assert links == ["report", *(id for id in ids if id != "report")]
    assert tags[0] == ("html", {"lang": "en"})


def test_what_holds_the_team_back_is_what_the_placements_say(kept: Kept) -> None:
    record = newest(kept)
    said = Read(doing.holding(LIBRARY, kept.export(), record)).text
    for placement in record.placements:
        for blocker in placement.holding if placement.applicable else ():
            assert LIBRARY.capabilities[blocker.capability].statement in said


def test_steps_name_their_sources_and_a_team_at_the_top_is_told_to_keep_it(kept: Kept, tmp_path: Path) -> None:
    said = Read(doing.steps(LIBRARY, kept.export(), newest(kept))).text
    assert "Source" in said
    assert any(source.title in said for source in LIBRARY.sources.values())
    (tmp_path / "top").mkdir()
    top = Kept(tmp_path / "top")
    top.begin()
    everything = [
        type(one)(
            one.turn,
            one.state,
            "detail",
            one.question,
            values=dict.fromkeys(LIBRARY.questions[one.question].capabilities, "held"),
        )
        for one in trail(1)
    ]
    top.result(top.answered("U1", everything))
    assert "Keep it" in Read(doing.steps(LIBRARY, top.export(), newest(top))).text
    assert "Nothing:" in Read(doing.holding(LIBRARY, top.export(), newest(top))).text


def test_how_it_was_scored_tells_every_gate_its_value_and_what_people_said(kept: Kept) -> None:
    read = Read(basis.scored(LIBRARY, kept.export(), newest(kept)))
    for model, _, cell in LIBRARY.cells():
        placement = newest(kept).on(model.id)
        for item in cell.gate if placement and placement.applicable else ():
            assert LIBRARY.capabilities[item].statement in read.text
    assert "Decided by the team: We looked at it together" in read.text
    assert re.search(r"\d in place, \d not in place|\d not in place, \d in place|\d in place, \d partly", read.text)
    assert "held" not in read.text
    assert "placement" not in read.text.lower()


def test_actions_say_their_state_in_words_and_what_is_late(kept: Kept) -> None:
    export = kept.export()
    said = Read(plans.actions(LIBRARY, export, newest(kept))).text
    for words in ("Under way, overdue", "Not started, overdue", "Done, ", "Dropped, ", "Another team does it"):
        assert words in said


def test_the_way_to_the_target_says_what_was_taken_on(kept: Kept) -> None:
    before = Read(plans.target(LIBRARY, kept.export(), newest(kept))).text
    assert "by Jun 30, 2028" in before
    assert "not taken on yet" in before
    assert "taken on by U1" not in before
    needed = next(step for step in LIBRARY.steps.values() if step.title in before)
    kept.action(needed.id, "open", "2028-05-01")
    assert "taken on by U1, due May 1, 2028" in Read(plans.target(LIBRARY, kept.export(), newest(kept))).text
    kept.aim("azure", 0, "")
    assert "It is reached." in Read(plans.target(LIBRARY, kept.export(), newest(kept))).text


def test_an_old_result_is_shown_as_it_was_with_todays_stage_below_it(kept: Kept) -> None:
    oldest = kept.export().records[-1]
    stored = json.loads(oldest.result.placements)
    stored[0]["overall"] = {"low": 4, "high": 4}
    with kept.store.transaction() as db:
        db.execute("UPDATE results SET placements = ? WHERE id = ?", (json.dumps(stored), oldest.result.id))
    export = kept.export()
    text = Read(standing.over_time(LIBRARY, export, newest(kept))).text
    assert "level 4now scored: level" in text
    assert text.count("now scored") == 1
    assert "that is said below the stage" in text


def test_a_team_without_a_result_is_told_how_to_get_one(tmp_path: Path) -> None:
    read = Read(page(Kept(tmp_path)))
    assert "Churn: no result yet" in read.text
    assert "type /mlops in Slack" in read.text
    assert not [name for name, _ in read.tags if name in ("nav", "section", "img")]


def test_a_first_result_is_shown_without_a_before(tmp_path: Path, drawn: None) -> None:
    kept = Kept(tmp_path)
    kept.begin()
    kept.result(kept.answered("U1", [type(one)(one.turn, one.state, NONE, one.question) for one in trail(1)]))
    read = Read(page(kept))
    assert "This is the first result." in read.text
    assert "Before," not in read.text
    assert "Results so far" in read.text


def test_notes_of_others_are_not_in_a_report_of_three_people(tmp_path: Path, drawn: None) -> None:
    kept = busy(tmp_path)
    assert "wiki.example.com" in page(kept, "U1")
    assert "wiki.example.com" not in page(kept, "U2")
    assert "wiki.example.com" not in page(kept, "")
