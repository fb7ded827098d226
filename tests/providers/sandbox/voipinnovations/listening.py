"""A customer's HTTP server on loopback: keeps what comes to it, by POST or by GET, and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PATIENCE = 40


@dataclass
class Came:
    """One request. `path` with its query."""

    verb: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/json"
        read: dict[str, Any] = json.loads(self.body)
        return read

    @property
    def form(self) -> dict[str, str]:
        assert self.headers["content-type"] == "application/x-www-form-urlencoded"
        return dict(parse_qsl(self.body.decode()))

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query))


@dataclass
class Listener:
    """`statuses` are answered in turn, 200 when there are no more."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[Came]:
        """The first so many; the test fails when they do not come."""
        with self.news:
            end = time.monotonic() + PATIENCE
            while len(self.came) < count:
                assert self.news.wait(max(0.0, end - time.monotonic())), self.came
            return self.came[:count]


@contextmanager
def listening(*statuses: int) -> Iterator[Listener]:
    listener = Listener(statuses=list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with listener.news:
                self.send_response(listener.statuses.pop(0) if listener.statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                listener.came.append(Came(self.command, self.path, headers, body))
                listener.news.notify_all()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}/texts"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
