"""Turns of the engine -> messages: prompts with their buttons, answered prompts, read-backs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
)

from bot import days, ids
from bot.blocks.kit import OPTION, Message, button, context, row, section
from bot.given import BOT_OPTIONS, given_evidence, label, quoted
from bot.ids import PromptRef
from bot.store.evidence import NOTHING, Evidence
from bot.text import cut, escape, lowered
from conversations.flow import AS_BEFORE, Flow
from conversations.session import Passed
from conversations.turns import Asked, Offered, Preface, ReadBack, Weighed
from knowledge.answers import DETAIL, NONE, NOT_SURE, PARTLY, options_of
from knowledge.library import Library, Question, Value

MOST_NAMED = 4
"""How many boxes of a checklist an answered prompt names; of more it says the number."""

LONGEST_GIVEN = 300
"""How much is shown of what was said last time."""
TICKED_SINCE = (
    "Ticked is what was so last time and what has been finished since. Correct what is not so, and press Done."
)
TICK_ANEW = (
    "Ticked is what was so last time. If that has changed, tick all that is true now, as a rule, and press Done."
)

PREFACES: dict[Preface, str] = {
    "resumed": "Back to where you stopped.",
    "not_read": "I could not match that to one of the answers, so here they are again. A click or a number will do.",
    "choices": "Here are the choices again.",
    "changing": "Your earlier answer counts until you give a new one.",
}


@dataclass(frozen=True)
class Voice:
    """What prompts are rendered with: the library, the flow, the conversation's id and the team's name."""

    library: Library
    flow: Flow
    conversation: str
    team: str

    def ref(self, turn: int, button: str = "") -> str:
        """A button's value."""
        return str(PromptRef(self.conversation, turn, button))

    def press(self, turn: int, name: str, label: str, says: str = "", primary: bool = False) -> ButtonElement:
        """A button of a prompt."""
        return button(label, f"{ids.ANSWER}:{name}", self.ref(turn, name), says=says, primary=primary)


def asked(voice: Voice, turn: Asked, explained: bool = False, ticked: Sequence[str] | None = None) -> Message:
    """A question: where we are, the question, its options spelled out, why it is asked, one button or box each.

    One that is asked again shows what was said last time, which one button gives again. `ticked` are the boxes ticked
    so far, if anybody has touched them.
    """
    question = voice.library.questions[turn.question]
    lines = [f"*{question.text}*"]
    if turn.last_time:
        lines.append(_last_time(voice, question, turn.last_time))
    if question.several:
        lines.append(_how_to_tick(turn))
    if explained or not question.several:
        lines += [f"{number}  {option.text}" for number, option in enumerate(question.options, start=1)]
    why = f"_Why we ask:_ {question.why}" + (f"\n{question.more}" if explained else "")
    blocks: list[Block] = [context(_heading(turn, question)), section("\n".join(lines))]
    if question.several:
        boxes = _boxes(question, _ticked_now(question, turn) if ticked is None else ticked)
        blocks += [boxes, context(why), row(*_below_boxes(voice, turn))]
    else:
        blocks += [context(why), row(*_options(voice, turn, question))]
    blocks.append(row(*_ways(voice, turn, explained)))
    return _prefaced(turn.preface, Message(question.text, tuple(blocks)))


def _last_time(voice: Voice, question: Question, entry: Passed) -> str:
    given = label(voice.library, question, entry.choice, entry.values)
    day = f" ({days.told(days.of(entry.since))})" if entry.since else ""
    words = f" · you wrote: {escape(cut(entry.words, 80))}" if _telling(entry.words, given) else ""
    return f"Last time{day}: *{cut(given, LONGEST_GIVEN)}*{words}"


def _still_so(voice: Voice, turn: Asked) -> list[ButtonElement]:
    """The first button of a question that is asked again, unless something was finished since that answers it otherwise."""
    if turn.last_time is None or turn.done:
        return []
    question = voice.library.questions[turn.question]
    given = label(voice.library, question, turn.last_time.choice, turn.last_time.values)
    return [voice.press(turn.turn, AS_BEFORE, "Still so", says=f"Still so: {given}", primary=True)]


def _how_to_tick(turn: Asked) -> str:
    if turn.done:
        return TICKED_SINCE
    return TICK_ANEW if turn.last_time else "Tick all that is true as a rule, then press Done."


def _ticked_now(question: Question, turn: Asked) -> tuple[str, ...]:
    """The boxes that were ticked last time, and those of what was finished since."""
    since = (one.id for one in question.options if any(one.establishes.get(id) is Value.HELD for id in turn.done))
    return (*_ticked_then(question, turn.last_time), *since)


def _ticked_then(question: Question, entry: Passed | None) -> tuple[str, ...]:
    """The boxes that were ticked last time; of an answer in detail, those of what was in place."""
    if entry is None:
        return ()
    if entry.choice != DETAIL:
        return tuple(option.id for option in options_of(question, entry.choice))
    held = {id for id, value in entry.values.items() if value == Value.HELD.value}
    return tuple(option.id for option in question.options if option.establishes.keys() <= held)


def _boxes(question: Question, ticked: Sequence[str]) -> ActionsBlock:
    options = [
        Option(text=PlainTextObject(text=cut(f"{number} {option.label}", OPTION), emoji=False), value=option.id)
        for number, option in enumerate(question.options, start=1)
    ]
    initial = [option for option in options if option.value in ticked]
    boxes = CheckboxesElement(action_id=ids.TICKS, options=options, initial_options=initial or None)
    return ActionsBlock(elements=[boxes])


def _below_boxes(voice: Voice, turn: Asked) -> list[ButtonElement]:
    says, again = "Done: what is ticked is in place, the rest is not", _still_so(voice, turn)
    return [
        *again,
        voice.press(turn.turn, ids.DONE, "Done", says=says, primary=not again),
        voice.press(turn.turn, NONE, BOT_OPTIONS[NONE]),
        voice.press(turn.turn, NOT_SURE, BOT_OPTIONS[NOT_SURE]),
    ]


def _heading(turn: Asked, question: Question) -> str:
    if not turn.position:
        return f"Changing an answer · {question.topic}"
    return f"Question {turn.position} of {'' if turn.exactly else 'about '}{turn.about} · {question.topic}"


def _options(voice: Voice, turn: Asked, question: Question) -> list[ButtonElement]:
    buttons = [
        voice.press(turn.turn, option.id, f"{number} {option.label}", says=f"{option.label}: {option.text}")
        for number, option in enumerate(question.options, start=1)
    ]
    if question.yes_no:
        buttons.append(voice.press(turn.turn, PARTLY, BOT_OPTIONS[PARTLY], says="Partly: for some, or in part"))
    return [*_still_so(voice, turn), *buttons, voice.press(turn.turn, NOT_SURE, BOT_OPTIONS[NOT_SURE])]


def _ways(voice: Voice, turn: Asked, explained: bool) -> list[ButtonElement]:
    """Skip leaves a question unanswered; where it was answered last time, that goes on counting, and the button says so."""
    skip = ("Skip, keep last time's", "Skip: last time's answer goes on counting") if turn.last_time else ("Skip", "")
    ways = [("skip", *skip), ("pause", "Pause", "")]
    if turn.can_go_back:
        ways.insert(0, ("back", "Back" if turn.position else "Leave it as it was", ""))
    if not explained:
        ways.append(("more", "More", ""))
    detail = button(
        "In detail", ids.DETAIL, voice.ref(turn.turn), says="Answer in detail: partly, planned, not applicable"
    )
    return [*(voice.press(turn.turn, name, label, says=says) for name, label, says in ways), detail]


def offered(voice: Voice, turn: Offered) -> Message:
    """A state's own prompt: a choice between ways on, or a request for words."""
    state = voice.flow.state(turn.state)
    if state is None:
        raise LookupError(f"flow {voice.flow.id} has no state {turn.state}")
    blocks: list[Block] = [context(f"{escape(voice.team)} · before we start"), section(state.text.strip())]
    buttons = [voice.press(turn.turn, choice.id, choice.label) for choice in state.choices]
    if state.kind == "words":
        buttons.append(voice.press(turn.turn, "back", "Back"))
    blocks.append(row(*buttons, voice.press(turn.turn, "pause", "Pause")))
    return _prefaced(turn.preface, Message(state.text.strip().splitlines()[0].replace("*", ""), tuple(blocks)))


def joining(voice: Voice, subject: str, only_spreads: bool) -> Message:
    """Said first to somebody who joins an assessment that others have begun: what it is about, and who will see what."""
    work = f"about {escape(subject)}" if subject else "about the team as a rule"
    seen = (
        "Three or more of you answer, so others see only how the answers spread, never who said what."
        if only_spreads
        else "Your team will see these answers."
    )
    text = (
        f"*{escape(voice.team)}, {work}*\nOthers in your team have begun; now your view, in private. Answer for how things "
        f"are today, as a rule. About a dozen questions, 6 minutes; stop and resume whenever you like. {seen} The first "
        "question is below."
    )
    return Message(f"{escape(voice.team)}: your view", (section(text),))


def weighed(voice: Voice, turn: Weighed) -> Message:
    """Two answers that disagree, quoted, with a button for each."""
    clash = turn.contradiction
    subject = voice.library.capabilities[clash.capability].short
    held, lacking = (quoted(voice.library, answer) for answer in (clash.held, clash.lacking))
    text = f"*Two of your answers disagree about {subject}.* Which is right?\n1  {held}\n2  {lacking}"
    buttons = [
        voice.press(turn.turn, Value.HELD.value, "1 The first", says=f"The first: {held}"),
        voice.press(turn.turn, Value.NOT_HELD.value, "2 The second", says=f"The second: {lacking}"),
        voice.press(turn.turn, Value.UNKNOWN.value, "Not sure"),
        voice.press(turn.turn, "back", "Back"),
        voice.press(turn.turn, "pause", "Pause"),
    ]
    return _prefaced(
        turn.preface, Message(f"Two of your answers disagree about {subject}.", (section(text), row(*buttons)))
    )


def read_back(voice: Voice, turn: ReadBack) -> Message:
    """What typed words were taken for, to be confirmed."""
    question = voice.library.questions.get(turn.question)
    option = question.option(turn.heard.choice) if question and not question.several else None
    state = voice.flow.state(turn.state)
    choice = state.choice(turn.heard.choice) if state and not question else None
    given = label(voice.library, question, turn.heard.choice, turn.heard.values)
    meaning = option.text if option else choice.label if choice else given
    text = f"I read that as: {lowered(meaning)}. Right?"
    buttons = (
        button("Yes", f"{ids.ANSWER}:right", voice.ref(turn.turn, f"right {turn.heard.meant}"), primary=True),
        voice.press(turn.turn, "wrong", "No, show the choices"),
    )
    return Message(text, (section(text), row(*buttons)))


def read(words: str) -> Message:
    """A read-back that was answered."""
    return Message("Thank you.", (context(f"You wrote: {escape(cut(words, 80))}"),))


def closed(voice: Voice, turn: int, entry: Passed | None, evidence: Evidence = NOTHING, here: str = "") -> Message:
    """A prompt that is done with: question and answer, or where it went. `here` tells where the conversation is now."""
    if entry is None:
        return Message("This one is closed.", (context(here or "This one is closed; the conversation goes on below."),))
    question = voice.library.questions.get(entry.question)
    if question is None:
        return _settled(voice, entry)
    given = label(voice.library, question, entry.choice, entry.values)
    ticked = len(options_of(question, entry.choice)) if question.several else 0
    shown = f"{ticked} of {len(question.options)} ticked" if ticked > MOST_NAMED else given
    text = f"{question.text}  *{shown}*"
    if _telling(entry.words, given):
        text += f" · you wrote: {escape(cut(entry.words, 80))}"
    text += " · as last time" if entry.since else ""
    behind = given_evidence(evidence)
    text += f" · {behind}" if behind else ""
    blocks: list[Block] = [section(text, _menu(voice, turn))]
    if here:
        blocks.append(context(here))
    return Message(text.replace("*", ""), tuple(blocks))


def _telling(words: str, given: str) -> bool:
    """Whether typed words say more than the answer's own label or number."""
    return bool(words) and not words.isdigit() and words.casefold() != given.casefold()


def _menu(voice: Voice, turn: int) -> OverflowMenuElement:
    options = [
        Option(text=PlainTextObject(text=label), value=f"{name} {voice.ref(turn)}")
        for name, label in ((ids.CHANGE, "Change this answer"), (ids.NOTE, "Note, link, date"))
    ]
    return OverflowMenuElement(action_id=ids.ANSWERED, options=options)


def _settled(voice: Voice, entry: Passed) -> Message:
    """A choice that was no question of the library's: which work is meant, or which of two answers was right."""
    if entry.capability:
        subject = voice.library.capabilities[entry.capability].short
        said = {Value.HELD.value: "in place", Value.NOT_HELD.value: "not in place"}.get(entry.choice, "not sure")
        text = f"Which answer is right about {subject}?  *{said[:1].upper()}{said[1:]}*"
    else:
        state = voice.flow.state(entry.state)
        choice = state.choice(entry.choice) if state else None
        text = f"We look at:  *{escape(choice.label if choice else entry.words)}*"
    return Message(text.replace("*", ""), (section(text),))


def paused(voice: Voice, turn: int) -> Message:
    """The conversation rests; nothing is lost."""
    text = "Paused. Everything so far is kept; resume here or with `/mlops`, whenever you like."
    resume = button("Resume", ids.RESUME, voice.ref(turn), primary=True)
    return Message(text.replace("`", ""), (section(text), row(resume)))


def _prefaced(preface: Preface, message: Message) -> Message:
    if not preface:
        return message
    return Message(f"{PREFACES[preface]} {message.text}", (context(PREFACES[preface]), *message.blocks))
