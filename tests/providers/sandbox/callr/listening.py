"""A customer's HTTP server on loopback: keeps what is posted to it and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 40

Answer = tuple[int, bytes]


@dataclass
class Posted:
    """One request that came in."""

    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass
class Listener:
    """`answer` makes the status and the body of each answer."""

    url: str
    answer: Callable[[Posted], Answer]
    posted: list[Posted] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[Posted]:
        """The first so many; the test fails when they do not come."""
        return self.wait_until(lambda posted: len(posted) >= count)[:count]

    def wait_until(self, enough: Callable[[list[Posted]], bool]) -> list[Posted]:
        with self.came:
            end = time.monotonic() + PATIENCE
            while not enough(self.posted):
                assert self.came.wait(max(0.0, end - time.monotonic())), [each.body for each in self.posted]
            return list(self.posted)


def accept(posted: Posted) -> Answer:
    return 200, b""


@contextmanager
def listening(answer: Callable[[Posted], Answer] = accept) -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            posted = Posted({name.lower(): value for name, value in self.headers.items()}, body)
            status, content = listener.answer(posted)
            with listener.came:  # before the answer, so that what follows it is kept after it
                listener.posted.append(posted)
                listener.came.notify_all()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}/hook", answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
