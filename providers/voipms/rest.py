"""The REST/JSON side of the service: GET with a query, multipart POST for what is long, an object of JSON back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import httpx
import msgspec

from providers.wire.catalog import Method
from providers.wire.http import Multipart, Payload, Query
from providers.wire.json_rows import BROKEN

ACCEPT = "application/json"
_MARK = b"\xef\xbb\xbf"  # of UTF-8, before the text
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
LONGEST_QUERY = 1800  # characters; what is longer goes as multipart, like files do


class Rest:
    """A `providers.voipms.client.Wire`."""

    accept = ACCEPT

    def payload(self, method: Method, fields: Mapping[str, str]) -> Payload:
        """Never as a form: a form-urlencoded POST is taken for SOAP there, and fails."""
        wire = {**fields, "method": method.name}
        if method.http == "POST" or len(str(httpx.QueryParams(wire))) > LONGEST_QUERY:
            return Multipart(wire)
        return Query(wire)

    def document(self, body: bytes, unread: Collection[str] = ()) -> dict[str, Any] | None:
        """The JSON object of a body, None when it is anything else. Members named `unread` stay `msgspec.Raw`."""
        body = body.removeprefix(_MARK)
        try:
            document = _split(body, unread) if unread else msgspec.json.decode(body)
        except BROKEN:
            return None
        return document if isinstance(document, dict) else None

    def shown(self, text: str) -> str:
        """An answer as a sample; the redactor knows JSON."""
        return text


def _split(body: bytes, unread: Collection[str]) -> dict[str, Any]:
    members = _MEMBERS.decode(body)
    return {name: found if name in unread else msgspec.json.decode(found) for name, found in members.items()}
