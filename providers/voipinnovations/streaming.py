"""Listings that grow with the account, record by record in bounded memory.

An account's whole inventory comes in one answer (there is no paging): 100,000 numbers are some 40 MB of XML.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from lxml import etree

from providers.voipinnovations.contract import SOAP, Fault, NotAnAnswer
from providers.voipinnovations.scalars import whole
from providers.wire import xml

XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands beside the records."""

    code: int | None
    message: str


def records(pieces: Iterable[bytes], item: str) -> Generator[dict[str, str], None, Envelope]:
    """Each `item` as its fields by name; nil and empty fields are empty texts. The generator's value is the envelope.

    Raises `NotXml` as soon as the text stops to be XML, `NotAnAnswer` when it is some other XML, `Fault` for a SOAP fault.
    """
    stream = xml.records(pieces, item)
    while True:
        try:
            element = next(stream)
        except StopIteration as end:
            return _envelope(end.value)
        yield fields_of(element)


def fields_of(element: etree._Element) -> dict[str, str]:
    # The namespace ends with the first brace that closes; faster than a QName for each of millions of fields.
    return {str(child.tag).rpartition("}")[2]: child.text or "" for child in element}


def _envelope(root: etree._Element) -> Envelope:
    body = root.find(f"{{{SOAP}}}Body")
    if xml.local(root) != "Envelope" or body is None or not len(body):
        raise NotAnAnswer(f"{xml.local(root)} is no SOAP envelope")
    if xml.local(body[0]) == "Fault":
        raise Fault(" ".join("".join(str(each) for each in body[0].itertext()).split())[:300])
    found = {xml.local(each): each.text or "" for each in body.iter() if xml.local(each) in WANTED}
    return Envelope(whole(found.get("responseCode", "")), found.get("responseMessage", ""))


WANTED = ("responseCode", "responseMessage")
