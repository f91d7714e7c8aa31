"""The files of one workspace: announced, uploaded, completed, and after some looks ready to be shown."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from bot.preview.calls import Refused
from bot.preview.elements import Payload

# What a file begins with -> its filetype and mimetype: the three kinds of picture that Slack shows.
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"GIF8": ("gif", "image/gif"),
}


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as it stands now; `looks` is how many more looks at it find it not ready."""

    id: str
    name: str
    length: int
    owner: str
    team_id: str
    domain: str
    created: int
    upload_key: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    looks: int = 0
    shared_in: tuple[tuple[str, str], ...] = ()
    """Where it was shared: channel and ts of each message."""

    @property
    def ready(self) -> bool:
        """Whether Slack has processed it, so that messages and views may show it."""
        return self.completed and not self.looks

    @property
    def is_picture(self) -> bool:
        """Whether its content is one of the kinds that an image block takes: png, jpg, gif."""
        return self._kind() in _PICTURES.values()

    @property
    def mimetype(self) -> str:
        """What kind its content is."""
        return self._kind()[1]

    @property
    def url_private(self) -> str:
        """Where Slack keeps the content, for those with a token; nothing answers there."""
        return f"https://files.slack.com/files-pri/{self.team_id}-{self.id}/{self.name}"

    @property
    def permalink(self) -> str:
        """Its page in Slack."""
        return f"https://{self.domain}.slack.com/files/{self.owner}/{self.id}/{self.name}"

    def as_slack(self) -> Payload:
        """The file object; as in Slack its types are empty until it has been processed."""
        filetype, mimetype = self._kind() if self.ready else ("", "")
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": mimetype,
            "filetype": filetype,
            "pretty_type": filetype.upper(),
            "user": self.owner,
            "user_team": self.team_id,
            "editable": False,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": self.url_private,
            "permalink": self.permalink,
            "channels": sorted({channel for channel, _ in self.shared_in}),
            "alt_txt": self.alt_text,
            "file_access": "visible",
        }

    def _kind(self) -> tuple[str, str]:
        content = self.content or b""
        for beginning, kind in _PICTURES.items():
            if content.startswith(beginning):
                return kind
        return PurePath(self.name).suffix.removeprefix(".") or "binary", "application/octet-stream"


class Files(Mapping[str, File]):
    """All files of one workspace by id; its callers hold the lock."""

    def __init__(
        self, clock: Callable[[], float], new_id: Callable[[str], str], *, owner: str, team_id: str, domain: str
    ) -> None:
        self._clock = clock
        self._new_id = new_id
        self._owner, self._team_id, self._domain = owner, team_id, domain
        self._files: dict[str, File] = {}

    def __getitem__(self, file_id: str) -> File:
        return self._files[file_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def announce(self, name: str, length: int, alt_text: str = "") -> File:
        """A file of so many bytes that is about to be uploaded under its `upload_key`."""
        return self._keep(
            File(
                id=self._new_id("F"),
                name=name,
                length=length,
                created=int(self._clock()),
                upload_key=secrets.token_urlsafe(18),
                alt_text=alt_text,
                owner=self._owner,
                team_id=self._team_id,
                domain=self._domain,
            )
        )

    def receive(self, file: File, content: bytes) -> File:
        """Take the bytes of an announced file. Raises `Refused` where there are more or fewer than announced."""
        if file.completed:
            raise Refused("upload_url_used", f"{file.id} was completed already")
        if len(content) != file.length:
            raise Refused("length_mismatch", f"{file.id} has {file.length} bytes as announced, got {len(content)}")
        return self._keep(replace(file, content=content))

    def complete(self, file_id: str, title: str, looks: int) -> File:
        """Finish an upload; so many looks will find the file not ready."""
        file = self._files[file_id]
        return self._keep(replace(file, title=title or file.name, completed=True, looks=looks))

    def share(self, file_id: str, channel: str, ts: str) -> File:
        """Remember the message in which a file was shared."""
        file = self._files[file_id]
        return self._keep(replace(file, shared_in=(*file.shared_in, (channel, ts))))

    def look(self, file: File) -> File:
        """The file as this look finds it; it is one look nearer to being ready afterwards."""
        if file.completed and file.looks:
            self._keep(replace(file, looks=file.looks - 1))
        return file

    def named(self, reference: Mapping[str, Any]) -> File | None:
        """The file that a `slack_file` object means: by id, or by its private address or its permalink."""
        wanted = reference.get("id") or reference.get("url")
        return next((one for one in self.values() if wanted in (one.id, one.url_private, one.permalink)), None)

    def _keep(self, file: File) -> File:
        self._files[file.id] = file
        return file
