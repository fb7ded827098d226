"""Call records of CALLR: 100,000 of them from JSON to values, against msgspec decoding the same bytes and nothing else."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from providers.callr.calls import Reader
from providers.callr.client import raw_items_of
from providers.values.calls import Direction
from tests.bench.measurement import Measurement, seconds

MANY, TIMES = 100_000, 5
START = datetime(2026, 11, 1)  # UTC, as CALLR writes it


def measure() -> Iterator[Measurement]:
    """The best of a few rounds on both sides, in turn: what the machine does beside it hits both."""
    body = answer()
    rounds = [(seconds(lambda: msgspec.json.decode(body)), seconds(lambda: read(body))) for _ in range(TIMES)]
    bare, ours = (min(side) for side in zip(*rounds, strict=True))
    yield Measurement(name="callr.cdr_vs_bare_decoder", value=ours, unit="s", baseline=bare, goal=2, at_most=True)


def read(body: bytes) -> None:
    """As the import does it: a stream of values, none kept."""
    deque(map(Reader(Direction.INBOUND, "EUR"), raw_items_of(body)), maxlen=0)


def answer() -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "result": [record(number) for number in range(MANY)]})


def record(number: int) -> dict[str, object]:
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
