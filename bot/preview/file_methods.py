"""The Web API's files: uploading in three steps, asking whether one is ready, and showing it in blocks."""

from collections.abc import Callable, Iterator, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from bot.preview.arguments import in_thread, needed, postable, visible
from bot.preview.calls import Refused
from bot.preview.elements import Payload
from bot.preview.files import File
from bot.preview.shapes import objects
from bot.preview.state import Channel, Workspace, World

ALT_TEXT = 1_000
_NOT_HERE = ("channels", "blocks", "username", "icon_url", "icon_emoji")


def uploading(world: World, key: str) -> tuple[Workspace, File] | None:
    """The workspace and the announced file that the last part of an upload address stands for."""
    for workspace in list(world.workspaces.values()):
        for file in list(workspace.files.values()):
            if file.upload_key == key:
                return workspace, file
    return None


def receive(workspace: Workspace, file: File, content_type: str, body: bytes) -> None:
    """Take the bytes posted to an upload address, raw or as a multipart form. Raises `Refused`."""
    with workspace.world.changed:
        workspace.files.receive(workspace.files[file.id], file_bytes(content_type, body))
        workspace.world.changed.notify_all()


def file_bytes(content_type: str, body: bytes) -> bytes:
    """The bytes of a file in what was posted: all of it, or the file part of a form. Raises `Refused`."""
    if not content_type.lower().startswith("multipart/form-data"):
        return body
    form = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    for part in form.iter_parts():
        if part.get_filename() is not None:
            return bytes(part.get_payload(decode=True))
    raise Refused("no_file_data", "the form has no part with a file name")


def not_shown(workspace: Workspace, payload: Mapping[str, Any]) -> Iterator[Refused]:
    """Every image of a message or view whose file Slack would not show; each asking is one look at the file."""
    view = payload.get("view")
    blocks_of_view = view.get("blocks") if isinstance(view, Mapping) else None
    places = (
        ("invalid_blocks", payload.get("blocks"), "/blocks"),
        ("invalid_arguments", blocks_of_view, "/view/blocks"),
    )
    for error, blocks, place in places:
        for at, item in objects(blocks, place):
            reference = item.get("slack_file")
            if isinstance(reference, Mapping) and not _is_shown(workspace, reference):
                yield Refused(error, f"[ERROR] invalid slack file [json-pointer:{at}/slack_file]")


def _is_shown(workspace: Workspace, reference: Mapping[str, Any]) -> bool:
    with workspace.world.changed:
        file = workspace.files.named(reference)
        return file is not None and workspace.files.look(file).ready and file.is_picture


def _get_upload_url(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    name, length = needed(payload, "filename"), needed(payload, "length")
    if not length.isdecimal():
        raise Refused("invalid_arguments", f"[ERROR] length must be a number of bytes, got {length!r}")
    if int(length) == 0:
        raise Refused("missing_argument", "a file of no bytes cannot be uploaded")
    alt_text = str(payload.get("alt_txt") or "")
    if len(alt_text) > ALT_TEXT:
        raise Refused("alt_txt_too_large", f"alt_txt may have at most {ALT_TEXT} characters, and has {len(alt_text)}")
    file = workspace.files.announce(name, int(length), alt_text)
    return {"upload_url": f"{workspace.world.address}/upload/v1/{file.upload_key}", "file_id": file.id}


def _complete_upload(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    for name in _NOT_HERE:
        if payload.get(name):
            raise Refused("invalid_arguments", f"[ERROR] {name} is not carried out here: share by channel_id")
    titles = _titles(workspace, payload.get("files"))
    channel = _shared_in(workspace, payload)
    for file_id, title in titles.items():
        workspace.files.complete(file_id, title, workspace.file_looks)
    if channel is not None:
        said = {"text": payload.get("initial_comment"), "thread_ts": payload.get("thread_ts")}
        message = workspace.post(channel.id, workspace.bot_user_id, said, files=tuple(titles))
        for file_id in titles:
            workspace.files.share(file_id, channel.id, message.ts)
    return {"files": [workspace.files[file_id].as_slack() for file_id in titles]}


def _titles(workspace: Workspace, named: object) -> dict[str, str]:
    """The title for each id in `files`, all of them uploaded and not yet completed."""
    if not isinstance(named, list) or not named or not all(isinstance(one, Mapping) for one in named):
        raise Refused("invalid_arguments", "[ERROR] files must be an array of objects that is not empty")
    titles = {needed(one, "id"): str(one.get("title") or "") for one in named}
    for file_id in titles:
        file = workspace.files.get(file_id)
        if file is None or file.content is None or file.completed:
            raise Refused("file_not_found", f"no finished upload {file_id!r} waits in {workspace.name}")
    return titles


def _shared_in(workspace: Workspace, payload: Mapping[str, Any]) -> Channel | None:
    """The channel to share in, if one is named; unlike for a message, a person's id is none."""
    if not payload.get("channel_id"):
        return None
    channel = visible(workspace, needed(payload, "channel_id"))
    try:
        postable(workspace, channel.id)
    except Refused as refused:
        if refused.error == "not_in_channel":
            raise
        raise Refused("posting_to_channel_denied", *refused.details) from refused
    in_thread(workspace, channel, payload.get("thread_ts"))
    return channel


def _info(workspace: Workspace, payload: Mapping[str, Any]) -> Payload:
    file = workspace.files.get(needed(payload, "file"))
    if file is None or not file.completed:
        raise Refused("file_not_found", f"no file {payload['file']!r} in {workspace.name}")
    return {"file": workspace.files.look(file).as_slack(), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS: Mapping[str, Callable[[Workspace, Mapping[str, Any]], Payload]] = {
    "files.getUploadURLExternal": _get_upload_url,
    "files.completeUploadExternal": _complete_upload,
    "files.info": _info,
}
