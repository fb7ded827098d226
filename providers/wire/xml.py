"""XML from a stranger: no DTD, no entities, no network, bounded depth. Whole documents, or record by record as they come."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import cast

from lxml import etree

DEEPEST = 40
CHUNK = 64 * 1024
MOST_TAGS = 3_000_000  # in a whole document: the smallest element takes thirty times its text in memory
MOST_BESIDE = 8 * 1024 * 1024  # bytes of a stream that belong to no record
MOST_SIBLINGS = 100  # elements beside the records, at any level above them


class NotXml(ValueError):
    """What came cannot be read as XML, or is XML that nobody honest sends."""


def parse(content: bytes) -> etree._Element:
    """The root of a document. Raises `NotXml`."""
    if content.count(b"<") > MOST_TAGS:
        raise NotXml("too many elements")
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

    Memory stays at one record, however many come. Raises `NotXml` as soon as the text stops to be XML, or is for the most part
    no records. The generator's value is the root, with what stands beside the records.
    """
    parser = etree.XMLPullParser(
        events=("end",), tag=f"{{*}}{tag}", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    last: etree._Element | None = None
    window = beside = 0
    seen = False
    try:
        for piece in pieces:
            for start in range(0, len(piece), CHUNK):
                chunk = piece[start : start + CHUNK]
                parser.feed(chunk)
                for _, ended in parser.read_events():
                    last = cast(etree._Element, ended)
                    if not seen:
                        _refuse_dtd(last)
                        seen = True
                    yield last
                    _forget(last)
                window += len(chunk)
                if window >= CHUNK:
                    beside += window if last is None else 0
                    if beside > MOST_BESIDE or (last is not None and _crowded(last)):
                        raise NotXml("too much beside the records")
                    window, last = 0, None
        root: etree._Element = parser.close()
        _refuse_dtd(root)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:
        raise NotXml(str(problem)[:200]) from None
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def _forget(element: etree._Element) -> None:
    element.clear()
    parent, before = element.getparent(), element.getprevious()
    if parent is not None and before is not None and before.tag == element.tag:
        parent.remove(before)


def _crowded(element: etree._Element) -> bool:
    return any(len(above) > MOST_SIBLINGS for above in element.iterancestors())


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
