"""An inventory of VoIP Innovations: 100,000 numbers from XML to values, against zeep decoding the same bytes to its own.

`python -m tests.bench.inventories COUNT` reads so many and tells by how many bytes the process grew while it did.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import zeep
from zeep.loader import parse_xml

from providers.voipinnovations import wsdl
from providers.voipinnovations.contract import SOAP
from providers.voipinnovations.dids import Beside, did_from
from providers.voipinnovations.streaming import records
from providers.wire.catalog import load
from tests.bench.measurement import Measurement, processor_seconds

NUMBERS = 100_000
PIECE = 64 * 1024
MEBIBYTE = 1024 * 1024
CATALOG = load("voipinnovations")

_VALUES: Mapping[str, str] = {
    "availability": "assigned",
    "rewrite": "1{tn}",
    "status": "Success",
    "statusCode": "100",
    "tier": "0",
    "refId": "order {at}",
    "failover": "",
    "forward": "",
    "cnamName": "NORDPHONE",
    "state": "PA",
    "rateCenter": "PITTSBURGH",
    "didGroupId": "0",
    "Network": "Level 3",
    "endpointId": "{group}",
    "expireDate": "0001-01-01T00:00:00",
    "has411": "false",
    "has911": "true",
    "cnam": "true",
    "cnamStorageActive": "false",
    "cnamStorageAvailability": "true",
    "t38": "false",
}


def measure() -> Iterator[Measurement]:
    body = b"".join(pieces(NUMBERS))
    before = processor_seconds(lambda: read(cut(body)))
    theirs = processor_seconds(lambda: by_zeep(body))
    ours = (before + processor_seconds(lambda: read(cut(body)))) / 2
    yield Measurement(
        name="inventories.audit_vs_zeep", value=NUMBERS / ours, unit="rows/s", baseline=NUMBERS / theirs, goal=5
    )
    yield Measurement(
        name="inventories.audit_memory", value=growth(NUMBERS) / MEBIBYTE, unit="MiB", goal=60, at_most=True
    )


def read(answer: Iterable[bytes]) -> int:
    """As the import does it: a stream of values, none kept. How many there were."""
    beside = Beside()
    return sum(1 for row in records(answer, CATALOG.methods["auditDIDs"], "DID") for _ in [did_from(row, beside)])


def by_zeep(body: bytes) -> int:
    """All that zeep does with an answer: the whole document, then every value of it by its type."""
    client: Any = zeep.Client(BytesIO(wsdl.document()))  # type: ignore[no-untyped-call]
    parse: Callable[..., Any] = parse_xml
    document = parse(body, client.transport, settings=client.settings)
    return len(client.service._binding.get("auditDIDs").process_reply(document).DIDs.DID)


def growth(count: int) -> int:
    """Bytes that a fresh process takes on at its highest, from before the answer to after it."""
    command = [sys.executable, "-m", "tests.bench.inventories", str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def pieces(count: int) -> Iterator[bytes]:
    """The answer, made as it is read: nothing but the next piece is held."""
    return joined(chain([_HEAD], map(record, range(count)), [_TAIL]))


def joined(parts: Iterable[str]) -> Iterator[bytes]:
    held, length = [], 0
    for part in parts:
        held.append(part)
        length += len(part)
        if length >= PIECE:
            yield "".join(held).encode()
            held, length = [], 0
    yield "".join(held).encode()


def cut(body: bytes) -> Iterator[bytes]:
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def record(at: int) -> str:
    """A number with every field that the catalogue names."""
    return _RECORD.format(tn=f"412555{at:04}" if at < 10_000 else f"41{at + 20_000_000:08}", at=at, group=at % 40)


def _field(name: str) -> str:
    return f"<{name}>{{tn}}</{name}>" if name == "tn" else f"<{name}>{_VALUES[name]}</{name}>"


_RECORD = f"<DID>{''.join(_field(each.name) for each in CATALOG.types['DID'])}</DID>"
_HEAD = (
    f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Body>'
    f'<auditDIDsResponse xmlns="{CATALOG.options["namespace"]}"><auditDIDsResult>'
    "<responseCode>100</responseCode><responseMessage>Success</responseMessage><DIDs>"
)
_TAIL = "</DIDs></auditDIDsResult></auditDIDsResponse></soap:Body></soap:Envelope>"


def _main(count: int) -> None:
    read(pieces(100))  # what is imported and set up once is no growth
    before = _memory("VmRSS")
    if read(pieces(count)) != count:
        sys.exit("Not every number was read.")
    print(_memory("VmHWM") - before)


def _memory(name: str) -> int:
    """Bytes of this process, as Linux counts them: `VmRSS` now, `VmHWM` at the highest."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
