"""Messages through v1.1: queued, delivered, answered, and the answers posted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.voicemeup.calling import Voicemeup

SOURCE, ANSWERING, SILENT, UNREACHABLE = "15145550120", "14165550178", "14165550177", "14165550199"
Post = dict[str, str]


class Inbox:
    """A loopback web server that keeps what is posted to it."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.came = threading.Event()
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                inbox.posts.append(json.loads(body))
                self.send_response(200)
                self.end_headers()
                inbox.came.set()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sms"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait(self, count: int) -> list[Post]:
        while len(self.posts) < count:
            self.came.clear()
            if len(self.posts) < count:
                assert self.came.wait(60), "nothing was posted"
        return self.posts

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox()
    yield inbox
    inbox.close()


def _send(vmu: Voicemeup, **fields: str) -> dict[str, str]:
    """The one message of the answer."""
    asked = {"source_number": SOURCE, "destination_number": ANSWERING, "message": "Ready at 5", **fields}
    told: dict[str, str] = vmu.sibling("queue_sms", **asked)["response_details"]["response_messages"]["message"]
    return told


def test_a_message_is_queued_and_delivered(vmu: Voicemeup) -> None:
    told = _send(vmu, destination_number=SILENT)
    assert told["code"] == "queued_sms_hash"
    (queued,) = vmu.held("messages")
    assert (queued["sms_hash"], queued["transmission_status"]) == (told["_content"], "queued")
    vmu.sandbox.step(10)
    vmu.done("get_plans")
    assert vmu.held("messages")[0]["transmission_status"] == "completed"


def test_an_unreachable_number_fails(vmu: Voicemeup) -> None:
    _send(vmu, destination_number=UNREACHABLE)
    vmu.sandbox.step(10)
    vmu.done("get_plans")
    assert vmu.held("messages")[0]["transmission_status"] == "failed"


def test_the_same_message_twice_is_a_duplicate_while_it_waits(vmu: Voicemeup) -> None:
    _send(vmu)
    assert _send(vmu)["code"] == "duplicate_entry"
    assert _send(vmu, message="Ready at 6")["code"] == "queued_sms_hash"
    vmu.sandbox.step(10)
    assert _send(vmu)["code"] == "queued_sms_hash"


def test_only_an_own_number_may_send(vmu: Voicemeup) -> None:
    assert _send(vmu, source_number="12125550199")["code"] == "permission_refused"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source_number": "5145550120"}, "source_number_invalid"),
        ({"destination_number": "+14165550178"}, "destination_number_invalid"),
        ({"message": ""}, "required_parameter_not_found"),
        ({"message": "x" * 1001}, "message_invalid"),
        ({"attachment": "file:///etc/hosts"}, "attachment_invalid"),
    ],
)
def test_a_message_is_checked(vmu: Voicemeup, fields: dict[str, str], code: str) -> None:
    assert _send(vmu, **fields)["code"] == code
    assert vmu.held("messages") == []


def test_an_answer_is_posted_as_the_field_saw_it(vmu: Voicemeup, inbox: Inbox) -> None:
    vmu.change(sms_url=inbox.url)
    _send(vmu)
    vmu.sandbox.step(60)
    (post,) = inbox.wait(1)
    assert (post["direction"], post["source_number"], post["destination_number"]) == ("inbound", ANSWERING, SOURCE)
    assert post["client_did_id"] == vmu.done("get_dids", phone_number=SOURCE[1:]).row("did_details")["client_did_id"]
    assert set(post) == {
        "sms_log_id", "sms_hash", "datetime", "date", "time", "direction", "source_number", "destination_number",
        "client_did_id", "message", "attachment", "attachment_size", "attachment_mime_type", "status",
        "transmission_status", "datetime_transmission",
    }  # fmt: skip
    assert all(isinstance(value, str) for value in post.values())
    assert post["datetime"] == f"{post['date']} {post['time']}"


def test_an_answer_with_a_picture_comes_as_two(vmu: Voicemeup, inbox: Inbox) -> None:
    vmu.change(sms_url=inbox.url)
    _send(vmu, attachment="https://example.com/plan.png")
    vmu.sandbox.step(60)
    text, picture = inbox.wait(2)
    assert text["message"]
    assert text["attachment"].endswith(".mms.html")
    assert (picture["message"], picture["attachment_mime_type"]) == ("", "image/gif")
    assert text["sms_hash"] != picture["sms_hash"]
    assert text["datetime_transmission"] == picture["datetime_transmission"]
    with urlopen(picture["attachment"]) as answer:
        assert len(answer.read()) == int(picture["attachment_size"])
    with urlopen(text["attachment"]) as answer:
        assert text["message"] in answer.read().decode()


def test_who_is_asked_to_stop_is_not_answered(vmu: Voicemeup, inbox: Inbox) -> None:
    vmu.change(sms_url=inbox.url)
    _send(vmu, message="ARRÊT")
    vmu.sandbox.step(60)
    vmu.done("get_plans")
    assert [row["direction"] for row in vmu.held("messages")] == ["outbound"]


def test_people_write_of_their_own_accord(vmu: Voicemeup, inbox: Inbox) -> None:
    vmu.change(sms_url=inbox.url)
    vmu.sandbox.step(86_400)
    assert all(post["direction"] == "inbound" for post in inbox.wait(2))
