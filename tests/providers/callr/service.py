"""A small real JSON-RPC service on loopback that says what a test tells it to say, or breaks as told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.providers.scripted import Reply


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    document: dict[str, Any]

    @property
    def method(self) -> str:
        return str(self.document["method"])

    @property
    def params(self) -> list[Any]:
        found: list[Any] = self.document["params"]
        return found


@dataclass
class Service:
    """`results` by method: the result, or a list of `Then`s told one after the other. `broken`: what comes in place of all."""

    url: str
    results: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, Reply] = field(default_factory=dict)
    broken: Reply | None = None
    calls: list[Call] = field(default_factory=list, repr=False)
    over: threading.Event = field(default_factory=threading.Event)

    def sent(self, method: str) -> list[list[Any]]:
        """The parameters of each call of a method."""
        return [call.params for call in self.calls if call.method == method]

    def reply(self, call: Call) -> Reply:
        if self.broken is not None:
            return self.broken
        envelope: dict[str, Any] = {"jsonrpc": "2.0", "id": call.document["id"]}
        if call.method in self.errors:
            envelope["error"] = self.errors[call.method]
        else:
            found = self.results.get(call.method, True)
            envelope["result"] = found.pop(0) if isinstance(found, Pages) and len(found) > 1 else found
            if isinstance(envelope["result"], Pages):
                envelope["result"] = envelope["result"][0]
        return Reply(body=json.dumps(envelope).encode(), content_type="application/json-rpc; charset=utf-8")


class Pages(list[Any]):
    """Results told one after the other, the last repeating."""


def page(*hits: Any, more: bool = False, offset: int = 0, total: int | None = None) -> dict[str, Any]:
    """A Search.Results."""
    return {"hits": list(hits), "has_more": more, "offset": offset, "total": len(hits) if total is None else total}


@contextmanager
def service() -> Iterator[Service]:
    told = Service(url="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer leaves whole: in pieces, each would wait for the other side's acknowledgement

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            call = Call(self.path, {name.lower(): value for name, value in self.headers.items()}, json.loads(body))
            told.calls.append(call)
            self._answer(told.reply(call))

        def do_GET(self) -> None:
            self._answer(told.files.get(self.path, Reply(status=404)))

        def _answer(self, reply: Reply) -> None:
            if reply.hang:
                told.over.wait(30)
            if reply.hang or reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body) if reply.promised is None else reply.promised))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = self.close_connection or reply.promised is not None

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet: the test reads `calls`."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Quiet: clients that hang up are part of these tests."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}/json-rpc/v1.1/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
