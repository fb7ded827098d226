"""VoiceMeUp as any client calls it: a URL with a query, XML that is read with the standard library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

from providers.sandbox.seed import VOICEMEUP_ACCOUNTS, VoicemeupAccount
from tests.providers.sandbox.running import PATIENCE, Running

NORDPHONE, HARBOURLINE = VOICEMEUP_ACCOUNTS
Row = dict[str, str]


@dataclass
class Told:
    """An answer, read."""

    root: ElementTree.Element

    @property
    def status(self) -> str:
        return self.root.findtext("response_details/response_status") or ""

    @property
    def codes(self) -> list[str]:
        return [each.get("code") or each.get("type") or "" for each in self.root.iter("message")]

    def rows(self, element: str) -> list[Row]:
        """The fields of each record of that name; attributes too."""
        return [
            {**record.attrib, **{child.tag: child.text or "" for child in record}} for record in self.root.iter(element)
        ]

    def row(self, element: str) -> Row:
        (row,) = self.rows(element)
        return row


def read(content: bytes) -> Told:
    return Told(ElementTree.fromstring(content))  # noqa: S314  (our own sandbox wrote it)


@dataclass
class Voicemeup:
    """One account of a running sandbox."""

    sandbox: Running
    account: VoicemeupAccount = NORDPHONE

    @property
    def url(self) -> str:
        return f"{self.sandbox.base}/voicemeup/xml_engine/xml_engine.php"

    def query(self, request_type: str, /, **parameters: object) -> str:
        asked = {
            "client_account_id": self.account.client_account_id,
            "auth_token": self.account.auth_token,
            "request_type": request_type,
            **parameters,
        }
        return (
            f"{self.url}?{urlencode({name: value for name, value in asked.items() if value is not None}, doseq=True)}"
        )

    def body(self, request_type: str, /, **parameters: object) -> bytes:
        with urlopen(self.query(request_type, **parameters), timeout=PATIENCE) as answer:
            assert answer.headers["content-type"] == "text/xml; charset=utf-8"
            content: bytes = answer.read()
            return content

    def call(self, request_type: str, /, **parameters: object) -> Told:
        return read(self.body(request_type, **parameters))

    def done(self, request_type: str, /, **parameters: object) -> Told:
        told = self.call(request_type, **parameters)
        assert told.status == "success", told.codes
        return told

    def refused(self, request_type: str, /, **parameters: object) -> list[str]:
        """The error types."""
        told = self.call(request_type, **parameters)
        assert told.status == "failed"
        return told.codes

    def sibling(self, request_type: str, format: str = "json", /, **fields: object) -> Any:
        """v1.1: POST, credentials in the body."""
        asked = {"username": self.account.company.lower(), "auth_token": self.account.auth_token, **fields}
        given = {name: value for name, value in asked.items() if value is not None}
        url = f"{self.sandbox.base}/voicemeup/api/v1.1/{format}/{request_type}"
        with urlopen(Request(url, data=urlencode(given).encode()), timeout=PATIENCE) as answer:
            content = answer.read()
            return json.loads(content) if format == "json" else read(content)

    # ── What it really has ────────────────────────────────────────────────────────────

    def change(self, **settings: object) -> None:
        self.sandbox.control(f"accounts/voicemeup/{self.account.client_account_id}", settings, verb="PATCH")

    def held(self, collection: str, key: str = "") -> Any:
        path = f"objects/voicemeup/{self.account.client_account_id}/{collection}"
        return self.sandbox.control(f"{path}/{key}" if key else path)

    def now(self) -> str:
        """The day by the world's clock, in UTC."""
        return str(self.sandbox.control("clock")["now"])[:10]
