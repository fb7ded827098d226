"""A small call through our client against the same request sent by bare httpx, to the same sandbox over HTTP.

Ours includes checking the parameters, encoding, decoding, the two verdicts and the redacted sample for the exchange log.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

import httpx
import msgspec

from providers import registry
from providers.sandbox.seed import SERVICES
from tests.bench.measurement import Measurement, seconds
from tests.sandbox import running

ROUNDS = 400
MANY = 1_000_000  # more calls a minute than are made here
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
Bare = Callable[[httpx.Client], httpx.Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A read with a small answer: how our client makes it, and how httpx does. `credentials` are beside those of the seed."""

    slug: str
    method: str
    bare: Callable[[dict[str, str], dict[str, str]], Bare]
    wire: str
    credentials: dict[str, str]


class Unkept:
    """Takes the redacted samples, which are part of the work, and keeps none."""

    def record(self, *, operation: str, seconds: float, outcome: str, request: str, response: str) -> None:
        pass


def measure() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as sandbox:
        sandbox.change_account(per_minute=MANY)
        for call in CALLS:
            yield measured(call, SERVICES[call.slug].endpoints(sandbox.url))


def measured(call: Call, endpoints: dict[str, str]) -> Measurement:
    """In turn, so that whatever the machine does beside it hits both; the median of all."""
    credentials = {**SERVICES[call.slug].credentials[0], **call.credentials}
    send = call.bare(endpoints, credentials)
    with (
        httpx.Client(timeout=60) as http,
        registry.get(call.slug).open(credentials, endpoints=endpoints, exchanges=Unkept()) as account,
    ):

        def bare() -> None:
            send(http).raise_for_status()

        def ours() -> None:
            account.client.call(call.method)

        for warm in (bare, ours) * 20:
            warm()
        rounds = [(seconds(bare), seconds(ours)) for _ in range(ROUNDS)]
    theirs, mine = (median(side) * 1000 for side in zip(*rounds, strict=True))
    return Measurement(
        name=f"overhead.{call.slug}_{call.wire}", value=mine, unit="ms", baseline=theirs, goal=1.5, at_most=True
    )


def voipms_rest(endpoints: dict[str, str], credentials: dict[str, str]) -> Bare:
    fields = {**_voipms(credentials), "method": "getBalance"}
    return lambda http: http.get(endpoints["rest_url"], params=fields)


def voipms_soap(endpoints: dict[str, str], credentials: dict[str, str]) -> Bare:
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in _voipms(credentials).items())
    body = envelope(f'<m:getBalance xmlns:m="https://voip.ms/api/schema"><params>{inside}</params></m:getBalance>')
    return lambda http: http.post(endpoints["soap_url"], content=body, headers={"content-type": "text/xml"})


def _voipms(credentials: dict[str, str]) -> dict[str, str]:
    return {name: credentials[name] for name in ("api_username", "api_password")}


def voicemeup(endpoints: dict[str, str], credentials: dict[str, str]) -> Bare:
    named = {name: credentials[name] for name in ("client_account_id", "auth_token", "username")}
    return lambda http: http.get(endpoints["url"], params={**named, "request_type": "get_account_details"})


def voipinnovations(endpoints: dict[str, str], credentials: dict[str, str]) -> Bare:
    inside = "".join(f"<{name}>{escape(credentials[name])}</{name}>" for name in ("login", "secret"))
    body = envelope(f'<GetPrepaidBalance xmlns="http://tempuri.org/">{inside}</GetPrepaidBalance>')
    return lambda http: http.post(endpoints["url"], content=body, headers={"content-type": "text/xml"})


def callr(endpoints: dict[str, str], credentials: dict[str, str]) -> Bare:
    body = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": "billing.get_prepaid_credit", "params": []})
    signed = (credentials["login"], credentials["password"])
    return lambda http: http.post(
        endpoints["url"], content=body, auth=signed, headers={"content-type": "application/json"}
    )


def envelope(inside: str) -> bytes:
    return f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{inside}</e:Body></e:Envelope>'.encode()


CALLS = (
    Call(slug="voipms", wire="rest", method="getBalance", bare=voipms_rest, credentials={}),
    Call(slug="voipms", wire="soap", method="getBalance", bare=voipms_soap, credentials={"transport": "soap"}),
    Call(slug="voicemeup", wire="xml", method="get_account_details", bare=voicemeup, credentials={}),
    Call(slug="voipinnovations", wire="soap", method="GetPrepaidBalance", bare=voipinnovations, credentials={}),
    Call(slug="callr", wire="jsonrpc", method="billing.get_prepaid_credit", bare=callr, credentials={}),
)
