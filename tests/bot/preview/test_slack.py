"""The server behind Slack's stand-in: waiting, threads, connections, and being out of reach."""

import http.client
import json
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from bot.preview.slack import Channel, LocalSlack, Workspace
from tests.bot.preview.calling import client_of, post
from tests.bot.preview.smallest_app import Clock


def test_a_call_that_breaks_off_in_the_middle_never_arrives(slack: LocalSlack, acme: Workspace) -> None:
    address = urlsplit(slack.api_url)
    head = f"POST {address.path}chat.postMessage HTTP/1.1\r\nHost: slack\r\nAuthorization: Bearer {acme.bot_token}\r\n"
    with socket.create_connection((str(address.hostname), address.port or 80), 10) as connection:
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert slack.calls == []
    assert slack.refused == []


def test_waiting_ends_when_a_message_arrives_and_gives_what_was_seen(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(lambda: slack.wait_until(lambda: acme.messages(churn)))
        client.chat_postMessage(channel=churn.id, text="a")
        assert seen.result()[0].text == "a"


def test_waiting_in_vain_says_so(slack: LocalSlack) -> None:
    with pytest.raises(TimeoutError):
        slack.wait_until(lambda: False, timeout=0.01)


def test_many_threads_lose_no_message_and_share_no_timestamp(clock: Clock) -> None:
    with LocalSlack(clock, rates=False) as slack:
        acme = slack.workspace("Acme")
        channel = acme.add_channel("churn", with_bot=True)
        client = client_of(slack, acme.bot_token)
        with ThreadPoolExecutor(8) as pool:
            said = pool.map(lambda n: post(client, channel.id, str(n)), range(80))
            assert len({answer["ts"] for answer in said}) == 80
        assert len(acme.messages(channel)) == 80


def test_a_connection_is_kept_alive_between_calls(slack: LocalSlack, acme: Workspace) -> None:
    address = urlsplit(slack.api_url)
    assert address.hostname == "127.0.0.1"
    connection = http.client.HTTPConnection("127.0.0.1", address.port)
    sockets = set()
    for _ in range(3):
        connection.request("POST", "/api/auth.test", headers={"Authorization": f"Bearer {acme.bot_token}"})
        response = connection.getresponse()
        assert json.loads(response.read())["ok"]
        sockets.add(connection.sock)
    assert len(sockets) == 1
    assert None not in sockets
    connection.close()


def test_slack_can_be_out_of_reach_and_come_back_at_the_same_address(
    slack: LocalSlack, acme: Workspace, churn: Channel, client: WebClient
) -> None:
    slack.stop()
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=churn.id, text="a")
    slack.start()
    assert client.chat_postMessage(channel=churn.id, text="b")["ok"]
    assert [message.text for message in acme.messages(churn)] == ["b"]


def test_other_addresses_are_not_found(slack: LocalSlack) -> None:
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(slack.api_url.replace("/api/", "/admin"))
