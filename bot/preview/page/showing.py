"""What the page shows, as plain data for its script: one person's Slack in one conversation. See page/src/state.ts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ids
from bot.listeners.subcommands import SUBCOMMANDS
from bot.preview.page.company import Company
from bot.preview.page.underneath import underneath
from bot.preview.people import Person
from bot.preview.slack import Channel, Message, RefusedCall
from bot.store import rhythms
from bot.store.database import Store
from knowledge.library import Library

MOST_MESSAGES = 200
A_MINUTE = 60


def commands() -> list[dict[str, str]]:
    """The slash command and its words, for completion."""
    words = [{"text": f"{ids.COMMAND} {one.word}", "help": one.help} for one in SUBCOMMANDS.values() if one.word]
    return [{"text": ids.COMMAND, "help": "Begin, or see where your team stands"}, *words]


def shown(company: Company, store: Store, library: Library, person: Person, place: str) -> dict[str, Any]:
    """Everything on the page but what changes by itself in it. `place` is a channel's id; any other: their first."""
    with company.slack.world.changed:
        channels = company.channels(person)
        channel = next((one for one in channels if one.id == place), company.first_channels[person.id])
        slack = {
            **_around(company, person, channels),
            **_conversation(company, person, channel),
            "home": _home(person),
            "modal": _modal(person),
            **_suggested(company, channel),
            "commands": commands(),
            "refused": [_refusal(one) for one in company.slack.refused],
        }
        seen = {one.id: one.name for person in company.people for one in company.channels(person)}
    db = store.reading()
    return {
        **slack,
        "now": int(company.slack.world.clock() // A_MINUTE * A_MINUTE),
        "next": _next(company, rhythms.soonest(db, company.workspace.team_id), seen),
        "samples": company.has_samples,
        "underneath": underneath(db, library, company.workspace.team_id, person.id),
    }


def _around(company: Company, person: Person, channels: Sequence[Channel]) -> dict[str, Any]:
    """Who there is, and what stands in the sidebar."""
    users = list(company.workspace.users.values())
    return {
        "people": [_person(company, one) for one in company.people],
        "users": [{"id": one.id, "name": one.name, "bot": one.is_bot} for one in users],
        "channels": [_channel(company, person, one) for one in channels],
    }


def _conversation(company: Company, person: Person, channel: Channel) -> dict[str, Any]:
    """The newest messages of a conversation as a person sees them, and what they have chosen in those."""
    messages = person.messages(channel)[-MOST_MESSAGES:]
    with_choices = [one for one in messages if any(part.keeps_state for part in one.elements())]
    return {
        "shown": channel.id,
        "messages": [_message(company, one) for one in messages],
        "chosen": {one.ts: person.chosen(one) for one in with_choices},
    }


def _suggested(company: Company, channel: Channel) -> dict[str, Any]:
    """What the bot suggests to write in a conversation, and what it says that it is doing."""
    suggested = company.workspace.suggested.get(channel.id)
    statuses = [words for thread, words in company.workspace.statuses.items() if thread[0] == channel.id]
    return {
        "prompts": [{"title": one.title, "message": one.message} for one in suggested.prompts] if suggested else [],
        "prompts_title": suggested.title if suggested else "",
        "status": statuses[0] if statuses else "",
    }


def _person(company: Company, person: Person) -> dict[str, str]:
    latest = max(_latest(person, channel) for channel in company.channels(person))
    team = f"#{company.first_channels[person.id].name}"
    return {"id": person.id, "name": person.user.name, "team": team, "latest": latest}


def _latest(person: Person, channel: Channel) -> str:
    """When somebody else last said something there that this person sees; empty: never."""
    return max((one.ts for one in person.messages(channel) if one.user != person.id), default="")


def _channel(company: Company, person: Person, channel: Channel) -> dict[str, str]:
    name = channel.name
    if channel.kind == "mpim":
        others = sorted(company.workspace.users[one].name for one in channel.members if one != person.id)
        name = ", ".join(others)
    return {"id": channel.id, "name": name, "kind": channel.kind, "latest": _latest(person, channel)}


def _message(company: Company, message: Message) -> dict[str, Any]:
    files = [company.workspace.files[one] for one in message.files]
    return {
        "ts": message.ts,
        "user": message.user,
        "bot": message.bot,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "ephemeral": message.ephemeral_to is not None,
        "edited": message.edited,
        "files": [{"id": one.id, "name": one.name, "title": one.title, "image": one.is_picture} for one in files],
    }


def _home(person: Person) -> dict[str, Any] | None:
    view = person.home
    return {"id": view.id, "hash": view.hash, "blocks": view.blocks, "values": person.chosen(view)} if view else None


def _modal(person: Person) -> dict[str, Any] | None:
    view = person.view
    if view is None:
        return None
    words = {key: (view.content.get(key) or {}).get("text", "") for key in ("submit", "close")}
    return {
        "id": view.id,
        "hash": view.hash,
        "title": view.title,
        **words,
        "blocks": view.blocks,
        "values": person.chosen(view),
        "errors": person.errors,
    }


def _refusal(refused: RefusedCall) -> dict[str, str]:
    return {"method": refused.method, "error": refused.error, "detail": refused.detail}


def _next(company: Company, soonest: Iterable[rhythms.Kept], seen: Mapping[str, str]) -> dict[str, Any] | None:
    """The next check-in or digest that somebody on the page sees; `seen` names the channels of all of them."""
    for kept in soonest:
        if kept.kind == "digest" and kept.subject in seen:
            what = f"the digest in #{seen[kept.subject]}"
        elif kept.kind == "checkin" and company.is_ours(kept.subject):
            what = "the next check-in"
        else:
            continue
        return {"at": datetime.fromisoformat(kept.next_due).timestamp(), "what": what}
    return None
