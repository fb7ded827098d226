"""A customer's HTTP server on loopback: keeps what comes and answers with the text that it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PATIENCE = 40


@dataclass
class Came:
    """One request."""

    verb: str
    path: str
    content_type: str
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Listener:
    url: str
    answer: bytes = b"ok"
    came: list[Came] = field(default_factory=list)
    bell: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[Came]:
        """The first so many; the test fails when they do not come."""
        with self.bell:
            end = time.monotonic() + PATIENCE
            while len(self.came) < count:
                assert self.bell.wait(max(0.0, end - time.monotonic())), self.came
            return self.came[:count]


@contextmanager
def listening() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._take()

        def do_POST(self) -> None:
            self._take()

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            with listener.bell:
                listener.came.append(Came(self.command, self.path, self.headers.get("content-type", ""), body))
            self.send_response(200)
            self.send_header("Content-Length", str(len(listener.answer)))
            self.end_headers()
            self.wfile.write(listener.answer)
            with listener.bell:
                listener.bell.notify_all()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
