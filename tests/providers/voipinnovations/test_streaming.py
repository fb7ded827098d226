"""Listings read record by record: what is in them, what is beside them, and a stream that breaks or has no end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from itertools import count, islice, repeat
from pathlib import Path

import pytest

from providers import errors
from providers.values.dids import Did
from providers.values.ordering import NumberSearch
from providers.voipinnovations import streaming
from providers.voipinnovations.client import Client
from providers.voipinnovations.contract import Fault, NotAnAnswer
from providers.voipinnovations.provider import VoipinnovationsAccount
from providers.wire.catalog import load
from providers.wire.xml import NotXml
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called
from tests.providers.voipinnovations.soap_answers import DID, NOBODY, XML, document, fields, numbers, reply

METHOD = load("voipinnovations").methods["auditDIDs"]
MEGABYTE = 1024 * 1024
HEAD, TAIL = document("auditDIDs", {"DIDs": "@"}).split(b"@")
RECORD = f"<DID>{fields(DID)}</DID>".encode()


def read(*pieces: bytes) -> tuple[list[dict[str, str]], streaming.Envelope]:
    """The records, and what stands beside them."""
    stream = streaming.records(iter(pieces), METHOD, "DID")
    found: list[dict[str, str]] = []
    while True:
        try:
            found.append(next(stream))
        except StopIteration as end:
            return found, end.value


def in_pieces(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
def test_records_are_the_same_however_the_wire_cuts_them(size: int) -> None:
    body = document("auditDIDs", {"DIDs": ("DID", [DID, DID | {"tn": "2125550143", "refId": "Réal & Fils"}])})
    found, envelope = read(*in_pieces(body, size))
    assert [row["tn"] for row in found] == ["2125550142", "2125550143"]
    assert found[0] == DID
    assert found[1]["refId"] == "Réal & Fils"
    assert envelope == streaming.Envelope(100, "Success")


def test_nil_empty_and_absent_fields_are_no_values() -> None:
    (row,), _ = read(
        document("auditDIDs", {"DIDs": ("DID", [{"tn": "2125550142", "refId": None, "state": "", "rateCenter": " "}])})
    )
    assert row == {"tn": "2125550142", "refId": "", "state": "", "rateCenter": " "}


def test_a_list_that_is_empty_nil_or_absent_is_no_records() -> None:
    ways: list[dict[str, object]] = [{"DIDs": ""}, {"DIDs": None}, {"DIDs": ("DID", [])}, {}]
    for values in ways:
        found, envelope = read(document("auditDIDs", values))
        assert (found, envelope.code) == ([], 100)


def test_a_later_service_may_send_more_fields_lists_and_another_prefix() -> None:
    body = document("auditDIDs", {"New": "x", "DIDs": ("DID", [DID | {"Later": "1"}]), "More": ("Thing", [{"a": "b"}])})
    prefixed = body.replace(b"soap:", b"s:").replace(b"xmlns:soap", b"xmlns:s")
    (row,), envelope = read(prefixed)
    assert (row["Later"], row["tn"], envelope.code) == ("1", "2125550142", 100)


def test_a_code_after_the_records_is_found_too() -> None:
    body = (
        HEAD.replace(b"<responseCode>100</responseCode>", b"")
        + RECORD
        + TAIL.replace(b"</DIDs>", b"</DIDs><responseCode>902</responseCode>")
    )
    found, envelope = read(body)
    assert (len(found), envelope.code) == (1, 902)


def test_what_is_no_answer_is_refused() -> None:
    for body, problem in (
        (document("queryDID", {"DIDs": ("DID", [DID])}), NotAnAnswer),
        (b"<html><DID/></html>", NotAnAnswer),
        (b"<a/>", NotAnAnswer),
        (b"", NotXml),
        (b"<html><br></html>", NotXml),
        (HEAD + RECORD, NotXml),
        (HEAD + RECORD + TAIL + b"<again/>", NotXml),
        (document("x").replace(b"<xResponse", b"<soap:Fault").replace(b"</xResponse", b"</soap:Fault"), Fault),
    ):
        with pytest.raises(problem):
            read(body)


# ── Through the account ───────────────────────────────────────────────────────────────


def listed(account: VoipinnovationsAccount) -> tuple[list[Did], errors.ProviderError | None]:
    """What came before the end, and how it ended."""
    found: list[Did] = []
    try:
        for did in account.dids.list_owned():
            found.append(did)
    except errors.ProviderError as problem:
        return found, problem
    return found, None


def test_an_account_without_numbers_is_an_empty_listing_in_all_three_ways(
    account: VoipinnovationsAccount, script: Script
) -> None:
    for nothing in (reply("auditDIDs", code=101), numbers("auditDIDs", NOBODY), numbers("auditDIDs")):
        answers(script, auditDIDs=nothing)
        assert listed(account) == ([], None)


def test_an_error_after_the_records_is_no_complete_listing(account: VoipinnovationsAccount, script: Script) -> None:
    for code, problem in ((900, errors.Refused), (902, errors.BadCredentials), (777, errors.UnexpectedAnswer)):
        answers(script, auditDIDs=reply("auditDIDs", {"DIDs": ("DID", [DID])}, code=code))
        found, ended = listed(account)
        assert [did.number.e164 for did in found] == ["+12125550142"]
        assert type(ended) is problem


def test_a_fault_instead_of_records_is_tried_again_later(account: VoipinnovationsAccount, script: Script) -> None:
    body = document("x").replace(b"<xResponse", b"<soap:Fault").replace(b"</xResponse", b"</soap:Fault")
    for status in (200, 500):
        answers(script, auditDIDs=Reply(body=body, status=status, content_type=XML))
        found, ended = listed(account)
        assert found == []
        assert type(ended) is errors.Unavailable


@pytest.mark.parametrize("promised", [None, 10**6], ids=["as if whole", "hung up"])
@pytest.mark.parametrize("at", ["a record", "a tag", "the end", "a letter"])
def test_a_listing_that_is_cut_is_no_complete_listing(
    account: VoipinnovationsAccount, script: Script, at: str, promised: int | None
) -> None:
    record = RECORD.replace(b"front desk", "é".encode())
    cut = {
        "a record": HEAD + record * 3,
        "a tag": HEAD + record * 3 + b"<DI",
        "the end": HEAD + record * 3 + TAIL[:-3],
        "a letter": HEAD + record * 3 + record[: record.index("é".encode()) + 1],
    }[at]
    answers(script, auditDIDs=Reply(body=cut, content_type=XML, promised=promised))
    found, ended = listed(account)
    assert len(found) == 3
    assert type(ended) is (errors.Unavailable if promised else errors.UnexpectedAnswer)


def test_a_record_that_cannot_be_read_is_told_after_all_that_can_be(
    account: VoipinnovationsAccount, script: Script
) -> None:
    rows = [DID, DID | {"tn": "none"}, DID | {"tn": ""}, DID | {"tn": "2125550143"}]
    answers(script, auditDIDs=numbers("auditDIDs", *rows))
    found, ended = listed(account)
    assert [did.number.e164 for did in found] == ["+12125550142", "+12125550143"]
    assert isinstance(ended, errors.UnexpectedAnswer)
    assert ended.skipped == 2


def test_a_list_beside_the_numbers_that_fails_ends_the_listing_before_it_begins(
    account: VoipinnovationsAccount, script: Script
) -> None:
    for method in ("AuditDIDForwards", "AuditDIDFailovers", "AuditConferenceLines", "AuditSMS"):
        answers(script, auditDIDs=numbers("auditDIDs", DID), **{method: Reply(body=b"<a>", status=503)})
        found, ended = listed(account)
        assert (found, type(ended)) == ([], errors.Unavailable), method


def test_the_listing_is_asked_for_once_whatever_happens(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, auditDIDs=Reply(hang_up=True))
    listed(account)
    assert called(script).count("auditDIDs") == 1


def test_a_search_reads_no_further_than_it_was_asked_to(
    account: VoipinnovationsAccount, script: Script, kept: Kept
) -> None:
    offers = [{"tn": f"2125550{n:03}", "state": "NY", "rateCenter": "NYC"} for n in range(1000)]
    answers(script, getDIDs=reply("getDIDs", {"DIDLocators": ("DIDLocator", offers)}))
    found = list(account.ordering.search(NumberSearch(region="NY", limit=3)))
    assert [offer.offer_id for offer in found] == ["2125550000", "2125550001", "2125550002"]
    assert list(account.ordering.search(NumberSearch(region="NY", limit=0))) == []


def test_a_stream_that_is_left_alone_gives_its_connection_back(client: Client, script: Script) -> None:
    answers(script, auditDIDs=Reply(body=HEAD + RECORD * 5000 + TAIL, content_type=XML))
    for _ in range(120):  # more than the connections of a pool
        rows = client.rows("auditDIDs", "DID")
        next(rows)
        assert isinstance(rows, Generator)
        rows.close()
    assert len(script.requests) == 120


# ── Without end ───────────────────────────────────────────────────────────────────────

ENDLESS: dict[str, Callable[[], Iterator[bytes]]] = {
    "blanks": lambda: repeat(b" " * 8192),
    "a text": lambda: repeat(b"x" * 8192),
    "a text in a record": lambda: then(b"<DID><tn>", repeat(b"9" * 8192)),
    "a comment": lambda: then(b"<!--", repeat(b"x" * 8192)),
    "an instruction": lambda: then(b"<?x ", repeat(b"x" * 8192)),
    "a CDATA section": lambda: then(b"<![CDATA[", repeat(b"x" * 8192)),
    "a name": lambda: then(b"<", repeat(b"x" * 8192)),
    "an attribute": lambda: then(b'<DID a="', repeat(b"x" * 8192)),
    "attributes": lambda: then(b"<DID ", (b'a%d="" ' % n for n in count())),
    "elements of no name that we know": lambda: repeat(b"<x/>" * 2000),
    "elements within each other": lambda: repeat(b"<x>" * 2000),
    "records within each other": lambda: repeat(b"<DID>" * 100),
    "fields in a record": lambda: then(b"<DID>", repeat(b"<tn>1</tn>" * 800)),
    "fields of new names in a record": lambda: then(b"<DID>", (b"<a%d/>" % n for n in count())),
    "records among others": lambda: repeat(b"<DID/><x/>" * 800),
    "lists of one record": lambda: repeat(b"</DIDs><DIDs><DID/>" * 400),
}


def then(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


@pytest.mark.parametrize("name", ENDLESS)
def test_a_body_without_end_is_given_up_with_little_memory(name: str) -> None:
    read_so_far = 0

    def pieces() -> Iterator[bytes]:
        nonlocal read_so_far
        for piece in then(HEAD, ENDLESS[name]()):
            read_so_far += len(piece)
            assert read_so_far < 64 * MEGABYTE
            yield piece

    before, started = resident(), time.process_time()
    with pytest.raises(NotXml):
        deque(streaming.records(pieces(), METHOD, "DID"), maxlen=0)
    assert resident() - before < 256 * MEGABYTE
    assert time.process_time() - started < 10


def test_an_inventory_is_read_in_the_memory_of_one_record() -> None:
    block = RECORD * 50
    pieces = then(HEAD, then(block, islice(repeat(block), 800)))
    stream = streaming.records(then_end(pieces), METHOD, "DID")
    for _ in islice(stream, 2000):
        pass
    before, number = resident(), 2000
    for row in stream:
        assert row["tn"] == "2125550142"
        number += 1
    assert number == 40_050
    assert resident() - before < 8 * MEGABYTE  # of the 40 that it has


def then_end(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces
    yield TAIL


def resident() -> int:
    """Bytes of memory that the process holds, libxml2's among them."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
