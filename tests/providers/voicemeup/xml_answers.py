"""Answers in the service's envelope, in any of the shapes that the fact sheet leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.providers.scripted import Reply


@dataclass(frozen=True)
class Shape:
    """What nobody knows of the true envelope: each of these must read the same."""

    success: str = "success"
    failure: str = "failed"
    message_form: str = "code"  # "code", "type", "errors" (elements under errors) or "children"
    id_as: str = "attribute"  # "attribute", "child" or "both"
    container: bool = True
    status_place: str = "details"  # "details", "child" or "attribute"
    indent: bool = True


PLAIN = Shape()
Record = Mapping[str, Any]


def document(
    record: str = "",
    rows: Sequence[Record] = (),
    *,
    failed: bool = False,
    said: Sequence[tuple[str, str]] = (),
    shape: Shape = PLAIN,
) -> bytes:
    word = shape.failure if failed else shape.success
    attribute = f" status={quoteattr(word)}" if shape.status_place == "attribute" else ""
    head = _head(word, said, shape)
    body = "".join(_record(record, row, shape) for row in rows)
    inside = f"<things>{body}</things>" if shape.container and rows else body
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<response{attribute}>{head}{inside}</response>'
    return (text.replace("><", ">\n    <") if shape.indent else text).encode()


def reply(record: str = "", rows: Sequence[Record] = (), **kept: Any) -> Reply:
    return Reply(body=document(record, rows, **kept), content_type="text/xml; charset=UTF-8")


def failed(*codes: str) -> Reply:
    return reply(failed=True, said=[(code, f"text of {code}") for code in codes])


def _head(word: str, said: Sequence[tuple[str, str]], shape: Shape) -> str:
    messages = "".join(_message(code, text, shape) for code, text in said)
    status = f"<response_status>{word}</response_status>" if shape.status_place == "details" else ""
    beside = f"<status>{word}</status>" if shape.status_place == "child" else ""
    if shape.message_form == "errors":
        return f"<response_details>{status}</response_details>{beside}<errors>{messages}</errors>"
    listed = f"<response_messages>{messages}</response_messages>"
    return f"<response_details>{status}{listed}</response_details>{beside}"


def _message(code: str, text: str, shape: Shape) -> str:
    match shape.message_form:
        case "errors":
            return f"<error type={quoteattr(code)}>{escape(text)}</error>"
        case "children":
            return f"<message><type>{escape(code)}</type><description>{escape(text)}</description></message>"
        case form:
            return f"<message {form}={quoteattr(code)}>{escape(text)}</message>"


def _record(name: str, row: Record, shape: Shape) -> str:
    fields = dict(row)
    key = next(iter(fields), "")
    attribute = f" {key}={quoteattr(str(fields[key]))}" if key and shape.id_as in ("attribute", "both") else ""
    if shape.id_as == "attribute":
        fields.pop(key, None)
    return f"<{name}{attribute}>{''.join(_field(field, value) for field, value in fields.items())}</{name}>"


def _field(name: str, value: Any) -> str:
    if value is None:
        return f"<{name}/>"
    if isinstance(value, list):
        return f"<{name}>{''.join(_field('item', each) for each in value)}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"
