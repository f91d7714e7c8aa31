"""`LocalSlack`: Slack's side on one machine, a Web API that refuses what Slack refuses."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.preview import file_methods, response_urls, web_api
from bot.preview.arguments import arguments
from bot.preview.calls import Call, Fault, Refused, RefusedCall
from bot.preview.elements import Payload
from bot.preview.rates import Limited, Rates
from bot.preview.server import Reply, Request, Server
from bot.preview.state import Channel, Message, Workspace, World
from bot.preview.users import User

__all__ = ["Call", "Channel", "Fault", "LocalSlack", "Message", "RefusedCall", "User", "Workspace"]

_SLOW_AT_MOST = 60.0
_Seen = TypeVar("_Seen")


class LocalSlack:
    """Slack for one app: its workspaces with their people, messages and views, behind a server on 127.0.0.1.

    `fault` may be replaced by a function that looks at each call and returns a `Fault` for those that shall
    go wrong; posts to a response_url and to an upload_url are calls under these names. `refused` lists all that
    Slack would not have accepted, apart from injected faults: a test of a well-behaved app ends with it empty.
    """

    def __init__(self, clock: Callable[[], float] = time.time, *, rates: bool = True, port: int = 0) -> None:
        self.world = World(clock)
        self.signing_secret = secrets.token_hex(16)
        self.app_token = f"xapp-{secrets.token_hex(12)}"
        self.socket_url: str | None = None
        self.calls: list[Call] = []
        self.refused: list[RefusedCall] = []
        self.fault: Callable[[Call], Fault | None] = lambda call: None
        self._rates = Rates(clock) if rates else None
        self._port = port
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; after a stop, on the same port as before."""
        self._server = Server(self._port, self._answer)
        self._port = self._server.port
        self.world.address = f"http://127.0.0.1:{self._port}"
        self._server.start()

    def stop(self) -> None:
        """Stop listening and break all connections; everything is remembered."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL must be for the app to talk to this."""
        return f"{self.world.address}/api/"

    @property
    def workspaces(self) -> Mapping[str, Workspace]:
        """All workspaces by team id."""
        return self.world.workspaces

    def workspace(self, name: str) -> Workspace:
        """A new workspace with the app installed."""
        return self.world.add_workspace(name)

    def response_url(self, workspace: Workspace, channel: str, user: str, origin: Message | None = None) -> str:
        """A new response_url for something this person did, perhaps in a message."""
        secret = self.world.new_response_url(workspace, channel, user, origin)
        return f"{self.world.address}/response/{secret}"

    def wait_until(self, predicate: Callable[[], _Seen], timeout: float = 5.0) -> _Seen:
        """What the predicate returns once that is true; it is asked anew after each call and change."""
        with self.world.changed:
            seen = self.world.changed.wait_for(predicate, timeout)
            if not seen:
                raise TimeoutError(f"not so within {timeout} seconds; the last calls were {self.calls[-3:]}")
            return seen

    def refuse(self, method: str, refused: Refused, payload: Mapping[str, Any]) -> None:
        """Note that Slack would have refused this."""
        with self.world.changed:
            self.refused.append(RefusedCall(method, refused.error, "; ".join(refused.details), payload))
            self.world.changed.notify_all()

    def _answer(self, request: Request) -> Reply | None:
        kind, _, name = request.path.strip("/").partition("/")
        if kind == "api":
            return self._answer_api(name, request)
        if kind == "response":
            return self._answer_response(name, request)
        if kind == "upload":
            return self._answer_upload(name.removeprefix("v1/"), request)
        return Reply(404, "{}")

    def _answer_api(self, method: str, request: Request) -> Reply | None:
        payload: Payload = {}
        try:
            payload, token = arguments(method, request.content_type, request.body, request.query)
            workspace = self._workspace_of(method, request.bearer or token)
        except Refused as refused:
            self._log(Call(method=method, payload=payload, time=self.world.clock(), workspace=None))
            return self._no(method, refused, payload)
        channel = _channel_of(workspace, payload)
        call, limited = self._log_limited(method, payload, workspace, channel)
        if limited is not None:
            return self._too_fast(call, limited)
        return self._with_fault(call, channel, lambda: self._carry_out(workspace, call))

    def _answer_response(self, secret: str, request: Request) -> Reply | None:
        try:
            payload, _ = arguments("response_url", request.content_type, request.body, "")
        except Refused as refused:
            return self._no("response_url", refused, {}, status=400)
        url = self.world.response_urls.get(secret)
        team = url.workspace.team_id if url else None
        call = Call(method="response_url", payload=payload, time=self.world.clock(), workspace=team)
        self._log(call)

        def carry_out() -> Reply:
            try:
                response_urls.respond(self.world, secret, payload)
            except Refused as refused:
                return self._no("response_url", refused, payload, status=404)
            return Reply(200, "ok", content_type="text/plain; charset=utf-8")

        return self._with_fault(call, "", carry_out)

    def _answer_upload(self, key: str, request: Request) -> Reply | None:
        found = file_methods.uploading(self.world, key)
        if found is None:
            return self._no("upload_url", Refused("no_such_upload", "nothing was announced here"), {}, status=404)
        workspace, file = found
        payload = {"file": file.id, "content_type": request.content_type, "length": len(request.body)}
        call = Call(method="upload_url", payload=payload, time=self.world.clock(), workspace=workspace.team_id)
        self._log(call)

        def carry_out() -> Reply:
            try:
                file_methods.receive(workspace, file, request.content_type, request.body)
            except Refused as refused:
                return self._no("upload_url", refused, payload, status=400)
            return Reply(200, f"OK - {file.length}", content_type="text/plain; charset=utf-8")

        return self._with_fault(call, "", carry_out)

    def _workspace_of(self, method: str, token: str | None) -> Workspace | None:
        if method == "api.test":
            return None
        if not token:
            raise Refused("not_authed", "no token")
        for workspace in list(self.workspaces.values()):
            if workspace.bot_token == token:
                if not workspace.installed:
                    raise Refused("account_inactive", f"the app is no longer installed in {workspace.name}")
                return workspace
        if token != self.app_token:
            raise Refused("invalid_auth", "no workspace has this token")
        return None

    def _log(self, call: Call) -> None:
        with self.world.changed:
            self.calls.append(call)
            self.world.changed.notify_all()

    def _log_limited(
        self, method: str, payload: Payload, workspace: Workspace | None, channel: str
    ) -> tuple[Call, Limited | None]:
        team = workspace.team_id if workspace else None
        with self.world.changed:
            limited = self._rates.take(method, team, channel) if self._rates and team else None
            now = self.world.clock()
            call = Call(method=method, payload=payload, time=now, workspace=team, rate_limited=limited is not None)
            self._log(call)
            return call, limited

    def _too_fast(self, call: Call, limited: Limited) -> Reply:
        if limited.again:
            self.refuse(call.method, Refused("ratelimited_again", "Retry-After had not passed yet"), call.payload)
        return _rate_limited(limited.retry_after)

    def _with_fault(self, call: Call, channel: str, carry_out: Callable[[], Reply]) -> Reply | None:
        fault = self.fault(call)
        if fault is None:
            return carry_out()
        if fault.kind == "rate_limited":
            if self._rates and call.workspace:
                with self.world.changed:
                    self._rates.hold(call.method, call.workspace, channel, call.time + fault.retry_after)
            return _rate_limited(fault.retry_after)
        if fault.kind == "server_error":
            return _json({"ok": False, "error": "internal_error"}, status=500)
        if fault.until is not None:
            fault.until.wait(_SLOW_AT_MOST)
        reply = None if fault.kind == "drop" else carry_out()
        return reply if fault.kind == "slow" else None

    def _carry_out(self, workspace: Workspace | None, call: Call) -> Reply:
        try:
            return _json(self._result(workspace, call))
        except Refused as refused:
            return self._no(call.method, refused, call.payload)

    def _result(self, workspace: Workspace | None, call: Call) -> Payload:
        if call.method == "api.test":
            return {"ok": True, "args": call.payload}
        if call.method == "apps.connections.open" and self.socket_url is not None:
            if workspace is not None:
                raise Refused("not_allowed_token_type", "Socket Mode takes the app's own token, xapp-")
            return {"ok": True, "url": self.socket_url}
        if call.method not in web_api.METHODS:
            raise Refused("unknown_method", f"there is no method {call.method!r} here")
        if workspace is None:
            raise Refused("not_allowed_token_type", f"{call.method} takes a bot's token, xoxb-")
        return web_api.call(workspace, call.method, call.payload)

    def _no(self, method: str, refused: Refused, payload: Payload | Mapping[str, Any], *, status: int = 200) -> Reply:
        self.refuse(method, refused, payload)
        said = {"ok": False, "error": refused.error, "response_metadata": {"messages": list(refused.details)}}
        return _json(said, status=status)


def _json(said: Payload, status: int = 200) -> Reply:
    return Reply(status, json.dumps(said))


def _rate_limited(retry_after: int) -> Reply:
    return Reply(429, json.dumps({"ok": False, "error": "ratelimited"}), retry_after=retry_after)


def _channel_of(workspace: Workspace | None, payload: Mapping[str, Any]) -> str:
    """The channel a call is about, also where it names a person instead of their DM."""
    named = str(payload.get("channel") or payload.get("channel_id") or "")
    if workspace is None or named not in workspace.users:
        return named
    members = {named, workspace.bot_user_id}
    dms = [channel.id for channel in list(workspace.channels.values()) if channel.members == members]
    return dms[0] if dms else named
