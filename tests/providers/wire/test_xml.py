"""XML from a stranger: hostile documents end in `NotXml`, long ones take the memory of one record."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.wire import xml

BOMB = b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><r><one>&b;</one></r>"
FILE = b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><r><one>&x;</one></r>"


def read(body: bytes, tag: str = "one") -> list[str | None]:
    return [element.text for element in xml.records([body], tag)]


@pytest.mark.parametrize("body", [BOMB, FILE, b"", b"<r>", b"<r><one></r>", b"<r/><r/>", b"{}", b"<r>\x00</r>"])
def test_what_is_no_honest_xml_is_refused(body: bytes) -> None:
    with pytest.raises(xml.NotXml):
        xml.parse(body)
    with pytest.raises(xml.NotXml):
        read(body)


def test_a_document_type_is_refused_without_any_record() -> None:
    with pytest.raises(xml.NotXml):
        read(b"<!DOCTYPE r><r/>")


def test_a_document_of_nothing_but_elements_is_refused() -> None:
    with pytest.raises(xml.NotXml):
        xml.parse(b"<r>" + b"<a/>" * xml.MOST_TAGS + b"</r>")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(xml.NotXml):
        xml.parse(b"<a>" * (xml.DEEPEST + 1) + b"</a>" * (xml.DEEPEST + 1))
    with pytest.raises(xml.NotXml):
        read(b"<a>" * 5000 + b"</a>" * 5000)


def test_records_come_in_pieces_and_the_root_stays() -> None:
    body = b"<r><status>ok</status><all><one>1</one> <one>2</one></all><after>x</after></r>"
    stream = xml.records([body[at : at + 1] for at in range(len(body))], "one")
    found = []
    while True:
        try:
            found.append(next(stream).text)
        except StopIteration as end:
            root = end.value
            break
    assert found == ["1", "2"]
    assert (root.findtext("status"), root.findtext("after")) == ("ok", "x")


@pytest.mark.parametrize("size", [1, 700, 5000, 300_000])
def test_long_listings_of_honest_records_pass_however_they_are_cut(size: int) -> None:
    body = (
        b"<r><all>"
        + b"".join(b"<one>%s</one>" % (b"x" * 3000) for _ in range(7000 if size > 1 else 30))
        + b"</all></r>"
    )
    count = sum(1 for _ in xml.records((body[at : at + size] for at in range(0, len(body), size)), "one"))
    assert count == (7000 if size > 1 else 30)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.parametrize(
    "junk", [b"<a/>" * 20_000, b"<a/>" * 20_000 + b"<one/>", b"<a>" + b"<b/>" * 20_000 + b"</a><one/>", b"x" * 80_000]
)
def test_a_gigabyte_beside_the_records_ends_early_in_little_memory(junk: bytes) -> None:
    fed = 0

    def pieces() -> Iterator[bytes]:
        nonlocal fed
        yield b"<r><one/>"
        while fed < 1_000_000_000:
            fed += len(junk)
            yield junk

    before = resident()
    with pytest.raises(xml.NotXml):
        for _ in xml.records(pieces(), "one"):
            pass
    assert fed < 20_000_000
    assert resident() - before < 700_000_000


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 60), st.integers(0, 8))
def test_any_bytes_are_records_or_refused(noise: bytes, at: int, cut: int) -> None:
    good = b"<r><status>ok</status><all><one>1</one><one>2</one></all></r>"
    body = good[:at] + noise + good[at + cut :]
    for run in (lambda: xml.parse(body), lambda: read(body)):
        try:
            run()
        except xml.NotXml:
            continue
