"""The envelope, in every shape that the fact sheet leaves open, and what is none."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.voicemeup import calls, envelope
from providers.voicemeup.envelope import Envelope, NotAnEnvelope, Said, Verdict
from providers.wire.xml import NotXml
from tests.providers.voicemeup.xml_answers import Shape, document

NOTICES = frozenset({"callerid_rejection_notice", "alternate_address_provided"})
ROWS: list[dict[str, Any]] = [
    {"client_did_id": "7", "status": "failed", "empty": None},
    {"client_did_id": "8", "status": "error"},
]
SHAPES = [
    Shape(failure=failure, message_form=form, id_as=id_as, container=container, status_place=place)
    for failure, form, id_as, container, place in product(
        ("failed", "error", "FAILED "),
        ("code", "type", "errors", "children"),
        ("attribute", "child", "both"),
        (True, False),
        ("details", "child", "attribute"),
    )
]


def read(body: bytes, record: str = "did_details") -> Envelope:
    return envelope.read_xml(body, record, notices=NOTICES)


def streamed(body: bytes, record: str = "did_details") -> tuple[list[envelope.Row], Verdict]:
    rows: list[envelope.Row] = []
    reader = envelope.read_stream([body[:7], body[7:]], record)
    while True:
        try:
            rows.append(next(reader))
        except StopIteration as end:
            return rows, end.value[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_any_shape_of_success_reads_alike(shape: Shape) -> None:
    body = document("did_details", ROWS, said=[("callerid_rejection_notice", "careful")], shape=shape)
    found = read(body)
    assert found.success
    assert found.messages == (Said("callerid_rejection_notice", "careful"),)
    assert [row["client_did_id"] for row in found.records] == ["7", "8"]
    assert found.records[0]["empty"] is None
    rows, verdict = streamed(body)
    assert tuple(rows) == found.records
    assert verdict.success


@pytest.mark.parametrize("shape", SHAPES)
def test_any_shape_of_failure_reads_alike(shape: Shape) -> None:
    said = [("npa_invalid", "the npa"), ("nxx_invalid", "the nxx")]
    found = read(document(failed=True, said=said, shape=shape))
    assert not found.success
    assert found.messages == tuple(Said(*each) for each in said)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_failure_keeps_its_alternates(shape: Shape) -> None:
    row: dict[str, Any] = {"civic_number": "100", "street": "Rue Sainte-Catherine"}
    body = document(
        "alternate_address", [row], failed=True, said=[("alternate_address_provided", "choose")], shape=shape
    )
    found = read(body, "alternate_address")
    assert not found.success
    assert found.records == (row,)


def test_a_status_of_a_record_is_never_the_status_of_the_answer() -> None:
    body = b"<response><dids><did_details><status>failed</status></did_details></dids></response>"
    assert read(body).success


def test_without_a_status_an_error_is_a_failure_and_a_notice_is_none() -> None:
    said = b"<response><response_messages><message code='%s'/></response_messages>%s</response>"
    assert not read(said % (b"npa_invalid", b"<did_details/>")).success
    assert read(said % (b"callerid_rejection_notice", b"<did_details/>")).success


@pytest.mark.parametrize("body", [b"<html><body>Sorry</body></html>", b"<response/>", b"<response><dids/></response>"])
def test_what_says_nothing_is_no_envelope(body: bytes) -> None:
    with pytest.raises(NotAnEnvelope):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"not xml",
        b"<response><response_details>",
        b"<!DOCTYPE r [<!ENTITY a 'aaaa'>]><response><response_status>success</response_status>&a;</response>",
        b"<!DOCTYPE r SYSTEM 'file:///etc/hostname'><response><response_status>success</response_status></response>",
        b"<a>" * 60 + b"</a>" * 60,
        b'<?xml version="1.0" encoding="UTF-16"?><response/>',
        b'<?xml version="1.0" encoding="klingon"?><response/>',
        b"<response>\xff\xfe</response>",
    ],
)
def test_what_is_no_xml_or_hostile_is_refused(body: bytes) -> None:
    with pytest.raises((NotXml, NotAnEnvelope)):
        read(body)


def test_other_encodings_and_namespaces_are_read() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><r xmlns="urn:x"><response_status>ok</response_status>'
    body += "<did_details id='1'><state>Québec</state></did_details></r>"
    found = read(body.encode("latin-1"))
    assert found.success
    assert found.records == ({"id": "1", "state": "Québec"},)


def test_lists_and_objects_inside_a_record_are_kept() -> None:
    body = b"""<r><response_status>success</response_status><plan_details><services>
      <service><name>DID</name><fee>1.00</fee></service><service><name>911</name><fee>0.50</fee></service>
    </services><ids><id>4</id><id>5</id></ids></plan_details></r>"""
    (row,) = read(body, "plan_details").records
    assert row["services"] == [{"name": "DID", "fee": "1.00"}, {"name": "911", "fee": "0.50"}]
    assert row["ids"] == ["4", "5"]


def test_a_list_without_an_element_around_it_is_kept() -> None:
    body = b"<r><response_status>ok</response_status><did_details><id>4</id><name>x</name><id>5</id></did_details></r>"
    assert read(body).records == ({"id": ["4", "5"], "name": "x"},)


def test_a_stream_that_begins_with_a_failure_gives_nothing_out() -> None:
    body = document("did_details", ROWS, failed=True, said=[("npa_invalid", "no")])
    with pytest.raises(envelope.Refusal) as caught:
        list(envelope.read_stream([body], "did_details"))
    assert caught.value.verdict.messages == (Said("npa_invalid", "no"),)


def test_a_stream_without_records_still_tells_its_verdict() -> None:
    rows, verdict = streamed(document(said=[("callerid_rejection_notice", "careful")]))
    assert rows == []
    assert verdict == Verdict(True, (Said("callerid_rejection_notice", "careful"),))


def test_a_stream_of_any_length_takes_the_memory_of_one_record() -> None:
    head = b"<r><response_details><response_status>success</response_status></response_details><calls>"
    one = b"<call_details unique_id='%032d'><date>2024-05-01</date><time>10:00:00</time><pad>%s</pad></call_details>"

    def pieces(count: int) -> Iterator[bytes]:
        yield head
        for number in range(count):
            yield one % (number, b"x" * 1000)
        yield b"</calls></r>"

    list(calls.stream(pieces(1000)))
    before = resident()
    count = sum(1 for _ in calls.stream(pieces(30_000)))
    assert count == 30_000
    assert resident() - before < 10_000_000, "30 MB went through"


def resident() -> int:
    """The memory of this process in bytes, libxml2's among it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_the_json_of_the_sibling_api_reads_alike() -> None:
    said = b'{"response_details":{"response_status":"%s","response_messages":{"message":%s}}}'
    many = said % (b"error", b'[{"code":"a","_content":"b"},{"code":"c","_content":"d"}]')
    one = said % (b"success", b'{"code":"queued_sms_hash","_content":"x"}')
    assert envelope.read_json(many, notices=NOTICES) == Envelope(False, (Said("a", "b"), Said("c", "d")), ())
    assert envelope.read_json(one, notices=NOTICES) == Envelope(True, (Said("queued_sms_hash", "x"),), ())
    with pytest.raises(NotAnEnvelope):
        envelope.read_json(b"[1]", notices=NOTICES)


GOOD = document("did_details", ROWS, said=[("callerid_rejection_notice", "careful")])


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good answer, cut, with bytes changed or pieces put in."""
    body = bytearray(GOOD)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(body)))
        match draw(st.integers(0, 2)):
            case 0:
                del body[at:]
            case 1:
                body[at : at + 3] = draw(st.binary(max_size=6))
            case _:
                body[at:at] = draw(st.sampled_from([b"<", b"&a;", b"<x>", b"</response>", b"<!DOCTYPE r>", b"\x00"]))
    return bytes(body)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), spoilt()))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for run in (lambda: read(body), lambda: streamed(body), lambda: envelope.read_json(body, notices=NOTICES)):
        with contextlib.suppress(NotXml, NotAnEnvelope, envelope.Refusal, msgspec.DecodeError, UnicodeDecodeError):
            run()


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["response_details", "response_status", "response_messages", "message", "code", "_content"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused(content: object) -> None:
    with contextlib.suppress(NotAnEnvelope):
        envelope.read_json(msgspec.json.encode({"response_details": content}), notices=NOTICES)
