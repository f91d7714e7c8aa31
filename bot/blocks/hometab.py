"""The Home tab: a team's stages and what moved, its profile, what is open, and the one thing that matters now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    HeaderBlock,
    InteractiveElement,
    Option,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot import days, ids
from bot.attention import LONGEST_TITLE, Invited, Mine, Now, TeamSeen, answer_invitation, matters_now, things
from bot.blocks import home
from bot.blocks.kit import OPTION, Message, button, context, divider, row, section
from bot.blocks.placements import headline, in_order, number, profile, titled
from bot.blocks.programme import ALL, MINE
from bot.store.actions import Action
from bot.store.targets import Target
from bot.store.teams import Team
from bot.text import cut, escape
from knowledge.library import Library, MaturityModel
from knowledge.scoring import Placement

SHOWN_ACTIONS = 5
MOST_TEAMS = 100
LONGEST_HEADER = 150


def view(blocks: Sequence[Block]) -> View:
    """Blocks as a Home tab."""
    return View(type="home", blocks=list(blocks))


def member(library: Library, seen: TeamSeen, mine: Mine, own: Sequence[Team], programme: bool) -> list[Block]:
    """The Home tab of a member; of several teams it shows one, and `programme` leads may switch to all."""
    now = matters_now(seen, mine)
    blocks = switches(seen.team, own, programme, MINE)
    blocks += [_header(seen.team.name), *_now(now)]
    if seen.result:
        blocks += [divider(), *stages(library, seen), context(_about(seen)), *_disputed(seen, now)]
    blocks += _doing(library, seen, names=True)
    return [
        *blocks,
        divider(),
        row(*_ways(seen, mine, now)),
        context("Only you see this page. Your team sees the same stages, actions and target on theirs."),
    ]


def newcomer(invited: Invited | None, programme: bool = False) -> list[Block]:
    """The Home tab of somebody without a team: what this is, what it stores, and the way in."""
    blocks = switches(None, (), programme, MINE)
    blocks += _now(answer_invitation(invited)) if invited else []
    start = button("Start with my team", ids.NEW_TEAM, says="Start: set up my team first", primary=not invited)
    stores = (
        "*What I keep:* your team's name, channel, lead and members; your answers and notes; the results. It stays in your "
        "organization's own database; apart from Slack, nothing receives it, and no language model reads it."
    )
    return [
        *blocks,
        home.welcome().blocks[0],
        section(stores),
        row(start, button("See an example", ids.EXAMPLE), button("What is stored?", ids.STORED)),
        context("Is your team here already? Type `/mlops` in its channel to join it."),
    ]


def team_page(library: Library, seen: TeamSeen) -> Message:
    """A team as a programme lead sees it: stages, profile and open actions; no answer, and nobody's name."""
    name = escape(cut(seen.team.name, LONGEST_TITLE))
    blocks: list[Block] = [_header(seen.team.name)]
    if seen.result:
        blocks += [*stages(library, seen), context(f"Result of {days.told(seen.reached or seen.day)}.")]
    else:
        blocks.append(section("No result yet."))
    blocks += _doing(library, seen, names=False)
    blocks.append(context(f"Home: <#{seen.team.channel}>. Who answered, and what anyone said, stays with the team."))
    return Message(f"{name}: where it stands", tuple(blocks), "A team")


def switches(shown: Team | None, own: Sequence[Team], programme: bool, scope: str) -> list[Block]:
    """What a Home tab can be switched to: all teams, for who leads the programme; and another of one's own."""
    elements: list[InteractiveElement] = []
    if programme:
        scopes = {
            scope: Option(text=PlainTextObject(text=label), value=scope)
            for scope, label in ((MINE, "My team"), (ALL, "All teams"))
        }
        elements.append(
            RadioButtonsElement(action_id=ids.HOME_SCOPE, options=list(scopes.values()), initial_option=scopes[scope])
        )
    if shown and len(own) > 1 and scope == MINE:
        elements.append(_team_menu(shown, own))
    blocks: list[Block] = [row(*elements)] if elements else []
    left_out = len(own) - MOST_TEAMS
    if shown and left_out > 0:
        blocks.append(
            context(f"{left_out} more of your teams do not fit in the menu: type `/mlops` in their channels.")
        )
    return blocks


def _team_menu(shown: Team, own: Sequence[Team]) -> StaticSelectElement:
    offered = [shown, *(team for team in own if team.id != shown.id)][:MOST_TEAMS]
    options = [
        Option(text=PlainTextObject(text=cut(team.name, OPTION), emoji=False), value=team.id) for team in offered
    ]
    return StaticSelectElement(
        action_id=ids.HOME_TEAM, placeholder="Choose a team", options=options, initial_option=options[0]
    )


def _header(text: str) -> HeaderBlock:
    return HeaderBlock(
        text=PlainTextObject(text=cut(" ".join(text.split()) or "Your team", LONGEST_HEADER), emoji=False)
    )


def _now(now: Now) -> list[Block]:
    return [section(now.text), row(button(now.label, now.action, now.value, primary=True))]


def stages(library: Library, seen: TeamSeen) -> list[Block]:
    """A line per scale with what moved since last time, then the profiles over dimensions as text bars."""
    earlier = {one.maturity_model: one for one in seen.before}
    ordered = in_order(library, seen.placements)
    lines = []
    for found in ordered:
        model = library.maturity_models[found.maturity_model]
        since = _moved(model, found, earlier.get(model.id), seen)
        lines.append("  ·  ".join(filter(None, (titled(model, found), since))))
    blocks: list[Block] = [section("\n".join(lines))]
    for found in ordered:
        model = library.maturity_models[found.maturity_model]
        if found.applicable and len(model.dimensions) > 1:
            blocks.append(section(f"*{model.short_name} over its dimensions*\n{profile(model, found)}"))
    return blocks


def _moved(model: MaturityModel, now: Placement, before: Placement | None, seen: TeamSeen) -> str:
    """ "up from level 0 in August", "unchanged since August"; nothing for a team's first result."""
    if seen.before_reached is None:
        return ""
    when = days.month(seen.before_reached, seen.day)
    if before is None:
        return "new since last time"
    if not before.applicable and now.applicable:
        return f"did not apply in {when}"
    if not now.applicable or (now.overall, now.tied) == (before.overall, before.tied):
        return f"unchanged since {when}" if before.applicable == now.applicable else f"it did in {when}"
    if not model.dimensions:
        return f"was “{headline(model, before)}” in {when}"
    return f"{_direction(now, before)} {number(model, before.overall)} in {when}"


def _direction(now: Placement, before: Placement) -> str:
    low, high = now.overall.low - before.overall.low, now.overall.high - before.overall.high
    return "up from" if min(low, high) >= 0 else "down from" if max(low, high) <= 0 else "was"


def _about(seen: TeamSeen) -> str:
    """How many answered and have not, when, and when it is worth asking again."""
    people = "1 person" if seen.respondents == 1 else f"{seen.respondents} people"
    facts = [f"{people} answered"]
    if seen.waiting:
        facts.append(f"{seen.waiting} of those asked {'has' if seen.waiting == 1 else 'have'} not answered yet")
    if seen.reached:
        facts.append(f"{'result' if seen.before_reached else 'first result'} of {days.told(seen.reached)}")
    if seen.next_checkin:
        facts.append(f"next check-in {days.told(seen.next_checkin)}")
    elif seen.worth_repeating:
        facts.append(f"an assessment is worth repeating about {days.told(seen.worth_repeating)}")
    return " · ".join(facts)


def _disputed(seen: TeamSeen, now: Now) -> list[Block]:
    """What people see differently, unless that is what matters now."""
    if not seen.disputed or now.action == ids.SPREAD:
        return []
    text = (
        f"*Your team sees {things(seen.disputed)} differently.* Talk about it; the lead can record what you agree on."
    )
    return [section(text, button("How answers spread", ids.SPREAD, seen.result))]


def _doing(library: Library, seen: TeamSeen, names: bool) -> list[Block]:
    """Open actions, soonest due first, and the target; with the owners' names for the team itself."""
    blocks: list[Block] = []
    if seen.actions:
        lines = [_action(one, seen.day, names) for one in seen.actions[:SHOWN_ACTIONS]]
        more = len(seen.actions) - SHOWN_ACTIONS
        left_out = f"\nand {more} more" if more > 0 else ""
        count = f"*Open actions ({len(seen.actions)})*\n"
        blocks += [divider(), section(count + "\n".join(lines) + left_out)]
    if seen.target:
        target = section(
            _target(library, seen, seen.target), button("Target", ids.TARGET, seen.team.id) if names else None
        )
        blocks += [target] if blocks else [divider(), target]
    return blocks


def _action(action: Action, today: date, names: bool) -> str:
    owner = f"<@{action.owner}>" if action.owner else "nobody yet"
    facts = [owner if names else "", days.due(action.due, today), "started" if action.state == "started" else ""]
    return f"•  {escape(cut(action.title, LONGEST_TITLE))} ({', '.join(filter(None, facts))})"


def _target(library: Library, seen: TeamSeen, target: Target) -> str:
    """The target, and whether it is reached or its date has passed."""
    model = library.maturity_models.get(target.maturity_model)
    if model is None or target.level not in [level.number for level in model.levels]:
        return "*Target:* on a scale or level that this release no longer has. Set it anew."
    level = f"{model.level_word} {target.level} of {model.top}, {model.level(target.level).name}"
    found = next((one for one in seen.placements if one.maturity_model == model.id), None)
    by = days.of(target.due) if target.due else None
    facts = [level, f"on {model.name}", f"by {days.told(by)}" if by else ""]
    reached = found is not None and found.applicable and found.overall.low >= target.level
    state = "It is reached." if reached else "The day has passed." if by and by < seen.day else ""
    return f"*Target:* {', '.join(filter(None, facts))}. {state}".rstrip()


def _ways(seen: TeamSeen, mine: Mine, now: Now) -> list[InteractiveElement]:
    """The ways on from here, without the one that is on top already."""
    team = seen.team.id
    with_result = {ids.STAGE: "Last result", ids.STEPS: "Next steps"} if seen.result else {}
    view = {ids.ASSESS: "Give your view"} if seen.result and mine.joins else {}
    further = {ids.HISTORY: "History", ids.CHECKIN: "Check-ins"} if seen.result else {}
    export = {ids.EXPORT: "Export"} if seen.result else {}
    ways = {**view, **with_result, ids.ACTIONS: "Actions", **further, ids.TEAM: "Team", **export, ids.HELP: "Help"}
    return [button(label, word, team) for word, label in ways.items() if word != now.action]
