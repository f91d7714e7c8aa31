"""Commands, buttons and typed words: what a person does, and what the bot says to it."""

from __future__ import annotations

import pytest

from bot import ids
from bot.listeners import actions
from bot.listeners.subcommands import SUBCOMMANDS
from tests.bot.walking import Bench, answers, choices, is_result, latest, text_of, turn_of


def buttons(message: object) -> list[str]:
    return [element.action_id for element in message.elements()]  # type: ignore[attr-defined]


def test_a_stranger_is_welcomed_and_can_look_at_what_is_stored(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.settled(ana.command())
    welcome = ana.messages()[-1]
    assert buttons(welcome) == [ids.NEW_TEAM, ids.EXAMPLE, ids.STORED]
    bench.settled(ana.click(welcome, ids.STORED))
    assert "What is stored" in text_of(ana.messages()[-1])
    bench.settled(ana.click(ana.messages()[-1], ids.HOME))
    assert buttons(ana.messages()[-1]) == [ids.NEW_TEAM, ids.EXAMPLE, ids.STORED]
    assert bench.refused() == []


def test_who_is_not_a_member_is_offered_to_join_from_the_teams_channel(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    team = bench.team("churn", ana)
    home = bench.channel("churn")
    home.invite(bo.user)
    bench.settled(bo.command("stage", home))
    offer = bo.messages(home)[-1]
    assert "home of *churn*" in text_of(offer)
    for _ in range(2):
        bench.settled(bo.click(offer, f"{ids.JOIN}:stage"))
    assert "no result yet" in text_of(bo.messages(home)[-1])
    assert bench.rows("SELECT count(*) FROM members WHERE team = ? AND person = ?", team, bo.id) == [(1,)]
    assert bench.refused() == []


def test_in_several_teams_one_chooses_by_button(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    pricing = bench.team("pricing", ana)
    bench.settled(ana.command("team"))
    bench.settled(ana.click(ana.messages()[-1], f"team:{pricing}"))
    assert "*pricing*" in text_of(ana.messages()[-1])
    assert bench.refused() == []


def test_in_more_than_five_teams_one_chooses_from_a_menu(bench: Bench) -> None:
    ana = bench.person("ana")
    made = [bench.team(f"team {number}", ana) for number in range(6)]
    bench.settled(ana.command("team"))
    bench.settled(ana.click(ana.messages()[-1], ids.CHOOSE_TEAM, option=f"team {made[4]}"))
    assert "*team 4*" in text_of(ana.messages()[-1])
    assert bench.refused() == []


def test_in_a_teams_channel_it_is_about_that_team(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.team("pricing", ana)
    home = bench.channel("pricing")
    bench.settled(ana.command("team", home))
    assert "*pricing*" in text_of(ana.messages(home)[-1])


@pytest.mark.parametrize(("typed", "meant"), [("asess", ids.ASSESS), ("stge", ids.STAGE), ("stepps", ids.STEPS)])
def test_a_misspelt_word_offers_the_nearest_and_its_button_works(bench: Bench, typed: str, meant: str) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.command(typed))
    offer = ana.messages()[-1]
    assert buttons(offer)[0] == meant
    assert ids.HELP in buttons(offer)
    bench.settled(ana.click(offer, meant))
    expected = "First, which work" if meant == ids.ASSESS else "no result yet"
    assert expected in text_of(ana.messages()[-1])
    assert bench.refused() == []


@pytest.mark.parametrize("word", ["<!channel>&co", "`*x*`", "a" * 500, "?", "🦆"])
def test_an_unknown_word_is_shown_as_data(bench: Bench, word: str) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.command(word))
    assert "<!channel>" not in text_of(ana.messages()[-1])
    assert ids.HELP in buttons(ana.messages()[-1])
    assert bench.refused() == []


@pytest.mark.parametrize("word", [word if word != ids.HOME else "" for word in SUBCOMMANDS])
def test_every_subcommand_answers_before_and_after_a_result(bench: Bench, word: str) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana, with_bot=True)
    bench.settled(ana.command(word))
    bench.result(ana)
    for channel in (None, bench.channel("churn")):
        bench.settled(ana.command(word.upper(), channel))
        said = ana.messages(channel)[-1]
        assert said.text
    for element in [one for one in said.elements() if one.type == "button" and not {"url", "confirm"} & one.raw.keys()]:
        bench.settled(ana.click_element(said, element))
    assert bench.refused() == []


def test_start_clicked_twice_asks_the_first_question_once(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    bench.settled(ana.command())
    home = ana.messages()[-1]
    for _ in range(2):
        bench.settled(ana.click(home, ids.ASSESS))
    assert [one for one in ana.messages() if "First, which work" in one.text] == [latest(ana)]
    assert turn_of(latest(ana)) == 1


def test_join_clicked_twice_starts_once(bench: Bench) -> None:
    ana, bo = bench.person("ana"), bench.person("bo")
    bench.team("churn", ana)
    home = bench.channel("churn")
    home.invite(bo.user)
    bench.settled(bo.command("assess", home))
    offer = bo.messages(home)[-1]
    for _ in range(2):
        bench.settled(bo.click(offer, f"{ids.JOIN}:assess"))
    assert turn_of(latest(bo)) == 1
    assert bench.count("conversations") == 1


def at_first_question(bench: Bench) -> tuple[object, object]:
    ana = bench.person("ana")
    bench.team("churn", ana)
    shown = bench.start(ana)
    bench.settled(ana.click(shown, "answer:team"))
    return ana, latest(ana)


def option_words(bench: Bench, shown: object) -> tuple[str, str, str]:
    """An option's id, words that say it outright, and the question's id."""
    question = next(one for one in bench.host.running.desk.library.questions.values() if one.text == shown.text)  # type: ignore[attr-defined]
    option = question.options[0]
    return option.id, option.text, question.id


def test_words_that_say_an_option_outright_are_taken(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    option, words, question = option_words(bench, shown)
    bench.settled(ana.type(words))
    assert bench.rows("SELECT choice, words FROM answers WHERE question = ?", question) == [(option, words)]
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    assert "you wrote" in text_of(ana.messages()[-3]) or "you wrote" in "".join(text_of(one) for one in ana.messages())
    assert bench.refused() == []


def heard_fairly(bench: Bench, ana: object, shown: object) -> str:
    """Type words that fit an option fairly; returns the option they are read as."""
    from knowledge.reading import read

    library = bench.host.running.desk.library
    question = next(one for one in library.questions.values() if one.text == shown.text)  # type: ignore[attr-defined]
    for option in question.options:
        words = option.text.split()
        for size in range(2, len(words)):
            typed = " ".join(words[:size]) + " maybe"
            reading = read(library, question, typed)
            if reading.decision == "confirm":
                bench.settled(ana.type(typed))  # type: ignore[attr-defined]
                return reading.option
    raise AssertionError("no words fit fairly")


@pytest.mark.parametrize("times", [1, 2])
def test_words_that_fit_fairly_are_read_back_and_yes_takes_them(bench: Bench, times: int) -> None:
    ana, shown = at_first_question(bench)
    option = heard_fairly(bench, ana, shown)
    back = ana.messages()[-1]
    assert buttons(back) == ["answer:right", "answer:wrong"]
    assert bench.rows("SELECT count(*) FROM answers WHERE question <> ''") == [(0,)]
    for _ in range(times):
        bench.settled(ana.click(back, "answer:right"))
    assert [row[0] for row in bench.rows("SELECT choice FROM answers WHERE question <> ''")] == [option]
    assert choices(latest(ana))
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    assert bench.refused() == []


@pytest.mark.parametrize("times", [1, 2])
def test_no_to_a_read_back_shows_the_choices_again_and_keeps_them_open(bench: Bench, times: int) -> None:
    ana, shown = at_first_question(bench)
    heard_fairly(bench, ana, shown)
    back = ana.messages()[-1]
    for _ in range(times):
        bench.settled(ana.click(back, "answer:wrong"))
    again = latest(ana)
    assert "Here are the choices again" in again.text
    assert [one.action_id for one in choices(again)] == [one.action_id for one in choices(shown)]
    assert bench.rows("SELECT count(*) FROM answers WHERE question <> ''") == [(0,)]
    bench.settled(ana.click_element(again, choices(again)[0]))
    assert turn_of(latest(ana)) == turn_of(shown) + 1
    assert bench.refused() == []


def test_a_read_back_can_be_confirmed_in_words(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    option = heard_fairly(bench, ana, shown)
    bench.settled(ana.type("yes"))
    assert [row[0] for row in bench.rows("SELECT choice FROM answers WHERE question <> ''")] == [option]


def test_words_that_fit_nothing_are_answered_with_the_options_again_and_never_guessed(bench: Bench) -> None:
    ana, _ = at_first_question(bench)
    bench.settled(ana.type("purple elephants <!here> & co"))
    assert "could not match" in latest(ana).text
    assert choices(latest(ana))
    assert bench.rows("SELECT count(*) FROM answers WHERE question <> ''") == [(0,)]
    assert bench.refused() == []


def test_typed_in_a_thread_the_bot_answers_in_that_thread(bench: Bench) -> None:
    ana, _ = at_first_question(bench)
    root = bench.workspace.post(ana.dm.id, ana.id, {"text": "hello"})
    bench.settled(ana.type("1", thread_ts=root.ts))
    assert latest(ana).thread_ts == root.ts
    bench.settled(ana.click_element(latest(ana), choices(latest(ana))[0]))
    assert latest(ana).thread_ts == root.ts
    assert bench.refused() == []


@pytest.mark.parametrize("thread", [False, True])
def test_the_home_base_answers_where_one_typed(bench: Bench, thread: bool) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    root = bench.workspace.post(ana.dm.id, ana.id, {"text": "hello"}).ts if thread else None
    bench.settled(ana.type("hello there", thread_ts=root))
    assert ids.ASSESS in buttons(ana.messages()[-1])
    assert ana.messages()[-1].thread_ts == root


@pytest.mark.parametrize("words", ["hello there", "help", "assess", "1", "purple elephants"])
def test_an_event_that_is_delivered_again_changes_nothing(bench: Bench, words: str) -> None:
    if words in ("hello there", "help", "assess"):
        ana = bench.person("ana")
        bench.team("churn", ana)
    else:
        ana, _ = at_first_question(bench)
    delivery = bench.settled(ana.type(words))
    said = [(one.text, one.ts) for one in ana.messages()]
    stored = bench.rows("SELECT session FROM conversations")
    for number in (1, 2):
        bench.settled(ana.redeliver(delivery, retry_num=number))
    assert [(one.text, one.ts) for one in ana.messages()] == said
    assert bench.rows("SELECT session FROM conversations") == stored


def test_paused_then_resumed_by_its_button_once(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    bench.settled(ana.click(shown, "answer:pause"))
    paused = next(one for one in ana.messages() if ids.RESUME in buttons(one))
    for _ in range(2):
        bench.settled(ana.click(paused, ids.RESUME))
    asked = [one for one in ana.messages() if choices(one)]
    assert len(asked) == 1
    assert "Back to where you stopped" in asked[0].text
    assert bench.refused() == []


def test_the_command_resumes_a_paused_conversation_with_the_same_question(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    bench.settled(ana.click(shown, "answer:pause"))
    bench.settled(ana.command())
    assert "under way" in text_of(ana.messages()[-1])
    bench.settled(ana.click(ana.messages()[-1], ids.ASSESS))
    assert latest(ana).text.endswith(shown.text)
    assert bench.count("conversations") == 1


def test_back_takes_the_last_answer_back_and_it_counts_no_longer(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    bench.settled(ana.click_element(shown, choices(shown)[0]))
    second = latest(ana)
    for _ in range(2):
        bench.settled(ana.click(second, "answer:back"))
    assert latest(ana).text == shown.text
    kinds = [kind for (kind,) in bench.rows("SELECT kind FROM answers WHERE question <> '' ORDER BY id")]
    assert kinds == ["given", "withdrawn"]
    assert bench.refused() == []


def test_more_explains_in_place_and_keeps_the_options(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    for _ in range(2):
        bench.settled(ana.click(shown, "answer:more"))
    explained = latest(ana)
    assert explained.ts == shown.ts
    assert len(text_of(explained)) > len(text_of(shown))
    assert choices(explained)
    assert "answer:more" not in buttons(explained)


def test_an_old_button_changes_nothing_and_says_where_the_conversation_is(bench: Bench) -> None:
    ana, shown = at_first_question(bench)
    bench.settled(ana.click_element(shown, choices(shown)[0]))
    before = bench.rows("SELECT session FROM conversations")
    bench.settled(ana.click_element(shown, choices(shown)[1]))
    assert bench.rows("SELECT session FROM conversations") == before
    assert any("the open question is below" in text_of(one) for one in ana.messages())


def test_a_few_more_can_be_clicked_twice_and_the_result_stays(bench: Bench) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)
    result = bench.result(ana)
    further = [one for one in answers(result) if one.action_id == "answer:further"]
    if not further:
        pytest.skip("this walk left nothing for better advice")
    for _ in range(2):
        bench.settled(ana.click_element(result, further[0]))
    assert bench.count("results") == 1
    assert any(is_result(one) for one in ana.messages())
    asked = latest(ana)
    for _ in range(40):
        if is_result(asked) or not choices(asked):
            break
        bench.settled(ana.click_element(asked, choices(asked)[0]))
        asked = latest(ana)
    assert bench.count("results") == 2
    assert bench.refused() == []


def test_an_unexpected_error_gives_a_reference_that_is_also_in_the_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana = bench.person("ana")
    bench.team("churn", ana)

    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    bench.settled(ana.command())
    home = ana.messages()[-1]
    monkeypatch.setitem(actions.HANDLERS, ids.HELP, broken)
    bench.settled(ana.click(home, ids.HELP))
    told = ana.messages()[-1].text
    monkeypatch.setattr(type(bench.host.running.desk.teams), "of_person", broken)
    bench.settled(ana.command())
    told_too = ana.messages()[-1].text
    bench.settled(ana.type("hello"))
    told_as_well = ana.messages()[-1].text
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for text in (told, told_too, told_as_well):
        assert "Something went wrong" in text
        reference = text.partition("Reference: ")[2].split(".")[0]
        assert len(reference) == 8
        assert f"reference {reference}" in logged
    assert len({told, told_too, told_as_well}) == 3
    assert bench.refused() == []
