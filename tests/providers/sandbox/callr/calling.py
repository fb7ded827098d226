"""A plain JSON-RPC client that knows nothing of our adapter."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from tests.providers.sandbox.running import PATIENCE, Running

PATH = "/callr/json-rpc/v1.1/"


class RpcError(Exception):
    """The service answered with an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error["message"])
        self.code, self.message = error["code"], error["message"]


@dataclass
class Callr:
    """One account of the running sandbox; `authorization` is the whole header."""

    sandbox: Running
    authorization: str
    login_as: str = ""

    @classmethod
    def basic(cls, sandbox: Running, login: str, password: str) -> Callr:
        return cls(sandbox, "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode())

    def request(self, body: bytes, path: str = PATH) -> Request:
        headers = {"Authorization": self.authorization, "Content-Type": "application/json-rpc; charset=utf-8"}
        if self.login_as:
            headers["CALLR-Login-As"] = self.login_as
        return Request(f"{self.sandbox.base}{path}", data=body, headers=headers)

    def post(self, body: object, path: str = PATH) -> dict[str, Any]:
        """The envelope of the answer to any JSON."""
        with urlopen(self.request(json.dumps(body).encode(), path), timeout=PATIENCE) as answer:
            assert answer.headers["content-type"] == "application/json-rpc; charset=utf-8"
            envelope: dict[str, Any] = json.load(answer)
            return envelope

    def call(self, method: str, *params: object) -> Any:
        envelope = self.post({"jsonrpc": "2.0", "id": 41, "method": method, "params": list(params)})
        assert (envelope["jsonrpc"], envelope["id"]) == ("2.0", 41)
        assert ("result" in envelope) != ("error" in envelope)
        if "error" in envelope:
            raise RpcError(envelope["error"])
        return envelope["result"]

    def refusal(self, method: str, *params: object) -> str:
        """The message of the error that is expected."""
        try:
            result = self.call(method, *params)
        except RpcError as error:
            return str(error.message)
        raise AssertionError(f"{method} answered {result!r}")
