"""Files: uploaded in three steps, processed after a while, shared in channels and shown in image blocks."""

import http.client
import json
import urllib.request
from functools import partial
from typing import Any
from urllib.error import HTTPError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.preview.file_methods import file_bytes
from bot.preview.people import Person
from bot.preview.slack import Call, Channel, Fault, LocalSlack, User, Workspace
from tests.bot.preview.calling import error_of
from tests.bot.preview.smallest_app import SECTION, App, actions, button, modal, opened, plain, prompt

PNG = b"\x89PNG\r\n\x1a\n and the picture"
JPG = b"\xff\xd8\xff and the picture"
GIF = b"GIF89a and the picture"


def uploaded(client: WebClient, content: bytes = PNG, name: str = "radar.png", **more: Any) -> str:
    """The id of a file after all three steps."""
    answer = client.files_upload_v2(content=content, filename=name, **more)
    return str(answer["file"]["id"])


def announced(client: WebClient, name: str = "radar.png", length: int = len(PNG)) -> SlackResponse:
    return client.files_getUploadURLExternal(filename=name, length=length)


def sent(url: str, body: bytes, content_type: str = "image/png") -> str:
    """What the address answers to these bytes."""
    request = urllib.request.Request(url, body, {"Content-Type": content_type})
    with urllib.request.urlopen(request) as answer:
        return str(answer.read().decode())


def picture(**file: str) -> dict[str, Any]:
    return {"type": "image", "alt_text": "the profile", "slack_file": file}


# --- uploading ---


def test_what_was_uploaded_is_kept_byte_by_byte_with_its_name_and_title(
    slack: LocalSlack, acme: Workspace, client: WebClient
) -> None:
    file = acme.files[uploaded(client, title="Your profile")]
    assert (file.content, file.name, file.title, file.ready) == (PNG, "radar.png", "Your profile", True)
    assert acme.messages() == []
    assert slack.refused == []


def test_a_file_without_a_title_is_called_by_its_name(acme: Workspace, client: WebClient) -> None:
    file_id = announced(client)
    sent(file_id["upload_url"], PNG)
    client.files_completeUploadExternal(files=[{"id": file_id["file_id"]}])
    assert acme.files[file_id["file_id"]].title == "radar.png"


def test_a_form_may_carry_the_bytes_too(acme: Workspace, client: WebClient) -> None:
    given = announced(client)
    form = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n--x\r\nContent-Disposition: form-data; '
    form += b'name="filename"; filename="radar.png"\r\nContent-Type: image/png\r\n\r\n' + PNG + b"\r\n--x--\r\n"
    assert sent(given["upload_url"], form, "multipart/form-data; boundary=x") == f"OK - {len(PNG)}"
    assert acme.files[given["file_id"]].content == PNG


@given(st.binary())
def test_a_form_carries_any_bytes_unchanged(content: bytes) -> None:
    head = b'--0a1b2c3d4e5f\r\nContent-Disposition: form-data; name="filename"; filename="a"\r\n\r\n'
    form = head + content + b"\r\n--0a1b2c3d4e5f--\r\n"
    assert file_bytes("multipart/form-data; boundary=0a1b2c3d4e5f", form) == content


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"length": "10"}, "invalid_arguments"),
        ({"filename": "a.png"}, "invalid_arguments"),
        ({"filename": "a.png", "length": "ten"}, "invalid_arguments"),
        ({"filename": "a.png", "length": "0"}, "missing_argument"),
        ({"filename": "a.png", "length": "10", "alt_txt": "a" * 1001}, "alt_txt_too_large"),
    ],
)
def test_an_upload_announced_wrongly_is_refused(
    slack: LocalSlack, acme: Workspace, client: WebClient, form: dict[str, str], error: str
) -> None:
    assert error_of(lambda: client.api_call("files.getUploadURLExternal", params=form)) == error
    assert (len(acme.files), slack.refused[-1].method) == (0, "files.getUploadURLExternal")


def test_an_upload_is_announced_by_a_form_and_not_by_json(client: WebClient) -> None:
    body = {"filename": "a.png", "length": "10"}
    assert error_of(lambda: client.api_call("files.getUploadURLExternal", json=body)) == "invalid_arguments"


@pytest.mark.parametrize("body", [PNG[:-1], PNG + b"!"])
def test_more_or_fewer_bytes_than_announced_are_refused(
    slack: LocalSlack, acme: Workspace, client: WebClient, body: bytes
) -> None:
    given = announced(client)
    with pytest.raises(HTTPError, match="400"):
        sent(given["upload_url"], body)
    assert acme.files[given["file_id"]].content is None
    assert (slack.refused[-1].method, slack.refused[-1].error) == ("upload_url", "length_mismatch")


def test_an_address_for_uploads_that_nobody_was_given_is_not_found(slack: LocalSlack, client: WebClient) -> None:
    with pytest.raises(HTTPError, match="404"):
        sent(f"{announced(client)['upload_url']}x", PNG)
    assert slack.refused[-1].error == "no_such_upload"


def test_an_upload_can_be_repeated_until_it_is_completed(acme: Workspace, client: WebClient) -> None:
    given = announced(client)
    for _ in range(2):
        sent(given["upload_url"], PNG)
    client.files_completeUploadExternal(files=[{"id": given["file_id"]}])
    with pytest.raises(HTTPError, match="400"):
        sent(given["upload_url"], PNG)


def test_a_fault_can_hit_the_upload_itself(slack: LocalSlack, acme: Workspace, client: WebClient) -> None:
    def dropping(call: Call) -> Fault | None:
        return Fault.drop() if call.method == "upload_url" else None

    slack.fault = dropping
    given = announced(client)
    with pytest.raises((OSError, http.client.HTTPException)):
        sent(given["upload_url"], PNG)
    assert acme.files[given["file_id"]].content is None
    assert slack.calls[-1].payload["length"] == len(PNG)


def test_only_a_finished_upload_of_this_workspace_can_be_completed_and_only_once(
    slack: LocalSlack, acme: Workspace, client: WebClient
) -> None:
    other = WebClient(slack.workspace("Other").bot_token, base_url=slack.api_url, retry_handlers=[])
    completed, waiting, theirs = uploaded(client), announced(client)["file_id"], announced(other)
    sent(theirs["upload_url"], PNG)
    for file_id in (completed, waiting, theirs["file_id"], "F0000000000"):
        complete = partial(client.files_completeUploadExternal, files=[{"id": file_id}])
        assert error_of(complete) == "file_not_found"
    assert not acme.files[waiting].ready


@pytest.mark.parametrize("files", ["[]", "{}", "[1]", "[{}]", "no json"])
def test_files_to_complete_that_are_no_list_of_ids_are_refused(client: WebClient, files: str) -> None:
    complete = partial(client.api_call, "files.completeUploadExternal", params={"files": files})
    assert error_of(complete) == "invalid_arguments"


@pytest.mark.parametrize("name", ["channels", "blocks"])
def test_what_is_not_carried_out_here_is_refused_and_not_ignored(churn: Channel, client: WebClient, name: str) -> None:
    given = announced(client)
    sent(given["upload_url"], PNG)
    more = {name: json.dumps([SECTION]) if name == "blocks" else churn.id}
    arguments = {"files": json.dumps([{"id": given["file_id"]}]), **more}
    assert error_of(partial(client.api_call, "files.completeUploadExternal", params=arguments)) == "invalid_arguments"


# --- sharing ---


def test_a_file_completed_for_a_channel_appears_there_with_its_comment(
    slack: LocalSlack, acme: Workspace, ana: Person, churn: Channel, client: WebClient
) -> None:
    file_id = uploaded(client, channel=churn.id, initial_comment="The quarter")
    (message,) = ana.messages(churn)
    assert (message.text, message.files, message.bot) == ("The quarter", (file_id,), True)
    assert [one["id"] for one in message.as_slack(acme)["files"]] == [file_id]
    assert acme.files[file_id].shared_in == ((churn.id, message.ts),)
    assert client.files_info(file=file_id)["file"]["channels"] == [churn.id]
    assert slack.refused == []


def test_several_files_are_shared_in_one_message_and_in_a_thread(
    acme: Workspace, churn: Channel, client: WebClient
) -> None:
    root = prompt(acme, churn, SECTION)
    uploads = [{"content": PNG, "filename": "a.png"}, {"content": b"team,level", "filename": "a.csv"}]
    answer = client.files_upload_v2(file_uploads=uploads, channel=churn.id, thread_ts=root.ts)
    message = acme.messages(churn)[-1]
    assert message.thread_ts == root.ts
    assert message.files == tuple(one["id"] for one in answer["files"])
    assert [acme.files[one].content for one in message.files] == [PNG, b"team,level"]


def test_a_file_is_shared_only_where_the_bot_may_post(
    acme: Workspace, user: User, churn: Channel, client: WebClient
) -> None:
    outside = acme.add_channel("search", members=[user])
    secret = acme.add_channel("secret", private=True, members=[user])
    closed = acme.add_channel("closed", with_bot=True)
    closed.archive()
    for channel, error in (
        (outside.id, "not_in_channel"),
        (secret.id, "channel_not_found"),
        (user.id, "channel_not_found"),
        (closed.id, "posting_to_channel_denied"),
    ):
        assert error_of(partial(uploaded, client, channel=channel)) == error
    assert error_of(partial(uploaded, client, channel=churn.id, thread_ts="1.000100")) == "invalid_thread_ts"
    assert acme.messages() == []
    assert not any(file.ready for file in acme.files.values())


# --- becoming ready ---


def test_a_file_says_what_it_is_once_so_many_looks_have_passed(acme: Workspace, client: WebClient) -> None:
    acme.file_looks = 2
    file_id = uploaded(client)
    seen = [client.files_info(file=file_id)["file"]["mimetype"] for _ in range(4)]
    assert seen == ["", "", "image/png", "image/png"]
    assert acme.files[file_id].ready


def test_asking_about_a_file_that_is_not_there_is_refused(client: WebClient) -> None:
    waiting = announced(client)["file_id"]
    for file_id in ("F0000000000", waiting):
        assert error_of(partial(client.files_info, file=file_id)) == "file_not_found"


def test_a_message_shows_a_file_only_once_it_is_ready(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    acme.file_looks = 2
    file_id = uploaded(client)
    post = partial(client.chat_postMessage, channel=churn.id, text="a", blocks=[SECTION, picture(id=file_id)])
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post()
        said = caught.value.response
        assert said["error"] == "invalid_blocks"
        assert said["response_metadata"]["messages"] == [
            "[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"
        ]
    assert acme.messages() == []
    assert post()["ok"]
    assert len(slack.refused) == 2


@pytest.mark.parametrize("content", [PNG, JPG, GIF])
def test_pictures_of_three_kinds_are_shown_by_id_or_address(
    acme: Workspace, churn: Channel, client: WebClient, content: bytes
) -> None:
    file = acme.files[uploaded(client, content)]
    for named in ({"id": file.id}, {"url": file.url_private}, {"url": file.permalink}):
        assert client.chat_postMessage(channel=churn.id, text="a", blocks=[picture(**named)])["ok"]


def test_what_is_no_picture_unknown_or_anothers_is_never_shown(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    other = WebClient(slack.workspace("Other").bot_token, base_url=slack.api_url, retry_handlers=[])
    waiting = announced(client)["file_id"]
    for file_id in (uploaded(client, b"team,level", "a.png"), uploaded(other), waiting, "F0000000000"):
        post = partial(client.chat_postMessage, channel=churn.id, text="a", blocks=[picture(id=file_id)])
        assert error_of(post) == "invalid_blocks"
        assert slack.refused[-1].detail == "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"


def test_every_image_that_cannot_be_shown_is_named_wherever_it_stands(
    slack: LocalSlack, churn: Channel, client: WebClient
) -> None:
    small = {"type": "context", "elements": [picture(id="F0000000000")]}
    beside = {**SECTION, "accessory": picture(id="F0000000000")}
    assert error_of(lambda: client.chat_postMessage(channel=churn.id, text="a", blocks=[small, beside]))
    assert [part in slack.refused[-1].detail for part in ("/blocks/0/elements/0/", "/blocks/1/accessory/")] == [
        True
    ] * 2


def test_home_tabs_and_modals_show_files_under_the_same_rule_and_a_refusal_leaves_the_trigger_usable(
    slack: LocalSlack, acme: Workspace, ana: Person, client: WebClient
) -> None:
    acme.file_looks = 1
    home = {"type": "home", "blocks": [picture(id=uploaded(client))]}
    publish = partial(client.views_publish, user_id=ana.id, view=home)
    assert error_of(publish) == "invalid_arguments"
    assert "/view/blocks/0/slack_file" in slack.refused[-1].detail
    assert publish()["ok"]
    trigger = acme.new_trigger(ana.id)
    show = partial(client.views_open, trigger_id=trigger, view=modal(picture(id=uploaded(client))))
    assert error_of(show) == "invalid_arguments"
    assert show()["ok"]
    assert ana.view is not None


def test_answers_to_commands_submissions_and_clicks_are_held_to_it_too(
    slack: LocalSlack, acme: Workspace, ana: Person, app: App, churn: Channel, client: WebClient
) -> None:
    unknown = picture(id="F0000000000")
    app.answer({"text": "a", "blocks": [unknown]})
    assert ana.command("hi", churn).error == "invalid_blocks"
    app.answer("")
    opened(ana, app, client, modal(SECTION))
    app.answer({"response_action": "update", "view": modal(unknown)})
    assert ana.submit(ana.view).error == "invalid_arguments"
    ana.click(prompt(acme, churn, actions(button("Yes", "yes"))), "yes")
    WebhookClient(app.last.payload["response_url"]).send_dict({"text": "a", "blocks": [unknown]})
    assert [one.method for one in slack.refused] == ["command_ack", "view_ack", "response_url"]
    assert [message.text for message in ana.messages(churn)] == ["?"]


def test_an_image_from_an_address_is_not_looked_at(churn: Channel, client: WebClient) -> None:
    web = {"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png", "title": plain("a")}
    assert client.chat_postMessage(channel=churn.id, text="a", blocks=[web])["ok"]
