"""`Person`: does in Slack what a person can do, and sees what that person would see."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.preview.calls import Refused
from bot.preview.deliveries import Delivery, Payloads, send
from bot.preview.elements import Element, NotPossible, Payload, rich_text, starting_values
from bot.preview.slack import LocalSlack
from bot.preview.state import Channel, Message, Workspace
from bot.preview.users import User
from bot.preview.views import View
from bot.preview.web_api import check

__all__ = ["Delivery", "NotPossible", "Person"]

_URL = re.compile(r"(https?://[^\s<>|]*[^\s<>|.,;:!?)])")


class Person:
    """One person's Slack client: what they do goes, signed as Slack signs it, to the app at `app_url`.

    What their client would not let them do raises `NotPossible`. `patience` is how many seconds Slack waits
    for the app's answer, `errors` what the app last said about single inputs of the visible modal.
    """

    def __init__(
        self, slack: LocalSlack, workspace: Workspace, user: User, app_url: str, *, patience: float = 3.0
    ) -> None:
        self.slack = slack
        self.workspace = workspace
        self.id = user.id
        self.app_url = app_url
        self.errors: dict[str, str] = {}
        self._patience = patience
        self._payloads = Payloads(slack, workspace, user.id)
        self._chosen: dict[tuple[str, str], dict[str, Payload]] = {}

    @property
    def user(self) -> User:
        """Who this is, as the workspace knows them now."""
        return self.workspace.users[self.id]

    @property
    def dm(self) -> Channel:
        """Their DM with the bot."""
        return self.workspace.dm(self.id)

    @property
    def view(self) -> View | None:
        """The modal they see, if any."""
        with self.slack.world.changed:
            return self.workspace.views.top(self.id)

    @property
    def home(self) -> View | None:
        """The app's Home tab as they see it, if it was published for them."""
        with self.slack.world.changed:
            return self.workspace.views.home(self.id)

    def messages(self, channel: Channel | str | None = None) -> list[Message]:
        """What they see in a channel, by default their DM with the bot, newest last."""
        shown = self._channel(channel)
        if self.id not in shown.members:
            return []
        return [one for one in self.workspace.messages(shown) if one.ephemeral_to in (None, self.id)]

    def command(self, text: str = "", channel: Channel | str | None = None, command: str = "/mlops") -> Delivery:
        """Type a slash command; what the app answers at once becomes a message only they see."""
        where = self._writable(channel)
        delivery = self._deliver(self._payloads.command(command, _escaped(text), where))
        if delivery.error or not delivery.body:
            return delivery
        answer = delivery.answer or {"text": delivery.body}
        try:
            check(self.workspace, "command_ack", answer)
        except Refused as refused:
            return self._refused("command_ack", refused, answer, delivery)
        if answer.get("text"):
            reader = None if answer.get("response_type") == "in_channel" else self.id
            self.workspace.post(where.id, self.workspace.bot_user_id, answer, ephemeral_to=reader)
        return delivery

    def type(self, text: str, channel: Channel | str | None = None, thread_ts: str | None = None) -> Delivery:
        """Write a message, by default to the bot; in other conversations the app hears only mentions."""
        message = self._write(_linked(text), [rich_text(text)], channel, thread_ts)
        delivery = self._payloads.message_event(message, "message")
        if message.channel != self.dm.id:
            return replace(delivery, error="not_subscribed")
        return self._deliver(delivery)

    def mention(self, text: str, channel: Channel | str, thread_ts: str | None = None) -> Delivery:
        """Write a message that mentions the bot in a channel; the app hears it where the bot is a member."""
        bot = self.workspace.bot_user_id
        block = rich_text(f" {text}")
        block["elements"][0]["elements"].insert(0, {"type": "user", "user_id": bot})
        message = self._write(f"<@{bot}> {_linked(text)}", [block], channel, thread_ts)
        delivery = self._payloads.message_event(message, "app_mention")
        if not self._channel(channel).has_bot:
            return replace(delivery, error="not_in_channel")
        return self._deliver(delivery)

    def open_home(self, tab: str = "home") -> Delivery:
        """Look at the app's Home tab, or with `messages` at its Messages tab."""
        event: Payload = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": tab}
        if tab == "home" and self.home is not None:
            event["view"] = self.workspace.views.as_slack(self.home)
        return self._deliver(self._payloads.event(event))

    def click(
        self,
        message: Message,
        action_id: str | None = None,
        *,
        value: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
        option: object = None,
        confirmed: bool = True,
    ) -> Delivery:
        """Use the one element of a message that fits; `option` is what to choose or type in it."""
        element = message.find(action_id, value=value, label=label, block_id=block_id, option=option)
        return self.click_element(message, element, option, confirmed=confirmed)

    def click_element(
        self, message: Message, element: Element, option: object = None, *, confirmed: bool = True
    ) -> Delivery:
        """Use this element of a message; the message may have changed or gone since they loaded it."""
        self._may_act()
        channel = self.workspace.channels[message.channel]
        if self.id not in channel.members or message.ephemeral_to not in (None, self.id):
            raise NotPossible(f"{self.user.name} does not see this message")
        self._check_use(element, option)
        values = self._values(message)
        if element.keeps_state:
            block = values.setdefault(element.block_id, {})
            block[element.action_id] = element.state(element.selection(option))
        return self._use(element, self._payloads.click_in_message(message, element, option, values), confirmed)

    def chosen(self, shown: Message | View) -> dict[str, dict[str, object]]:
        """What this person has chosen and typed so far, by block_id and action_id."""
        values = shown.values if isinstance(shown, View) else self._values(shown)
        chosen: dict[str, dict[str, object]] = {}
        for element in shown.elements():
            if element.keeps_state:
                state = values.get(element.block_id, {}).get(element.action_id)
                chosen.setdefault(element.block_id, {})[element.action_id] = element.chosen(state)
        return chosen

    def _values(self, message: Message) -> dict[str, Payload]:
        """What is chosen in a message as it stands; a block that was replaced starts anew, as in Slack."""
        before = self._chosen.get((message.channel, message.ts), {})
        now = {block: before.get(block, values) for block, values in starting_values(message.blocks).items()}
        self._chosen[message.channel, message.ts] = now
        return now

    def click_in_view(
        self,
        view: View | None,
        action_id: str | None = None,
        *,
        value: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
        option: object = None,
        confirmed: bool = True,
    ) -> Delivery:
        """Use the one element that fits in the visible modal or the Home tab."""
        self._may_act()
        shown = self._shown(view, self.view, self.home)
        element = shown.find(action_id, value=value, label=label, block_id=block_id, option=option)
        self._check_use(element, option)
        if element.keeps_state:
            with self.slack.world.changed:
                shown = self.workspace.views.keep(shown.with_value(element, option))
        return self._use(element, self._payloads.click_in_view(shown, element, option), confirmed)

    def fill(self, view: View | None, values: Mapping[str, object]) -> View:
        """Type and choose in the visible modal or Home tab: inputs by block_id, action_id or label."""
        self._may_act()
        with self.slack.world.changed:
            shown = self._shown(view, self.view, self.home)
            for name, choice in values.items():
                element = _named(shown.elements(), name)
                self._check_choice(element, choice)
                shown = shown.with_value(element, choice)
            return self.workspace.views.keep(shown)

    def submit(self, view: View | None, values: Mapping[str, object] | None = None) -> Delivery:
        """Fill in the visible modal and submit it; what the app answers happens to their modals."""
        shown = self.fill(self._shown(view, self.view), values or {})
        if not shown.content.get("submit"):
            raise NotPossible(f"{shown.title!r} has no submit button")
        for element in shown.elements():
            if element.is_required and _is_empty(shown.values[element.block_id][element.action_id]):
                raise NotPossible(f"{element.label!r} must be filled in")
        self.errors = {}
        delivery = self._deliver(self._payloads.submission(shown))
        if delivery.error:
            return delivery
        try:
            with self.slack.world.changed:
                if self.workspace.views.get(shown.id):  # closed meanwhile: what the app wants of it comes to nothing
                    self._take(shown, delivery)
                self.slack.world.changed.notify_all()
        except Refused as refused:
            return self._refused("view_ack", refused, delivery.answer, delivery)
        return delivery

    def close_view(self) -> Delivery | None:
        """Close the visible modal; the app hears of it, and a delivery comes back, only if it asked to."""
        self._may_act()
        with self.slack.world.changed:
            shown = self._shown(self.view, self.view)
            clears = bool(shown.content.get("clear_on_close"))
            delivery = self._payloads.closing(shown, clears)
            if clears:
                self.workspace.views.clear(self.id)
            else:
                self.workspace.views.close_top(self.id)
            self.slack.world.changed.notify_all()
        return self._deliver(delivery) if shown.content.get("notify_on_close") else None

    def leave_company(self) -> Delivery:
        """Be deactivated by the company's admin; the app hears that this user has changed."""
        self.workspace.deactivate(self.user)
        now = self.slack.world.clock()
        event = {"type": "user_change", "user": self.user.as_slack(self.workspace.team_id, now), "cache_ts": int(now)}
        return self._deliver(self._payloads.event(event))

    def send_event(self, event: Mapping[str, Any]) -> Delivery:
        """Deliver any other event, such as app_uninstalled or channel_archive, even after an uninstall."""
        return send(self.app_url, self.slack.signing_secret, self._payloads.event(event), self._patience, {})

    def redeliver(self, delivery: Delivery, retry_num: int = 1, reason: str = "http_timeout") -> Delivery:
        """Send the identical request again, as Slack does with events; the answer changes nothing here."""
        retry = {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": reason}
        return send(self.app_url, self.slack.signing_secret, delivery, self._patience, retry)

    def _deliver(self, delivery: Delivery) -> Delivery:
        if not self.workspace.installed:
            return replace(delivery, error="not_installed")
        return send(self.app_url, self.slack.signing_secret, delivery, self._patience, {})

    def _use(self, element: Element, delivery: Delivery, confirmed: bool) -> Delivery:
        if not element.raw.get("confirm"):
            return self._deliver(delivery)
        if not confirmed:
            return replace(delivery, error="not_confirmed", confirmed=False)
        return replace(self._deliver(delivery), confirmed=True)

    def _take(self, view: View, delivery: Delivery) -> None:
        """Let the app's answer to a submission happen."""
        answer = delivery.answer
        if delivery.body.strip() and not answer and delivery.body.strip() != "{}":
            raise Refused("invalid_json", "the answer to a submission is empty or a JSON object")
        check(self.workspace, "view_ack", answer)
        views = self.workspace.views
        top = views.top(self.id)
        match answer.get("response_action"):
            case "errors":
                inputs = {element.block_id for element in view.elements() if element.is_input}
                if not inputs >= answer["errors"].keys():
                    raise Refused("invalid_arguments", f"errors may name only the input blocks {sorted(inputs)}")
                self.errors = dict(answer["errors"])
            case "update":
                views.update(views.find(view.id, None), answer["view"], None)
            case "push":
                views.push(self.id, answer["view"], view.id)
            case "clear":
                views.clear(self.id)
            case _ if top is not None and top.id == view.id:
                views.close_top(self.id)

    def _refused(self, method: str, refused: Refused, answer: Payload, delivery: Delivery) -> Delivery:
        self.slack.refuse(method, refused, answer)
        return replace(delivery, error=refused.error)

    def _may_act(self) -> None:
        if self.user.deleted:
            raise NotPossible(f"{self.user.name} is deactivated")

    def _channel(self, channel: Channel | str | None) -> Channel:
        if channel is None:
            return self.dm
        return self.workspace.channels[channel] if isinstance(channel, str) else channel

    def _writable(self, channel: Channel | str | None) -> Channel:
        self._may_act()
        where = self._channel(channel)
        if self.id not in where.members or where.archived:
            raise NotPossible(f"{self.user.name} cannot write in {where.name}")
        return where

    def _write(self, text: str, blocks: list[Payload], channel: Channel | str | None, thread_ts: str | None) -> Message:
        where = self._writable(channel)
        if thread_ts is not None and not self.workspace.was_posted(where.id, thread_ts):
            raise NotPossible(f"{where.name} has no message {thread_ts!r}")
        return self.workspace.post(where.id, self.id, {"text": text, "blocks": blocks, "thread_ts": thread_ts})

    def _shown(self, view: View | None, *visible: View | None) -> View:
        for one in visible:
            if view is not None and one is not None and one.id == view.id:
                return one
        raise NotPossible(f"{self.user.name} does not see {view.title if view else 'a modal'!r} now")

    def _check_use(self, element: Element, choice: object) -> None:
        if not element.is_sent_at_once:
            raise NotPossible(f"{element.label!r} waits for the submission: use fill or submit")
        if element.keeps_state:
            self._check_choice(element, choice)

    def _check_choice(self, element: Element, choice: object) -> None:
        chosen = element.selection(choice)
        ids = chosen if isinstance(chosen, list) else [chosen]
        kind = element.type.removeprefix("multi_")
        people = [one.id for one in list(self.workspace.users.values()) if not one.deleted]
        channels = list(self.workspace.channels)
        offered = {"users_select": people, "channels_select": channels, "conversations_select": channels}
        if kind in offered and not all(one is None or one in offered[kind] for one in ids):
            raise NotPossible(f"{element.label!r} does not offer {choice!r}")


def _named(among: Iterable[Element], name: str) -> Element:
    inputs = [element for element in among if element.keeps_state]
    fitting = [one for one in inputs if name in (one.block_id, one.action_id, one.label)]
    if len(fitting) != 1:
        there = ", ".join(repr(one.label or one.action_id) for one in inputs)
        raise NotPossible(f"{len(fitting)} inputs are named {name!r}; there are: {there or 'none'}")
    return fitting[0]


def _is_empty(state: Payload) -> bool:
    return not any(chosen for key, chosen in state.items() if key != "type")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _linked(text: str) -> str:
    """Typed text as Slack stores it: escaped, and addresses made links."""
    parts = _URL.split(text)
    return "".join(f"<{_escaped(part)}>" if at % 2 else _escaped(part) for at, part in enumerate(parts))
