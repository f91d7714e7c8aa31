"""What Slack remembers: workspaces with their people, channels and messages, all behind one lock."""

import itertools
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.preview.agent import Statuses, Suggested
from bot.preview.calls import Refused
from bot.preview.elements import Element, Payload, elements, find, with_ids
from bot.preview.files import Files
from bot.preview.users import User
from bot.preview.views import Views

TRIGGER_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it stands now; `ephemeral_to` names its only reader, `files` the ids of what it shares."""

    channel: str
    ts: str
    user: str
    bot: bool
    text: str
    blocks: tuple[Payload, ...] = ()
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    files: tuple[str, ...] = ()

    def elements(self) -> Iterator[Element]:
        """Its interactive elements, each with its block, in reading order."""
        return elements(self.blocks)

    def find(
        self,
        action_id: str | None = None,
        *,
        block_id: str | None = None,
        value: str | None = None,
        label: str | None = None,
        option: object = None,
    ) -> Element:
        """The one element that fits; `NotPossible` names what is there if none or several do."""
        return find(self.elements(), option, action_id=action_id, block_id=block_id, value=value, label=label)

    def as_slack(self, workspace: "Workspace") -> Payload:
        """The message object as Slack writes it in answers and payloads."""
        written: Payload = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        written |= {"team": workspace.team_id, "blocks": list(self.blocks)}
        if self.bot:
            written |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
        if self.thread_ts:
            parent = workspace.message(self.channel, self.thread_ts)
            written |= {"thread_ts": self.thread_ts, "parent_user_id": parent.user if parent else self.user}
        if self.files:
            written |= {"files": [workspace.files[one].as_slack() for one in self.files], "upload": True}
        if self.edited:
            written["edited"] = {"user": self.user, "ts": self.ts}
        return written


class Channel:
    """A conversation: a public or private channel, a DM, or a group DM."""

    def __init__(
        self,
        workspace: "Workspace",
        channel_id: str,
        name: str,
        kind: Literal["public", "private", "im", "mpim"],
    ) -> None:
        self.id = channel_id
        self.name = name
        self.kind = kind
        self.members: frozenset[str] = frozenset()
        self.archived = False
        self.created = int(workspace.world.clock())
        self._workspace = workspace

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return self._workspace.bot_user_id in self.members

    def archive(self) -> None:
        """Close the channel to everyone, as its owner can."""
        with self._workspace.world.changed:
            self.archived = True

    def rename(self, name: str) -> None:
        """Give it another name; its id stays."""
        with self._workspace.world.changed:
            self.name = name

    def make_private(self) -> None:
        """Turn a public channel into a private one."""
        with self._workspace.world.changed:
            self.kind = "private"

    def invite(self, user: User | str) -> None:
        """Make someone a member."""
        with self._workspace.world.changed:
            self.members |= {user if isinstance(user, str) else user.id}

    def remove(self, user: User | str) -> None:
        """Take someone out."""
        with self._workspace.world.changed:
            self.members -= {user if isinstance(user, str) else user.id}

    def invite_bot(self) -> None:
        """Make the bot a member."""
        self.invite(self._workspace.bot_user_id)

    def remove_bot(self) -> None:
        """Take the bot out."""
        self.remove(self._workspace.bot_user_id)


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What a trigger_id stands for: who did something, when, and in which modal if in one."""

    user: str
    issued: float
    view_id: str | None


@dataclass(kw_only=True)
class ResponseUrl:
    """What a response_url stands for, and how often it has been used."""

    workspace: "Workspace"
    channel: str
    user: str
    issued: float
    origin: Message | None
    used: int = 0


@dataclass
class Workspace:
    """One company's Slack with the app installed in it.

    `file_looks` is how many looks (an image block, files.info) find a file that is completed from now on not
    ready yet; `agents` whether its plan has the agent surface; `suggested` the prompts by DM.
    """

    world: "World"
    name: str
    team_id: str
    app_id: str
    bot_token: str
    bot_id: str
    bot_user_id: str
    installed: bool = True
    agents: bool = True
    file_looks: int = 0
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    used_triggers: set[str] = field(default_factory=set)
    suggested: dict[str, Suggested] = field(default_factory=dict)
    _messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    _posted: set[tuple[str, str]] = field(default_factory=set)
    _last_ts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bot = User(id=self.bot_user_id, name="mlops-advisor", home_team=self.team_id, is_bot=True)
        self.users[bot.id] = bot
        owner = {"team_id": self.team_id, "app_id": self.app_id, "bot_id": self.bot_id}
        clock, new_id = self.world.clock, self.world.new_id
        self.views = Views(clock, new_id, owner)
        self.statuses = Statuses(clock)
        self.files = Files(clock, new_id, owner=self.bot_user_id, team_id=self.team_id, domain=self.domain)

    @property
    def domain(self) -> str:
        """The first part of its address at slack.com."""
        return "".join(letter for letter in self.name.lower() if letter.isalnum() or letter == "-")

    def add_user(
        self,
        name: str,
        *,
        tz: str = "UTC",
        deleted: bool = False,
        guest: bool = False,
        is_bot: bool = False,
        home_team: str | None = None,
    ) -> User:
        """Someone new; `home_team` is the id of the connected workspace they come from, if any."""
        with self.world.changed:
            user = User(
                id=self.world.new_id("U"),
                name=name,
                home_team=home_team or self.team_id,
                tz=tz,
                deleted=deleted,
                guest=guest,
                is_bot=is_bot,
            )
            self.users[user.id] = user
            return user

    def deactivate(self, user: User) -> None:
        """Someone leaves the company."""
        with self.world.changed:
            self.users[user.id] = replace(self.users[user.id], deleted=True)

    def uninstall(self) -> None:
        """The app is removed from the workspace: its token stops working."""
        with self.world.changed:
            self.installed = False

    def add_channel(
        self, name: str, *, private: bool = False, members: Iterable[User] = (), with_bot: bool = False
    ) -> Channel:
        """A new channel; as in Slack, the bot is no member unless invited."""
        ids = {user.id for user in members} | ({self.bot_user_id} if with_bot else set())
        return self._add_channel("C", name, "private" if private else "public", ids)

    def dm(self, user: User | str) -> Channel:
        """The DM between the bot and this person, opened now if there is none yet."""
        return self.conversation({user if isinstance(user, str) else user.id, self.bot_user_id})

    def conversation(self, ids: Iterable[str]) -> Channel:
        """The DM or group DM of exactly these users, opened now if there is none yet."""
        with self.world.changed:
            members = frozenset(ids)
            for channel in self.channels.values():
                if channel.kind in ("im", "mpim") and channel.members == members:
                    return channel
            if len(members) == 2:
                return self._add_channel("D", "directmessage", "im", members)
            names = "--".join(sorted(self.users[one].handle for one in members))
            return self._add_channel("C", f"mpdm-{names}-1", "mpim", members)

    def _add_channel(
        self, prefix: str, name: str, kind: Literal["public", "private", "im", "mpim"], ids: Iterable[str]
    ) -> Channel:
        with self.world.changed:
            channel = Channel(self, self.world.new_id(prefix), name, kind)
            channel.members = frozenset(ids)
            self.channels[channel.id] = channel
            return channel

    def partner(self, channel: Channel) -> User:
        """The other side of a DM with the bot."""
        return self.users[next(one for one in channel.members if one != self.bot_user_id)]

    def messages(self, channel: Channel | str | None = None) -> list[Message]:
        """All messages, or one channel's, oldest first, ephemeral ones included."""
        with self.world.changed:
            wanted = channel if channel is None or isinstance(channel, str) else channel.id
            return [message for message in self._messages.values() if wanted in (None, message.channel)]

    def message(self, channel: str, ts: str) -> Message | None:
        """The message as it stands now, unless it is gone."""
        with self.world.changed:
            return self._messages.get((channel, ts))

    def was_posted(self, channel: str, ts: str) -> bool:
        """Whether this message was ever there, even if it is gone."""
        return (channel, ts) in self._posted

    def post(
        self,
        channel: str,
        user: str,
        payload: Mapping[str, Any],
        *,
        ephemeral_to: str | None = None,
        files: tuple[str, ...] = (),
    ) -> Message:
        """Keep a new message with the text, blocks and thread_ts of this payload.

        A reply of the bot takes its status in that thread away.
        """
        with self.world.changed:
            message = Message(
                channel=channel,
                ts=self._next_ts(channel),
                user=user,
                bot=user == self.bot_user_id,
                text=str(payload.get("text") or ""),
                blocks=with_ids(payload.get("blocks") or (), self.world.new_block_id),
                thread_ts=payload.get("thread_ts"),
                ephemeral_to=ephemeral_to,
                files=files,
            )
            if message.bot and message.thread_ts:
                self.statuses.clear((channel, message.thread_ts))
            self._messages[channel, message.ts] = message
            self._posted.add((channel, message.ts))
            self.world.changed.notify_all()
            return message

    def rewrite(self, message: Message, payload: Mapping[str, Any]) -> Message:
        """Give a message new text and blocks; as in Slack, text alone takes the old blocks away."""
        with self.world.changed:
            blocks = with_ids(payload.get("blocks") or (), self.world.new_block_id)
            changed = replace(message, text=str(payload["text"]), blocks=blocks, edited=True)
            self._messages[message.channel, message.ts] = changed
            self.world.changed.notify_all()
            return changed

    def delete(self, message: Message) -> None:
        """Take a message away."""
        with self.world.changed:
            del self._messages[message.channel, message.ts]
            self.world.changed.notify_all()

    def _next_ts(self, channel: str) -> str:
        seconds, count = int(self.world.clock()), 1
        last_seconds, last_count = self._last_ts.get(channel, (0, 0))
        if seconds <= last_seconds:
            seconds, count = last_seconds, last_count + 1
        self._last_ts[channel] = seconds, count
        return f"{seconds}.{count * 100:06d}"

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        """A trigger_id for something this person just did."""
        with self.world.changed:
            trigger_id = f"{self.world.new_id('')}.{int(self.world.clock())}.{secrets.token_hex(16)}"
            self.triggers[trigger_id] = Trigger(user=user, issued=self.world.clock(), view_id=view_id)
            return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger_id: once, and within three seconds."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id", f"no interaction in this workspace gave {trigger_id!r}")
        if trigger_id in self.used_triggers:
            raise Refused("exchanged_trigger_id", "a trigger_id opens one view")
        age = self.world.clock() - trigger.issued
        if age > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id", f"the trigger_id is {age:.1f} seconds old")
        self.used_triggers.add(trigger_id)
        return trigger


class World:
    """Everything there is: the workspaces, the clock, and the lock that also tells of changes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.changed = threading.Condition()
        self.app_id = "A0LOCALAPP"
        self.address = ""
        self.workspaces: dict[str, Workspace] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._numbers = itertools.count(1)

    def new_id(self, prefix: str) -> str:
        """An id that nothing else here has, in the look of Slack's."""
        return f"{prefix}{next(self._numbers):010d}"

    def new_block_id(self) -> str:
        """An id for a block or element whose author gave none."""
        return f"auto{next(self._numbers)}"

    def add_workspace(self, name: str) -> Workspace:
        """A new workspace with the app installed."""
        with self.changed:
            workspace = Workspace(
                world=self,
                name=name,
                team_id=self.new_id("T"),
                app_id=self.app_id,
                bot_token=f"xoxb-{secrets.token_hex(12)}",
                bot_id=self.new_id("B"),
                bot_user_id=self.new_id("U"),
            )
            self.workspaces[workspace.team_id] = workspace
            return workspace

    def new_response_url(self, workspace: Workspace, channel: str, user: str, origin: Message | None) -> str:
        """The secret last part of a response_url for something this person did, perhaps in a message."""
        with self.changed:
            secret = secrets.token_urlsafe(18)
            self.response_urls[secret] = ResponseUrl(
                workspace=workspace, channel=channel, user=user, issued=self.clock(), origin=origin
            )
            return secret
