"""Actions: their buttons and modals. What was clicked is shown anew, with what was done on top."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.actions import Entered, Taken, Wrong
from bot.blocks import action_forms, action_notes, actions, checkin, finished, pages, steps, targets
from bot.blocks.kit import Message, section
from bot.desk import Call, Desk
from bot.endings import Ended
from bot.ids import FormRef
from bot.listeners.handling import Answer, Clicked, OnClick, OnSubmit, Submitted
from bot.membership import NotInTeam
from bot.people import Click, Person
from bot.store.actions import Action
from bot.store.teams import Team
from knowledge.advice import Kind
from knowledge.library import Value


def page(desk: Desk, call: Call, team: Team) -> Message:
    """The team's open actions."""
    return listed(desk, call.person, team.id, f"{actions.OPEN} 1")


def listed(desk: Desk, person: Person, team: str, where: str, said: Sequence[str] = ()) -> Message:
    """A page of the open or of the closed actions: "open 1", "closed 2"."""
    which, number = actions.page_of(where)
    door = desk.actions
    found = door.listing(person, team, actions.PAGE, (number - 1) * actions.PAGE)
    if which == actions.CLOSED:
        return actions.closed_page(found.team, found.closed, found.closed_count, door.today, number, said)
    target = desk.targets.find(person, team)
    line = targets.line(desk.library, target) if target else ""
    return actions.open_page(found.team, found.open, found.closed_count, door.today, number, said, line)


def anew(desk: Desk, person: Person, team: str, where: str, said: Sequence[str]) -> Message | None:
    """The page that a button stands on, as it is now; None if it stands on none that can be shown."""
    if where == targets.PAGE:
        way = desk.targets.way(person, team)
        return targets.page(desk.library, way, desk.targets.today, "\n".join(said)) if way else None
    if where == steps.PAGE:
        return _steps_anew(desk, person, team, said)
    if where.startswith(f"{checkin.PAGE} "):
        return desk.checkins.anew(person, team, where.rpartition(" ")[2], said)
    return listed(desk, person, team, where, said) if where else None


def form_ref(call: Call, about: str, where: str, alone: bool = True) -> str:
    """What a modal carries. A message that others see stays as it is, and so does one that shows more than the action."""
    click = call.click
    replaced = click and click.surface == "message" and not click.public and (where or alone)
    return str(FormRef(about, where, click.response_url if click and replaced else ""))


def show_anew(desk: Desk, form: Submitted, ref: FormRef, message: Message) -> None:
    """Put a message in the place of the one that a modal was opened from."""
    if ref.url:
        desk.answer_click(Call(form.person, "", form.app, click=Click(ref.url, "", "")), message)


def _steps_anew(desk: Desk, person: Person, team: str, said: Sequence[str]) -> Message | None:
    found = desk.results.latest(person, _team(desk, person, team))
    if found is None:
        return None
    taken, target = desk.actions.by_capability(person, team), desk.targets.find(person, team)
    shown = steps.steps_page(desk.library, found, taken, target is not None)
    return Message(shown.text, (section("\n".join(said)), *shown.blocks), shown.title)


def _team(desk: Desk, person: Person, team: str) -> Team:
    found = desk.teams.own(person, team)
    if found is None:
        raise NotInTeam(team)
    return found


def _shown(desk: Desk, call: Call, action: Action, where: str, said: Sequence[str]) -> None:
    message = anew(desk, call.person, action.team, where, said)
    desk.answer_click(call, message or actions.one(action, desk.actions.today, said))


def _state(action: Action) -> str:
    return f"*{actions.titled(action)}* is {action.state}."


def _page(desk: Desk, call: Call, click: Clicked) -> None:
    desk.answer_click(call, listed(desk, call.person, click.value, click.detail))


def _take_on(desk: Desk, call: Call, click: Clicked) -> None:
    """The modal; or the action, if the step is one by now."""
    team_id, _, step_id = click.value.partition(" ")
    team, step = _team(desk, call.person, team_id), desk.actions.step(step_id)
    there = desk.actions.by_capability(call.person, team_id).get(step.capability)
    if there:
        desk.answer_beside(call, actions.one(there, desk.actions.today, ["This is taken on already:"]))
        return
    found = desk.results.latest(call.person, team)
    unknown = found is not None and found.known.get(step.capability) is Value.UNKNOWN
    kind: Kind = "find_out" if unknown else "do"
    ref = form_ref(call, click.value, click.detail, alone=False)
    view = action_forms.take_on_view(desk.library, step, kind, team, call.person.id, ref)
    desk.open(call, view, "Take this on", ids.TAKE_ON, click.value)


def _start(desk: Desk, call: Call, click: Clicked) -> None:
    action = desk.actions.start(call.person, click.value)
    _shown(desk, call, action, click.detail, [_state(action)])


def _accept(desk: Desk, call: Call, click: Clicked) -> None:
    action = desk.actions.accept(call.person, click.value)
    mine = action.owner == call.person.id
    said = "It is yours now." if mine else f"It is not with you any more. Owner: {actions.owner(action)}."
    _shown(desk, call, action, click.detail, [said])


def _decline(desk: Desk, call: Call, click: Clicked) -> None:
    action = desk.actions.decline(call.person, click.value)
    mine = action.owner == call.person.id
    said = "You have taken it on already; name somebody else under Edit." if mine else "It is not with you any more."
    _shown(desk, call, action, click.detail, [said])


def _remind(desk: Desk, call: Call, click: Clicked) -> None:
    action, outcome = desk.actions.remind(call.person, click.value)
    _shown(desk, call, action, click.detail, [action_notes.reminded(action, outcome)])


def _reopen(desk: Desk, call: Call, click: Clicked) -> None:
    made = desk.actions.reopen(call.person, click.value)
    if isinstance(made, Taken):
        said = ["This is taken on anew already:"]
        desk.answer_click(call, actions.one(made.action, desk.actions.today, said))
        return
    _shown(desk, call, made.action, click.detail, _ended(desk, call.person, made, assessed=True))


def _new_date(desk: Desk, call: Call, click: Clicked) -> None:
    """Going on: a new date, picked in a reminder."""
    made = desk.actions.go_on(call.person, click.detail, click.value)
    if isinstance(made, Wrong):
        action = desk.actions.find(call.person, click.detail)
        desk.answer_beside(call, actions.one(action, desk.actions.today, [made.due or made.owner]))
        return
    desk.answer_click(call, actions.one(made, desk.actions.today, ["Going on."]))


def _more(desk: Desk, call: Call, click: Clicked) -> None:
    """The small menu of an action."""
    name, _, id = click.value.partition(" ")
    CLICKS[name](desk, call, Clicked(name, click.detail, id))


def _edit(desk: Desk, call: Call, click: Clicked) -> None:
    action = desk.actions.find(call.person, click.value)
    view = action_forms.edit_view(action, form_ref(call, action.id, click.detail))
    desk.open(call, view, "Edit", ids.ACTION_EDIT, click.value)


def _drop(desk: Desk, call: Call, click: Clicked) -> None:
    action = desk.actions.find(call.person, click.value)
    if action.closed:
        _shown(desk, call, action, click.detail, [_state(action)])
        return
    view = action_forms.drop_view(action, form_ref(call, action.id, click.detail))
    desk.open(call, view, "Drop", ids.ACTION_DROP, click.value)


def _done(desk: Desk, call: Call, click: Clicked) -> None:
    action = desk.actions.find(call.person, click.value)
    if action.closed:
        _shown(desk, call, action, click.detail, [_state(action)])
        return
    found = desk.results.latest(call.person, _team(desk, call.person, action.team))
    known = found.known.get(action.capability, Value.UNKNOWN) if found else Value.UNKNOWN
    view = action_forms.finish_view(desk.library, action, known, form_ref(call, action.id, click.detail))
    desk.open(call, view, "Done", ids.ACTION_DONE, click.value)


def _entered(form: Submitted) -> Entered:
    inputs = (ids.TITLE_INPUT, ids.WORDS_INPUT, ids.OWNER_INPUT, ids.DUE_INPUT)
    return Entered(*(form.input(block) for block in inputs))


def _wrong(wrong: Wrong) -> dict[str, str]:
    """What is wrong, by input."""
    named = {
        ids.TITLE_INPUT: wrong.title,
        ids.OWNER_INPUT: wrong.owner,
        ids.DUE_INPUT: wrong.due,
        ids.REASON_INPUT: wrong.reason,
    }
    return {block: text for block, text in named.items() if text}


def _taken_on(desk: Desk, form: Submitted) -> Answer:
    ref = FormRef.parse(form.metadata)
    team, _, step = ref.about.partition(" ")
    made = desk.actions.take_on(form.person, team, step, _entered(form))
    if isinstance(made, Wrong):
        return _wrong(made)
    said = ["Taken on:" if made.new else "This is taken on already:"]
    if made.action.asked_by == form.person.id:
        said.append(f"I ask <@{made.action.owner}> by direct message.")
    return _answered(desk, form, ref, made.action, said)


def _answered(desk: Desk, form: Submitted, ref: FormRef, action: Action, said: Sequence[str]) -> Answer:
    """The page beneath is shown anew; the modal says what was done."""
    message = anew(desk, form.person, action.team, ref.page, said) if ref.url else None
    alone = actions.one(action, desk.actions.today, said)
    show_anew(desk, form, ref, message or alone)
    return pages.page(alone)


def _edited(desk: Desk, form: Submitted) -> Answer:
    ref = FormRef.parse(form.metadata)
    made = desk.actions.edit(form.person, ref.about, _entered(form))
    if isinstance(made, Wrong):
        return _wrong(made)
    return _answered(desk, form, ref, made, ["Saved."])


def _dropped(desk: Desk, form: Submitted) -> Answer:
    ref = FormRef.parse(form.metadata)
    made = desk.actions.drop(form.person, ref.about, form.input(ids.REASON_INPUT))
    if isinstance(made, Wrong):
        return _wrong(made)
    return _answered(desk, form, ref, made, [_state(made)])


def _finished(desk: Desk, form: Submitted) -> Answer:
    """The action is done; what that moved is said at once."""
    ref = FormRef.parse(form.metadata)
    chosen = form.input(ids.ENDING_INPUT)
    value = Value(chosen) if chosen in (Value.HELD.value, Value.NOT_HELD.value) else None
    made = desk.actions.finish(form.person, ref.about, value)
    said = _ended(desk, form.person, made, assessed=made.counts or value is None)
    message = finished.message(made.action, said, assessed=made.counts or value is None)
    show_anew(desk, form, ref, anew(desk, form.person, made.action.team, ref.page, said) or message)
    return pages.page(message)


def _ended(desk: Desk, person: Person, ended: Ended, assessed: bool) -> list[str]:
    if ended.counts:
        outcome = desk.results.find(person, ended.result) if ended.result else None
        return finished.counted(desk.library, ended.action, ended.before, outcome)
    return finished.unchanged(ended.action) if assessed else finished.no_assessment(ended.action)


CLICKS: dict[str, OnClick] = {
    ids.TAKE_ON: _take_on,
    ids.ACTION_START: _start,
    ids.ACTION_DONE: _done,
    ids.ACTION_DROP: _drop,
    ids.ACTION_EDIT: _edit,
    ids.ACTION_REMIND: _remind,
    ids.ACTION_REOPEN: _reopen,
    ids.ACTION_ACCEPT: _accept,
    ids.ACTION_DECLINE: _decline,
    ids.ACTION_MORE: _more,
    ids.ACTION_DUE: _new_date,
    ids.ACTION_PAGE: _page,
}
SUBMITS: dict[str, OnSubmit] = {
    ids.TAKE_ON_VIEW: _taken_on,
    ids.EDIT_ACTION_VIEW: _edited,
    ids.DROP_ACTION_VIEW: _dropped,
    ids.FINISH_ACTION_VIEW: _finished,
}
