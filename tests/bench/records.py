"""Call records from bytes to values, 100,000 at once, against a bare decoder of the same bytes that makes no values of them.

JSON: CALLR and VoIP.ms against msgspec, which decodes them to dictionaries.
XML: VoiceMeUp against lxml's iterparse, which gives each record's fields as texts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from io import BytesIO

import msgspec
from lxml import etree

from providers.callr.calls import Reader
from providers.callr.client import raw_items_of
from providers.values.calls import CallRecord, Direction
from providers.voicemeup import calls as voicemeup
from providers.voipms import calls as voipms
from providers.voipms.rest import Rest
from providers.wire import json_rows
from tests.bench.measurement import Measurement, processor_seconds

MANY, TIMES = 100_000, 5
PIECE = 64 * 1024
START = datetime(2026, 11, 1)  # on the clock of each provider


def measure() -> Iterator[Measurement]:
    """The best of a few rounds on both sides, in turn: what the machine does beside it hits both."""
    yield compared("records.callr_json", callr_answer(), bare=msgspec.json.decode, ours=read_callr)
    yield compared("records.voipms_json", voipms_answer(), bare=msgspec.json.decode, ours=read_voipms)
    yield compared("records.voicemeup_xml", voicemeup_answer(), bare=iterparse, ours=read_voicemeup)


def compared(
    name: str,
    body: bytes,
    *,
    bare: Callable[[bytes], object],
    ours: Callable[[bytes], Iterable[CallRecord]],
) -> Measurement:
    rounds = [
        (processor_seconds(lambda: bare(body)), processor_seconds(lambda: deque(ours(body), maxlen=0)))
        for _ in range(TIMES)
    ]
    theirs, mine = (min(side) for side in zip(*rounds, strict=True))
    return Measurement(name=name, value=mine, unit="s", baseline=theirs, goal=2, at_most=True)


# As the import does it: a stream of values, none kept.


def read_callr(body: bytes) -> Iterable[CallRecord]:
    return map(Reader(Direction.INBOUND, "EUR"), raw_items_of(body))


def read_voipms(body: bytes) -> Iterable[CallRecord]:
    document = Rest().document(body, unread=["cdr"]) or {}
    return map(voipms.call_from, voipms.told_apart(json_rows.split(document["cdr"])))


def read_voicemeup(body: bytes) -> Iterable[CallRecord]:
    return voicemeup.stream(body[start : start + PIECE] for start in range(0, len(body), PIECE))


def iterparse(body: bytes) -> None:
    """Each record's fields by name, its memory given back: the least that a reader of this XML does."""
    for _, element in etree.iterparse(BytesIO(body), tag="call_details"):
        {child.tag: child.text for child in element}
        element.clear()


# ── What the providers would send ─────────────────────────────────────────────────────


def callr_answer() -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "result": [callr_record(number) for number in range(MANY)]})


def voipms_answer() -> bytes:
    return msgspec.json.encode({"status": "success", "cdr": [voipms_record(number) for number in range(MANY)]})


def voicemeup_answer() -> bytes:
    records = "".join(map(voicemeup_record, range(MANY)))
    details = "<response_details><response_status>success</response_status><response_messages/></response_details>"
    return f'<?xml version="1.0" encoding="UTF-8"?><response>{details}<calls>{records}</calls></response>'.encode()


def callr_record(number: int) -> dict[str, object]:
    """A CDR.In with all its members; five thousand people call fifty numbers."""
    start = START + timedelta(seconds=number)
    seconds_talked = number % 600
    return {
        "answer": str(start + timedelta(seconds=5)),
        "billing_customer_cost_label": "France Geographic",
        "billing_customer_credit_eur": "0.00",
        "billing_customer_debit_eur": f"{seconds_talked / 60:.2f}",
        "callid": 8_000_000_000_000_000_000 + number,
        "cli_country_code": "FR",
        "cli_name": f"Caller {number % 500}",
        "cli_number": f"+33639{number % 5000:06}",
        "cli_number_type": "MOBILE",
        "cli_pres": "allowed_passed_screen",
        "customer_field": "",
        "did_hash": f"ABCD{number % 50:04}",
        "did_intl_number": f"+331990047{number % 50:02}",
        "duration": seconds_talked + 5,
        "duration_answered": seconds_talked,
        "duration_billed": seconds_talked,
        "hangup": str(start + timedelta(seconds=5 + seconds_talked)),
        "hangupcause": 16,
        "hangupsource": "CALLER",
        "package_name": "CALLTRACKING10",
        "scenario_hash": "ICHUAH2R",
        "scenario_name": "Ligne principale",
        "start": str(start),
    }


def voipms_record(number: int) -> dict[str, str]:
    """A row of getCDR with all its fields; everything is text."""
    seconds_talked = number % 600
    return {
        "date": str(START + timedelta(seconds=number)),
        "callerid": f'"Caller {number % 500}" <514555{number % 5000:04}>',
        "destination": f"438555{number % 50:04}",
        "description": "Inbound DID",
        "account": f"100000_desk{number % 40}",
        "disposition": "ANSWERED",
        "duration": str(timedelta(seconds=seconds_talked)).rjust(8, "0"),
        "seconds": str(seconds_talked),
        "rate": "0.00900000",
        "total": f"{seconds_talked / 60 * 0.009:.8f}",
        "uniqueid": str(8_000_000_000 + number),
        "useragent": "",
        "ip": "",
        "destination_type": "IN:CAN",
    }


def voicemeup_record(number: int) -> str:
    """A call_details with all its elements."""
    start, seconds_talked = START + timedelta(seconds=number), number % 600
    fields = {
        "date": start.date(),
        "time": start.time(),
        "direction": "inbound",
        "source": f"514555{number % 5000:04}",
        "destination": f"1438555{number % 50:04}",
        "client_peer_id": 60400 + number % 40,
        "country_id": 38,
        "country": "Canada",
        "state_id": 11,
        "state": "Quebec",
        "district": "MONTREAL",
        "duration": seconds_talked,
        "callerid_name": f"Caller {number % 500}",
        "callerid_number": f"514555{number % 5000:04}",
        "bindings": "",
        "status": "answered",
        "normalized": f"1438555{number % 50:04}",
        "billed_amount": f"{seconds_talked / 60 * 0.009:.4f}",
        "current_rate": "0.0090",
        "monthly_usage": "increment",
    }
    inside = "".join(f"<{name}>{value}</{name}>" if value != "" else f"<{name}/>" for name, value in fields.items())
    return f'<call_details unique_id="{number:032x}">{inside}</call_details>'
