"""XML from a stranger: no DTD, no entities, no network, bounded depth. Whole documents, or record by record as they come."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import cast

from lxml import etree

DEEPEST = 40
CHUNK = 64 * 1024


class NotXml(ValueError):
    """What came cannot be read as XML, or is XML that nobody honest sends."""


def parse(content: bytes) -> etree._Element:
    """The root of a document. Raises `NotXml`."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:
        raise NotXml(str(problem)[:200]) from None
    if root is None:
        raise NotXml("no element")
    _refuse_dtd(root)
    if _too_deep(root):
        raise NotXml("nested too deeply")
    return root


def records(pieces: Iterable[bytes], tag: str) -> Generator[etree._Element, None, etree._Element]:
    """Each element of that local name as its end arrives; what was yielded is emptied before the next one is read.

    Memory stays at one record, however many come. Raises `NotXml` as soon as the text stops to be XML. The generator's value
    is the root, with what stands beside the records.
    """
    parser = etree.XMLPullParser(
        events=("end",), tag=f"{{*}}{tag}", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    first = True
    try:
        for piece in pieces:
            for start in range(0, len(piece), CHUNK):
                parser.feed(piece[start : start + CHUNK])
                for element in _ended(parser):
                    if first:
                        _refuse_dtd(element)
                        first = False
                    yield element
                    _forget(element)
        root: etree._Element = parser.close()
        _refuse_dtd(root)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:
        raise NotXml(str(problem)[:200]) from None
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def _ended(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        yield cast(etree._Element, element)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent, before = element.getparent(), element.getprevious()
    if parent is not None and before is not None and before.tag == element.tag:
        parent.remove(before)


def _refuse_dtd(element: etree._Element) -> None:
    info = element.getroottree().docinfo
    if info.doctype:  # type: ignore[attr-defined]  # lxml-stubs lacks it
        raise NotXml("it declares a document type")


def _too_deep(root: etree._Element) -> bool:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            return True
        level = [child for element in level for child in element]
    return False
