"""An answer before it is written, and its two writings: XML, and the JSON of v1.1 that renders the XML mechanically.

Source: the fact sheet's section 3. The envelope is inferred, so the account's settings hold its variants: the word of a
failure, the form of messages, where ids stand, whether records stand in a container.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

Value = str | int | None | Sequence[str] | Sequence["Record"]
Record = Mapping[str, Value]  # a name with @ is always an attribute; records inside a record are its child elements

XML = "text/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Message:
    """An error or a notice."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The inferred parts of the envelope. `ids`: where the id of a record stands, save those that are always attributes."""

    failed: Literal["failed", "error"] = "failed"
    message: Literal["code", "type"] = "code"
    ids: Literal["child", "attribute", "both"] = "child"
    containers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`element` names a record, `container` what they stand in ("" for a single one that needs none)."""

    done: bool = True
    messages: tuple[Message, ...] = ()
    records: tuple[Record, ...] = ()
    element: str = ""
    container: str = ""

    @property
    def status(self) -> str:
        """For the log: success, or the first error type."""
        return "success" if self.done else self.messages[0].code if self.messages else "failed"


@dataclass(frozen=True, slots=True)
class Node:
    """One XML element: its children, or a text."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    content: tuple[Node, ...] | str = ""


def tree(answer: Answer, form: Form) -> Node:
    word = "success" if answer.done else form.failed
    messages = tuple(Node("message", ((form.message, each.code),), each.text) for each in answer.messages)
    details = Node(
        "response_details", (), (Node("response_status", (), word), Node("response_messages", (), messages or ""))
    )
    records = tuple(_record(answer.element, record, form) for record in answer.records)
    if answer.container and form.containers:
        records = (Node(answer.container, (), records or ""),) if records or answer.done else ()
    return Node("response", (), (details, *records))


def _record(element: str, record: Record, form: Form) -> Node:
    """The id of a record is its first field."""
    first = next(iter(record), "")
    attributes, children = [], []
    for name, value in record.items():
        text = value if isinstance(value, str) else str(value)
        if name.startswith("@"):
            attributes.append((name[1:], text))
            continue
        if name == first and _is_id(name) and form.ids != "child":
            attributes.append((name, text))
        if name != first or not _is_id(name) or form.ids != "attribute":
            children.append(_field(name, value, form))
    return Node(element, tuple(attributes), tuple(children))


def _is_id(name: str) -> bool:
    return name.endswith("_id")


def _field(name: str, value: Value, form: Form) -> Node:
    if value is None:
        return Node(name)
    if isinstance(value, str | int):
        return Node(name, (), str(value))
    records = [each for each in value if isinstance(each, Mapping)]
    if records:
        return Node(name, (), tuple(_record(name.removesuffix("s"), each, form) for each in records))
    return Node(name, (), ",".join(str(each) for each in value))


# ── XML ───────────────────────────────────────────────────────────────────────────────


def as_xml(node: Node) -> str:
    return HEAD + _written(node, "") + "\n"


def _written(node: Node, indent: str) -> str:
    attributes = "".join(f" {name}={quoteattr(_clean(value))}" for name, value in node.attributes)
    if not node.content:
        return f"{indent}<{node.name}{attributes}/>"
    if isinstance(node.content, str):
        return f"{indent}<{node.name}{attributes}>{escape(_clean(node.content))}</{node.name}>"
    children = "\n".join(_written(child, indent + INDENT) for child in node.content)
    return f"{indent}<{node.name}{attributes}>\n{children}\n{indent}</{node.name}>"


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(each for each in text if each in "\t\n\r" or " " <= each < "\ud800" or "\ue000" <= each < "\ufffe")


# ── JSON (v1.1) ───────────────────────────────────────────────────────────────────────


def as_json(node: Node) -> str:
    """Attributes become keys, the text of an element with attributes `_content`; one child of a name is no list."""
    return json.dumps(_plain(node), ensure_ascii=False)


def _plain(node: Node) -> Any:
    attributes: dict[str, Any] = dict(node.attributes)
    if isinstance(node.content, str):
        return {**attributes, "_content": node.content} if attributes else node.content
    children: dict[str, Any] = {}
    for child in node.content:
        value = _plain(child)
        if child.name not in children:
            children[child.name] = value
        elif isinstance(children[child.name], list):
            children[child.name].append(value)
        else:
            children[child.name] = [children[child.name], value]
    return attributes | children
