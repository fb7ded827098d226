"""The envelope of an answer, read so that it holds whatever the true root turns out to be.

Source: the fact sheet's section 3, "Rules for the adapter". A failure may carry records (alternate addresses), a success
may carry messages (notices), so an envelope holds all three: whether it worked, what was said, and the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
from lxml import etree

from providers.wire import xml

Row = dict[str, Any]

_DONE = frozenset({"success", "ok"})
_CODE_ATTRIBUTES = ("code", "type")
_CODE_CHILDREN = ("type", "code")
_TEXT_CHILDREN = ("description", "message")


class NotAnEnvelope(ValueError):
    """The document says neither whether it worked nor anything that was asked for."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of an answer: an error or a notice, by its code."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer says of itself. `success` None: nothing; then its messages and records tell."""

    success: bool | None
    messages: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A whole answer. Records may come with a failure too."""

    success: bool
    messages: tuple[Said, ...]
    records: tuple[Row, ...]


def read_xml(body: bytes, record: str, *, notices: frozenset[str]) -> Envelope:
    """A whole document. `record` is the element that holds one thing, `notices` the codes that are no errors.

    Raises `NotAnEnvelope`, or `xml.NotXml`.
    """
    root = xml.parse(body)
    verdict = verdict_of(root)
    records = tuple(row(element) for element in root.iter(f"{{*}}{record}")) if record else ()
    return Envelope(worked(verdict, notices, found=bool(records)), verdict.messages, records)


def read_stream(pieces: Iterable[bytes], record: str) -> Generator[Row, None, tuple[Verdict, int]]:
    """Each record as it comes, in the memory of one; at the end the verdict and how many there were.

    What stands before the first record is judged before it is given out: see `Refusal`.
    """
    count = 0
    verdict: Verdict | None = None
    elements = xml.records(pieces, record)
    while True:
        try:
            element = next(elements)
        except StopIteration as end:
            root: etree._Element = end.value
            return (verdict if verdict is not None and verdict.success else verdict_of(root)), count
        if count == 0:
            verdict = verdict_of(element.getroottree().getroot())
            if verdict.success is False:
                raise Refusal(verdict)
        count += 1
        yield row(element)


class Refusal(Exception):
    """A stream that begins with a failure."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict


def read_json(body: bytes, *, notices: frozenset[str]) -> Envelope:
    """The JSON rendering of version 1.1: attributes became keys, text became `_content`, one entry may be no list."""
    document = msgspec.json.decode(body)
    details = document.get("response_details") if isinstance(document, dict) else None
    if not isinstance(details, dict):
        raise NotAnEnvelope("no response_details")
    holder = details.get("response_messages")
    listed = holder.get("message") if isinstance(holder, dict) else holder
    found = listed if isinstance(listed, list) else [listed] if listed else []
    messages = tuple(_said_in_json(message) for message in found)
    status = details.get("response_status")
    success = _is_done(status) if isinstance(status, str) and status.strip() else None
    return Envelope(worked(Verdict(success, messages), notices, found=False), messages, ())


def worked(verdict: Verdict, notices: frozenset[str], *, found: bool) -> bool:
    """Whether the request was carried out; `found`: the answer holds a record of the expected kind."""
    if verdict.success is not None:
        return verdict.success
    if any(message.code not in notices for message in verdict.messages):
        return False
    if found:
        return True
    raise NotAnEnvelope("no status, no message and no record")


def verdict_of(root: etree._Element) -> Verdict:
    status = _status(root)
    return Verdict(_is_done(status) if status else None, tuple(_messages(root)))


def row(element: etree._Element) -> Row:
    """A record as a flat mapping: attributes and children alike, an empty element is None, a list of elements a list."""
    found: Row = {}
    for child in element:
        text = child.text
        if text and text >= "!":
            found[child.tag] = text
        else:  # nothing there, or spaces first
            found[child.tag] = _value(child) if text or len(child) else None
    if len(found) < len(element):  # a list without an element around it
        found |= {name: [_value(child) for child in element.iterchildren(name)] for name in _repeated(element)}
    for name, value in element.items():
        found.setdefault(str(name), value)
    if element.tag[0] == "{":
        found = {etree.QName(name).localname: value for name, value in found.items()}
    return found


def _repeated(element: etree._Element) -> list[str]:
    return [name for name, count in Counter(child.tag for child in element).items() if count > 1]


def _value(element: etree._Element) -> Any:
    if not len(element):
        return _text(element)
    names = {xml.local(child) for child in element}
    if len(names) == 1:
        return [_value(child) for child in element]
    return row(element)


def _text(element: etree._Element) -> str | None:
    text = element.text
    return (text.strip() or None) if text else None


def _is_done(status: str) -> bool:
    return status.strip().lower() in _DONE


def _status(root: etree._Element) -> str:
    """The word of rule 2. Never a deeper `status`: calls, numbers and peers have such a field."""
    for element in root.iter("{*}response_status"):
        return _text(element) or ""
    for place in [root, *islice(root, 1)]:
        for child in place:
            if xml.local(child) == "status" and not len(child):
                return _text(child) or ""
    return (root.get("status") or "").strip()


def _messages(root: etree._Element) -> Iterator[Said]:
    for holder in root.iter("{*}response_messages"):
        yield from (_said(child) for child in holder if xml.local(child) == "message")
    yield from (_said(child) for child in root if xml.local(child) == "error")
    for holder in root.iter("{*}errors"):
        if holder is not root:
            yield from (_said(child) for child in holder if xml.local(child) == "error")


def _said(element: etree._Element) -> Said:
    children = {xml.local(child): _text(child) or "" for child in element}
    code = next((found for name in _CODE_ATTRIBUTES if (found := element.get(name))), "")
    code = code or next((children[name] for name in _CODE_CHILDREN if children.get(name)), "")
    text = (_text(element) or "") or next((children[name] for name in _TEXT_CHILDREN if children.get(name)), "")
    return Said(code.strip(), text)


def _said_in_json(message: object) -> Said:
    if not isinstance(message, Mapping):
        return Said("", str(message))
    words = [message.get(name) for name in ("_content", "content", "text", *_TEXT_CHILDREN)]
    codes = [message.get(name) for name in _CODE_ATTRIBUTES]
    return Said(
        next((code.strip() for code in codes if isinstance(code, str) and code.strip()), ""),
        next((word.strip() for word in words if isinstance(word, str) and word.strip()), ""),
    )
