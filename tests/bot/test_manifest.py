"""The manifest asks Slack for exactly what the code uses: scopes for its calls, events for its listeners."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot import ids, manifest
from bot.listeners.subcommands import SUBCOMMANDS

ROOT = Path(__file__).resolve().parents[2]
METHOD = re.compile(
    r"(apps|assistant|auth|bookmarks|bots|chat|conversations|emoji|files|pins|reactions|reminders|search|team|usergroups|users|"
    r"views)\.[a-zA-Z.]+"
)
SCOPE_OF_METHOD = {
    "assistant.threads.setStatus": {"chat:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "auth.test": set[str](),
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write", "mpim:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "users.info": {"users:read"},
    "views.open": set[str](),
    "views.publish": set[str](),
    "views.push": set[str](),
    "views.update": set[str](),
}
SCOPE_OF_EVENT = {
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set[str](),
    "message.im": {"im:history"},
    "tokens_revoked": set[str](),
    "user_change": {"users:read"},
}


def sources() -> Iterator[ast.Module]:
    """Every module that `serve` may run."""
    for file in sorted((ROOT / "bot").rglob("*.py")):
        if "preview" not in file.parts:
            yield ast.parse(file.read_text())


def called_methods() -> set[str]:
    """Methods by name, and the one that Slack's library makes of several calls."""
    nodes = [node for tree in sources() for node in ast.walk(tree)]
    texts = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    uploads = {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr == "files_upload_v2"}
    return uploads | {text for text in texts if METHOD.fullmatch(text)}


def heard_events() -> set[str]:
    """What listeners are registered for; a message in direct messages is `message.im` in the manifest."""
    found = set()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "event":
                (name,) = node.args
                assert isinstance(name, ast.Constant)
                found.add("message.im" if name.value == "message" else str(name.value))
    return found


def test_the_file_in_the_repository_is_what_the_command_prints() -> None:
    assert (ROOT / "manifest.yaml").read_text() == manifest.as_yaml()


def test_the_scopes_are_exactly_those_that_the_calls_events_and_the_command_need() -> None:
    needed = {"commands"}
    for method in called_methods():
        needed |= SCOPE_OF_METHOD[method]
    for event in heard_events():
        needed |= SCOPE_OF_EVENT[event]
    assert set(manifest.manifest()["oauth_config"]["scopes"]["bot"]) == needed


def test_the_events_are_exactly_those_that_listeners_hear() -> None:
    assert set(manifest.manifest()["settings"]["event_subscriptions"]["bot_events"]) == heard_events()


def test_people_can_type_to_the_bot_open_its_home_and_its_command_hints_at_every_word() -> None:
    features = manifest.manifest()["features"]
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert features["app_home"]["home_tab_enabled"] is True
    (command,) = features["slash_commands"]
    assert command["command"] == ids.COMMAND
    assert all(entry.word in command["usage_hint"] for entry in SUBCOMMANDS.values())


def test_slack_lists_it_among_agents_with_a_description_that_fits() -> None:
    described = manifest.manifest()["features"]["agent_view"]["agent_description"]
    assert 0 < len(described) <= 300


def test_every_address_is_the_one_given() -> None:
    found = manifest.manifest("https://bot.example/slack/events")
    addresses = [
        found["features"]["slash_commands"][0]["url"],
        found["settings"]["event_subscriptions"]["request_url"],
        found["settings"]["interactivity"]["request_url"],
    ]
    assert addresses == ["https://bot.example/slack/events"] * 3


def test_socket_mode_needs_no_address() -> None:
    found = manifest.manifest(socket_mode=True)
    assert found["settings"]["socket_mode_enabled"] is True
    assert "url" not in found["features"]["slash_commands"][0]
    assert "http" not in manifest.as_yaml(socket_mode=True)


def test_the_yaml_reads_back_as_the_manifest_and_keeps_to_slacks_lengths() -> None:
    found = yaml.safe_load(manifest.as_yaml())
    assert found == manifest.manifest()
    assert len(found["display_information"]["name"]) <= 35
    assert len(found["display_information"]["description"]) <= 140
    assert len(found["features"]["bot_user"]["display_name"]) <= 80
