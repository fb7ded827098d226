"""Listings that grow with the account, record by record in bounded memory.

An account's whole inventory comes in one answer (there is no paging): 100,000 numbers are some 40 MB of XML.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from lxml import etree

from providers.voipinnovations.contract import check_body
from providers.voipinnovations.scalars import whole
from providers.wire import xml
from providers.wire.catalog import Method


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands beside the records."""

    code: int | None
    message: str


def records(pieces: Iterable[bytes], method: Method, item: str) -> Generator[dict[str, str], None, Envelope]:
    """Each `item` as its fields by name; nil and empty fields are empty texts. The generator's value is the envelope.

    Raises `NotXml` as soon as the text stops to be XML, `NotAnAnswer` for no answer of the method, `Fault` for a SOAP fault.
    """
    stream = xml.records(pieces, item)
    while True:
        try:
            element = next(stream)
        except StopIteration as end:
            return _envelope(method, end.value)
        yield fields_of(element)


def fields_of(element: etree._Element) -> dict[str, str]:
    return {_NAMES[child.tag]: child.text or "" for child in element}


class _Names(dict[str, str]):
    """Names without their namespace, remembered: the millions of fields of an inventory have some thirty between them."""

    MOST = 256

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2]
        if len(self) < self.MOST:
            self[tag] = name
        return name


_NAMES = _Names()


def _envelope(method: Method, root: etree._Element) -> Envelope:
    check_body(method, root)
    found = {xml.local(each): each.text or "" for each in root.iter() if xml.local(each) in WANTED}
    return Envelope(whole(found.get("responseCode", "")), found.get("responseMessage", ""))


WANTED = ("responseCode", "responseMessage")
