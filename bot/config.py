"""Environment -> frozen settings; every missing or malformed one is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.store.database import BadDatabaseUrl, path_of

SLACK_API = "https://slack.com/api/"
DATABASE = "sqlite:///mlops-advisor.db"


@dataclass(frozen=True)
class Settings:
    """How this process is set up. Secrets never appear in its repr.

    `bot_token` holds the token of each workspace that this process serves, separated by commas.
    """

    bot_token: str
    signing_secret: str
    app_token: str = ""
    port: int = 3000
    api_url: str = SLACK_API
    database_url: str = DATABASE

    @property
    def bot_tokens(self) -> tuple[str, ...]:
        """One token for each workspace."""
        return tuple(filter(None, (token.strip() for token in self.bot_token.split(","))))

    @property
    def socket_mode(self) -> bool:
        """Whether deliveries come over a WebSocket instead of HTTP."""
        return bool(self.app_token)

    def __repr__(self) -> str:
        return f"Settings(port={self.port}, api_url={self.api_url!r}, database_url={self.database_url!r})"


class BadSettings(ValueError):
    """One or more settings are missing or malformed; the message lists all of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("These settings need a look:\n" + "\n".join(f"  {problem}" for problem in problems))
        self.problems = problems


def settings(environment: Mapping[str, str], takes_deliveries: bool = True) -> Settings:
    """Read the settings of `serve`; of `clock`, which takes no deliveries. Raises `BadSettings` with all that is wrong."""
    problems: list[str] = []
    bot_token = _token(environment, "SLACK_BOT_TOKEN", "xoxb-", problems, required=True)
    app_token = _token(environment, "SLACK_APP_TOKEN", "xapp-", problems, required=False)
    signing_secret = environment.get("SLACK_SIGNING_SECRET", "").strip()
    if takes_deliveries and not signing_secret and not app_token:
        problems.append("SLACK_SIGNING_SECRET is missing: copy it from the app's page, Basic Information")
    found = Settings(
        *(bot_token, signing_secret, app_token),
        *(_port(environment, problems), _api_url(environment, problems), _database(environment, problems)),
    )
    if problems:
        raise BadSettings(problems)
    return found


def database_url(environment: Mapping[str, str]) -> str:
    """DATABASE_URL alone, for commands that need nothing else. Raises `BadSettings`."""
    problems: list[str] = []
    url = _database(environment, problems)
    if problems:
        raise BadSettings(problems)
    return url


def _token(environment: Mapping[str, str], name: str, start: str, problems: list[str], required: bool) -> str:
    token = environment.get(name, "").strip()
    if not all(one.strip().startswith(start) for one in token.split(",") if token):
        problems.append(f"{name} should begin with {start}; what is set begins otherwise")
    if not token and required:
        problems.append(f"{name} is missing: copy the token ({start}…) from the app's page, OAuth & Permissions")
    return token


def _port(environment: Mapping[str, str], problems: list[str]) -> int:
    text = environment.get("PORT", "").strip() or "3000"
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    problems.append(f"PORT is {text!r}; write a number from 1 to 65535")
    return 0


def _api_url(environment: Mapping[str, str], problems: list[str]) -> str:
    url = environment.get("SLACK_API_URL", "").strip() or SLACK_API
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.netloc) and url.endswith("/api/")
    except ValueError:
        sound = False
    if not sound:
        problems.append(f"SLACK_API_URL is {url!r}; write an http(s) address that ends in /api/")
    return url


def _database(environment: Mapping[str, str], problems: list[str]) -> str:
    url = environment.get("DATABASE_URL", "").strip() or DATABASE
    try:
        file = Path(path_of(url)).absolute()
    except BadDatabaseUrl as error:
        problems.append(str(error))
        return url
    if file.is_dir():
        problems.append(f"DATABASE_URL is {url!r}, which is a folder; name a file in it")
    elif not file.parent.is_dir():
        problems.append(f"DATABASE_URL is {url!r}, but there is no folder {file.parent}; create it first")
    return url
