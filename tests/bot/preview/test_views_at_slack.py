"""Modals and Home tabs as the app opens, pushes, updates and publishes them, and what Slack refuses."""

from functools import partial
from typing import Any

from slack_sdk import WebClient

from bot.preview.slack import LocalSlack, User, Workspace
from tests.bot.preview.calling import error_of
from tests.bot.preview.smallest_app import SECTION, Clock


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": "Team"}, "blocks": [SECTION], **more}


def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: LocalSlack, acme: Workspace, user: User, client: WebClient, clock: Clock
) -> None:
    trigger, late = acme.new_trigger(user.id), acme.new_trigger(user.id)
    clock.now += 3
    opened = client.views_open(trigger_id=trigger, view=modal(callback_id="team"))["view"]
    assert acme.views.top(user.id) == acme.views.get(opened["id"])
    assert opened["callback_id"] == "team"
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    clock.now += 0.5
    assert error_of(lambda: client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert error_of(lambda: client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    assert {refusal.method for refusal in slack.refused} == {"views.open"}


def test_a_view_that_is_refused_leaves_the_trigger_usable(acme: Workspace, user: User, client: WebClient) -> None:
    trigger = acme.new_trigger(user.id)
    wrong = {key: value for key, value in modal().items() if key != "title"}
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=wrong)) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=modal())["ok"]


def test_modals_stack_three_high_from_inside_a_modal(acme: Workspace, user: User, client: WebClient) -> None:
    view_id = client.views_open(trigger_id=acme.new_trigger(user.id), view=modal())["view"]["id"]
    root = view_id
    for _ in range(2):
        trigger = acme.new_trigger(user.id, view_id)
        pushed = client.views_push(trigger_id=trigger, view=modal())["view"]
        assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view_id, root)
        view_id = pushed["id"]
    trigger = acme.new_trigger(user.id, view_id)
    assert error_of(lambda: client.views_push(trigger_id=trigger, view=modal())) == "push_limit_reached"
    outside = acme.new_trigger(user.id)
    assert error_of(lambda: client.views_push(trigger_id=outside, view=modal())) == "not_found"
    assert len(acme.views.stack(user.id)) == 3


def test_an_update_of_a_view_needs_the_hash_it_has_now_if_one_is_given(
    acme: Workspace, user: User, client: WebClient
) -> None:
    opened = client.views_open(trigger_id=acme.new_trigger(user.id), view=modal())["view"]
    once = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(callback_id="a"))["view"]
    assert once["id"] == opened["id"]
    stale = partial(client.views_update, view_id=opened["id"], hash=opened["hash"], view=modal())
    assert error_of(stale) == "hash_conflict"
    shown = acme.views.top(user.id)
    assert shown is not None
    assert shown.callback_id == "a"
    assert error_of(lambda: client.views_update(view_id="V0", view=modal())) == "not_found"


def test_an_external_id_names_one_open_view(acme: Workspace, user: User, client: WebClient) -> None:
    client.views_open(trigger_id=acme.new_trigger(user.id), view=modal(external_id="mine"))
    client.views_update(external_id="mine", view=modal(external_id="mine", callback_id="b"))
    li = acme.add_user("Li")
    again = partial(client.views_open, trigger_id=acme.new_trigger(li.id), view=modal(external_id="mine"))
    assert error_of(again) == "duplicate_external_id"


def test_a_home_tab_is_published_to_one_person_and_replaced(acme: Workspace, user: User, client: WebClient) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    first = client.views_publish(user_id=user.id, view=home)["view"]
    second = client.views_publish(user_id=user.id, view={**home, "private_metadata": "x"}, hash=first["hash"])
    assert second["view"]["id"] == first["id"]
    shown = acme.views.home(user.id)
    assert shown is not None
    assert shown.private_metadata == "x"
    assert acme.views.home(acme.add_user("Li").id) is None
    assert error_of(lambda: client.views_publish(user_id="U0", view=home)) == "invalid_arguments"
    stale = partial(client.views_publish, user_id=user.id, view=home, hash=first["hash"])
    assert error_of(stale) == "hash_conflict"
