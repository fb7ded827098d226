"""A small real HTTP server that says what a test tells it to say: for wires that break in ways no service means to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from _pytest.mark.structures import ParameterSet


@dataclass(frozen=True)
class Reply:
    """What to answer. `promised` overrides the Content-Length, so the body can be cut; `hang_up` closes without a word."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    hang_up: bool = False
    hang: bool = False  # says nothing until the test is over


def each(replies: Mapping[str, Reply]) -> list[ParameterSet]:
    """The replies as a test's parameters, by their names."""
    return [pytest.param(reply, id=name, marks=_marks(reply)) for name, reply in replies.items()]


def names_of(replies: Mapping[str, Reply]) -> list[ParameterSet]:
    """The names of the replies as a test's parameters."""
    return [pytest.param(name, id=name, marks=_marks(reply)) for name, reply in replies.items()]


def _marks(reply: Reply) -> list[pytest.MarkDecorator]:
    return [pytest.mark.hangs] if reply.hang else []


def patience(request: pytest.FixtureRequest) -> httpx.Timeout:
    """How long a test's client waits: as long as a slow machine needs, and briefly where no answer is to come."""
    return httpx.Timeout(1 if request.node.get_closest_marker("hangs") else 40)


def json_reply(document: Any, *, status: int = 200) -> Reply:
    return Reply(body=json.dumps(document).encode(), status=status)


@dataclass(frozen=True)
class Request:
    verb: str
    path: str
    content_type: str
    fields: dict[str, str]

    @property
    def method(self) -> str:
        return self.fields.get("method", "")


@dataclass
class Script:
    """The server's side of a test: `requests` as they came, and the replies, the last one repeating."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    answer: Callable[[Request], Reply] | None = None
    over: threading.Event = field(default_factory=threading.Event)
    read: Callable[[str, bytes], dict[str, str]] = field(default_factory=lambda: _multipart)  # a POST's fields
    dress: Callable[[Request, Reply], Reply] = field(default_factory=lambda: lambda _, reply: reply)  # of every reply

    def say(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def say_json(self, *documents: Any) -> None:
        self.replies = [json_reply(document) for document in documents]

    def next_reply(self, request: Request) -> Reply:
        if self.answer is not None:
            return self.answer(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def scripted_server() -> Iterator[Script]:
    script = Script(url="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(script.read(self.headers["Content-Type"], body))

        def _answer(self, posted: dict[str, str]) -> None:
            address = urlsplit(self.path)
            asked = dict(parse_qsl(address.query, keep_blank_values=True)) | posted
            request = Request(self.command, address.path, self.headers.get("Content-Type", ""), asked)
            script.requests.append(request)
            reply = script.dress(request, script.next_reply(request))
            if reply.hang:
                script.over.wait(30)
            if reply.hang or reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body) if reply.promised is None else reply.promised))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = self.close_connection or reply.promised is not None

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet: the test reads `requests`."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Quiet: clients that hang up are part of these tests."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_port}/api/v1/rest.php"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    if not content_type.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode()))
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    return {
        str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True)).decode()
        for part in message.iter_parts()
    }
