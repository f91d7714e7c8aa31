"""The modals and Home tabs of one workspace: each person's stack, and what was typed."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.preview.calls import Refused
from bot.preview.elements import Element, Payload, elements, find, starting_values, with_ids

STACK_DEPTH = 3


@dataclass(frozen=True, kw_only=True)
class View:
    """A modal or a Home tab as it stands now; `values` is what a person has chosen and typed so far."""

    id: str
    user: str
    content: Payload
    values: dict[str, Payload]
    hash: str
    root_id: str
    previous_id: str | None = None

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.content["type"])

    @property
    def blocks(self) -> tuple[Payload, ...]:
        """Its blocks, all with ids."""
        return tuple(self.content["blocks"])

    @property
    def callback_id(self) -> str:
        """The id under which the app hears of a submission."""
        return str(self.content.get("callback_id") or "")

    @property
    def title(self) -> str:
        """The words in its title bar."""
        return str((self.content.get("title") or {}).get("text", ""))

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it unseen."""
        return str(self.content.get("private_metadata") or "")

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

    def with_value(self, element: Element, choice: object) -> "View":
        """The same view after a person chose this in that element."""
        block = {
            **self.values.get(element.block_id, {}),
            element.action_id: element.state(element.selection(choice)),
        }
        return replace(self, values={**self.values, element.block_id: block})


class Views:
    """All views of one workspace; its callers hold the lock."""

    def __init__(self, clock: Callable[[], float], new_id: Callable[[str], str], owner: Mapping[str, str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._owner = owner
        self._views: dict[str, View] = {}
        self._stacks: dict[str, list[str]] = {}
        self._homes: dict[str, str] = {}

    def stack(self, user: str) -> list[View]:
        """The modals this person has open, the visible one last."""
        return [self._views[view_id] for view_id in self._stacks.get(user, ())]

    def top(self, user: str) -> View | None:
        """The modal this person sees, if any."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """This person's Home tab, if it was published."""
        view_id = self._homes.get(user)
        return self._views[view_id] if view_id else None

    def get(self, view_id: str) -> View | None:
        """The view with this id, while it is open."""
        return self._views.get(view_id)

    def open(self, user: str, content: Mapping[str, Any], inside: str | None = None) -> View:
        """Start a new stack for this person; an older one gives way. Raises `Refused` for a trigger from inside one.

        Slack documents views.push, views.update and the answer to a submission for what follows in an open modal.
        Of views.open there its maintainers say that the call may be answered well and the modal still not appear,
        or appear on some clients only: what cannot be relied on is refused here (Slack has no error for it).
        """
        if inside in self._stacks.get(user, ()):
            raise Refused("invalid_arguments", f"the trigger comes from inside the open modal {inside}: push or update")
        self.clear(user)
        view = self._new_view(user, content)
        self._stacks[user] = [view.id]
        return view

    def push(self, user: str, content: Mapping[str, Any], upon: str | None) -> View:
        """Lay another modal on the one in which the person acted."""
        stack = self._stacks.get(user, [])
        if upon is None or upon not in stack:
            raise Refused("not_found", "views.push needs a trigger_id from inside an open modal")
        if len(stack) >= STACK_DEPTH:
            raise Refused("push_limit_reached", f"a person sees at most {STACK_DEPTH} modals on one another")
        view = self._new_view(user, content, previous=self._views[stack[-1]])
        stack.append(view.id)
        return view

    def publish(self, user: str, content: Mapping[str, Any], known_hash: str | None) -> View:
        """Show this on the person's Home tab."""
        old = self.home(user)
        if old is not None:
            return self.update(old, content, known_hash)
        if known_hash:
            raise Refused("hash_conflict", "no Home tab was published yet")
        view = self._new_view(user, content)
        self._homes[user] = view.id
        return view

    def update(self, view: View, content: Mapping[str, Any], known_hash: str | None) -> View:
        """Change a view in place; what was typed stays where block_id, action_id and type stay."""
        if known_hash and known_hash != view.hash:
            raise Refused("hash_conflict", f"the view's hash is {view.hash}, not {known_hash}")
        prepared = self._prepared(content, view.id)
        values = starting_values(prepared["blocks"])
        for block_id, block in values.items():
            for action_id, state in block.items():
                kept: Payload = view.values.get(block_id, {}).get(action_id) or state
                block[action_id] = kept if kept["type"] == state["type"] else state
        return self.keep(replace(view, content=prepared, values=values, hash=self._new_hash()))

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """The open view that views.update means."""
        for view in self._views.values():
            if view.id == view_id or (not view_id and external_id and view.content.get("external_id") == external_id):
                return view
        raise Refused("not_found", f"no open view has the id {view_id or external_id!r}")

    def keep(self, view: View) -> View:
        """Remember this state of a view."""
        self._views[view.id] = view
        return view

    def close_top(self, user: str) -> None:
        """Close the visible modal; the one below it appears."""
        del self._views[self._stacks[user].pop()]

    def clear(self, user: str) -> None:
        """Close all modals of this person."""
        while self._stacks.get(user):
            self.close_top(user)

    def as_slack(self, view: View) -> Payload:
        """The view object as Slack writes it in answers and payloads."""
        content = view.content
        return {
            "id": view.id,
            "type": view.type,
            "blocks": content["blocks"],
            "private_metadata": view.private_metadata,
            "callback_id": view.callback_id,
            "state": {"values": view.values},
            "hash": view.hash,
            "title": content.get("title"),
            "clear_on_close": bool(content.get("clear_on_close")),
            "notify_on_close": bool(content.get("notify_on_close")),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "external_id": str(content.get("external_id") or ""),
            "app_installed_team_id": self._owner["team_id"],
            **self._owner,
        }

    def _new_view(self, user: str, content: Mapping[str, Any], previous: View | None = None) -> View:
        view_id = self._new_id("V")
        prepared = self._prepared(content, view_id)
        return self.keep(
            View(
                id=view_id,
                user=user,
                content=prepared,
                values=starting_values(prepared["blocks"]),
                hash=self._new_hash(),
                root_id=previous.root_id if previous else view_id,
                previous_id=previous.id if previous else None,
            )
        )

    def _prepared(self, content: Mapping[str, Any], view_id: str) -> Payload:
        external_id = content.get("external_id")
        for view in self._views.values():
            if external_id and view.id != view_id and view.content.get("external_id") == external_id:
                raise Refused("duplicate_external_id", f"view {view.id} already has {external_id!r}")
        return {**content, "blocks": list(with_ids(content["blocks"], lambda: self._new_id("auto")))}

    def _new_hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_hex(4)}"
