"""The people and bots of a workspace, and how Slack writes them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.preview.elements import Payload


@dataclass(frozen=True, kw_only=True)
class User:
    """A person or a bot; `home_team` is another workspace's id for someone from a connected one."""

    id: str
    name: str
    home_team: str
    tz: str = "UTC"
    deleted: bool = False
    guest: bool = False
    is_bot: bool = False

    @property
    def handle(self) -> str:
        """The name as payloads write it: lower case, no blanks."""
        return self.name.lower().replace(" ", ".")

    def as_slack(self, team_id: str, now: float) -> Payload:
        """The user object as this workspace sees it at a moment (seconds since 1970); who left has no zone."""
        shown: Payload = {
            "id": self.id,
            "team_id": self.home_team,
            "name": self.handle,
            "real_name": self.name,
            "deleted": self.deleted,
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.home_team},
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "updated": 0,
        }
        if self.home_team != team_id:
            shown["is_stranger"] = True
        if not self.deleted:
            there = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz))
            offset = there.utcoffset()
            shown |= {
                "tz": self.tz,
                "tz_label": there.tzname(),
                "tz_offset": int(offset.total_seconds()) if offset else 0,
            }
        return shown
