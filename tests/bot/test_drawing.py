"""Pictures in Slack: asked for by a click, drawn where the outbox sends, shown with the same in words."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot import drawing, ids
from bot.drawing import MAKE_HEATMAP, MAKE_PROFILE, MAKE_STAGES, Drawing
from bot.making import File
from bot.people import Person as Ours
from bot.pictures import Picture, draw
from bot.preview.people import Person
from bot.preview.slack import Call, Fault, Message
from bot.slack_calls import Failed
from bot.store import programme
from bot.store.outbox import Draft
from tests.bot.several import ANA, BO, CY, FIRST, SECOND, Several
from tests.bot.walking import Bench, Walker, text_of, through

EVE, TWIN = Ours("T1", "UEVE"), Ours("T2", ANA.id)
LANES = "SELECT address, lane FROM outbox WHERE method = 'upload'"
PNG = b"\x89PNG"


class Drawn(Several):
    """A team with results, and the door to its pictures."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ANA, BO, CY)
        self.drawing = Drawing(self.store, self.library, self.history, self.clock)
        self.first = self.answer(ANA, FIRST)

    def made(self, person: Ours, make: str, **what: str) -> File | None:
        draft = Draft("k", person.workspace, "l", "upload", person.id, what, notify=person.id, make=make)
        return self.drawing.make(draft)


@pytest.fixture
def drawn(tmp_path: Path) -> Drawn:
    return Drawn(tmp_path)


def test_a_picture_is_enqueued_and_nothing_is_drawn_for_it(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "draw", lambda picture: pytest.fail("drawn on the request path"))
    drawn.drawing.profile(ANA, drawn.first.id)
    drawn.drawing.stages_drawn(ANA, drawn.team)
    assert drawn.rows(LANES) == [(ANA.id, "picture:T1:UANA")] * 2


def test_a_profile_comes_as_png_with_alt_text_and_the_same_in_words(drawn: Drawn) -> None:
    made = drawn.made(BO, MAKE_PROFILE, result=drawn.first.id)
    assert made is not None
    assert made.content.startswith(PNG)
    assert made.name == "churn-profile.png"
    assert made.message is not None
    image = next(block for block in made.message["blocks"] if block["type"] == "image")
    assert "Churn" in image["alt_text"]
    words = made.message["blocks"][2]["text"]["text"]
    assert words.startswith("```")
    assert "Model creation" in words
    assert made.instead is not None
    assert words == made.instead["blocks"][1]["text"]["text"]


@pytest.mark.parametrize("who", [EVE, TWIN])
def test_who_is_not_of_the_team_gets_no_picture_of_it(drawn: Drawn, who: Ours) -> None:
    drawn.answer(ANA, SECOND)
    assert drawn.made(who, MAKE_PROFILE, result=drawn.first.id) is None
    assert drawn.made(who, MAKE_STAGES, team=drawn.team.id) is None
    assert drawn.made(who, MAKE_HEATMAP, maturity_model="azure") is None


def test_the_heatmap_of_all_teams_is_for_programme_leads_alone(drawn: Drawn) -> None:
    assert drawn.made(ANA, MAKE_HEATMAP, maturity_model="azure") is None
    with drawn.store.transaction() as db:
        programme.add_lead(db, "T1", EVE.id, "now")
    made = drawn.made(EVE, MAKE_HEATMAP, maturity_model="azure")
    assert made is not None
    assert made.content.startswith(PNG)
    assert drawn.made(EVE, MAKE_HEATMAP, maturity_model="gone") is None


def test_stages_are_drawn_from_the_second_assessment_on(drawn: Drawn) -> None:
    assert drawn.drawing.stages(drawn.team) is None
    assert drawn.made(ANA, MAKE_STAGES, team=drawn.team.id) is None
    drawn.give_anew(ANA, "data_for_training", "by_hand")
    assert drawn.drawing.stages(drawn.team) is None
    drawn.answer(ANA, SECOND)
    found = drawn.drawing.stages(drawn.team)
    assert found is not None
    assert len(found.labels) == 2


@pytest.mark.parametrize("step", [{}, {"file": "F1", "instead": {"text": "In words", "blocks": []}}])
def test_a_picture_that_was_given_up_comes_in_words_once(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, step: dict[str, object]
) -> None:
    monkeypatch.setattr(drawing, "draw", lambda picture: pytest.fail("drawn once more"))
    payload = {"result": drawn.first.id, **step}
    draft = Draft("k", "T1", "l", "upload", BO.id, payload, notify=BO.id, make=MAKE_PROFILE)
    other = Draft("o", "T1", "l", "upload", BO.id, payload, notify=BO.id, make="export")
    with drawn.store.transaction() as db:
        for one in (draft, draft, other):
            drawn.drawing.could_not_draw(db, one, "missing_scope")
    (said,) = drawn.said_to(BO)
    assert ("In words" if step else "Model creation") in said


# In Slack


class Easel:
    """Notes in which thread each picture is drawn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[str] = []
        monkeypatch.setattr(drawing, "draw", self._draw)

    def _draw(self, picture: Picture) -> bytes:
        self.threads.append(threading.current_thread().name)
        return draw(picture)


@pytest.fixture
def easel(monkeypatch: pytest.MonkeyPatch) -> Easel:
    return Easel(monkeypatch)


def again(bench: Bench, person: Person, *wanted: str) -> Message:
    """One more assessment by somebody who is alone in it; returns the result."""
    bench.start(person)
    Walker(person, through("team", "several_in_use", *wanted)).walk()
    bench.host.settle()
    bench.settled(person.command("stage"))
    return person.messages()[-1]


def shows_picture(message: Message) -> bool:
    return any(block["type"] == "image" for block in message.blocks)


def test_a_click_is_noticed_at_once_and_the_picture_comes_drawn_elsewhere(bench: Bench, easel: Easel) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.workspace.file_looks = 2
    result = again(bench, ana)
    bench.settled(ana.click(result, ids.PICTURE))
    notices = [one for one in ana.messages() if "I am drawing it" in one.text]
    pictures = [one for one in ana.messages() if shows_picture(one)]
    assert (len(notices), len(pictures)) == (1, 1)
    assert [name.partition("_")[0] for name in easel.threads] == ["outbox"]
    image = next(block for block in pictures[0].blocks if block["type"] == "image")
    assert "churn" in image["alt_text"]
    assert "Model creation" in text_of(pictures[0])
    assert bench.refused() == []


def test_stages_are_slacks_own_chart_where_all_are_known(bench: Bench, easel: Easel) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    for _ in range(2):
        again(bench, ana)
    bench.settled(ana.command("history"))
    bench.settled(ana.click(ana.messages()[-1], ids.CHART))
    chart = next(one for one in ana.messages() if "data_visualization" in {block["type"] for block in one.blocks})
    assert any("```" in str(block) for block in chart.blocks)
    assert easel.threads == []
    assert len(bench.workspace.files) == 0
    assert bench.refused() == []


def test_stages_that_are_open_are_a_picture(bench: Bench, easel: Easel) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    again(bench, ana, "not_sure")
    again(bench, ana, "not_sure")
    bench.settled(ana.command("history"))
    bench.settled(ana.click(ana.messages()[-1], ids.CHART))
    assert len([one for one in ana.messages() if shows_picture(one)]) == 1
    assert len(easel.threads) == 1
    assert bench.refused() == []


def test_a_picture_that_slack_will_not_take_comes_in_words_once(bench: Bench, easel: Easel) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = again(bench, ana)
    bench.host.running.sender._calls.upload = refuse
    bench.settled(ana.click(result, ids.PICTURE))
    bench.host.settle()
    words = [one for one in ana.messages() if "Slack did not take the picture" in text_of(one)]
    assert len(words) == 1
    assert "Model creation" in text_of(words[0])
    assert not [one for one in ana.messages() if shows_picture(one)]
    assert bench.refused() == []


def refuse(*given: object) -> str:
    """Slack without the permission to take files."""
    raise Failed("missing_scope", passing=False)


def test_a_picture_that_slack_takes_at_the_second_try_comes_once(bench: Bench, easel: Easel) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = again(bench, ana)
    left = [Fault.server_error(), Fault.drop()]

    def fault(call: Call) -> Fault | None:
        return left.pop() if call.method == "upload_url" and left else None

    bench.slack.fault = fault
    bench.settled(ana.click(result, ids.PICTURE))
    assert len([one for one in ana.messages() if shows_picture(one)]) == 1
    assert left == []
    assert bench.refused() == []


def test_somebody_of_another_team_gets_neither_picture_nor_chart(bench: Bench, easel: Easel) -> None:
    ana, eve = bench.person("ana"), bench.person("eve")
    bench.team("churn", ana)
    bench.team("other", eve)
    again(bench, ana)
    result = again(bench, ana)
    bench.settled(ana.command("history"))
    for theirs, action in ((result, ids.PICTURE), (ana.messages()[-1], ids.CHART)):
        said = {"text": "theirs", "blocks": list(theirs.blocks)}
        forged = bench.workspace.post(eve.dm.id, bench.workspace.bot_user_id, said)
        bench.settled(eve.click(forged, action))
        got = [one for one in eve.messages() if one.text != said["text"]]
        assert not [one for one in got if shows_picture(one) or "```" in text_of(one)]
    assert easel.threads == []
    assert bench.refused() == []
