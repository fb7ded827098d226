"""The parameters of a call: by name in any order; nil, absent and empty are the same, and what is unknown is passed over."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from lxml import etree

from providers.sandbox.voipinnovations.account import PROVIDER
from providers.wire.catalog import Method, load
from providers.wire.xml import local

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
CREDENTIALS = ("login", "secret")
FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}
SMALLEST, GREATEST = -(2**31), 2**31 - 1


class Unreadable(ValueError):
    """A parameter is not of its type: the service cannot take the request at all."""


def read(method: Method, operation: etree._Element) -> dict[str, Any]:
    """Every parameter of the method, and the two credentials. Raises `Unreadable`."""
    given = {local(child): child for child in operation if child.get(NIL) not in {"true", "1"}}
    kinds = dict.fromkeys(CREDENTIALS, "xs:string") | {param.name: param.type for param in method.params}
    return {name: _value(kind, given.get(name)) for name, kind in kinds.items()}


def _value(kind: str, element: etree._Element | None) -> Any:
    written = (element.text or "").strip() if element is not None else ""
    fields = load(PROVIDER).types.get(kind)
    if fields is None:
        return _scalar(kind, written)
    if len(fields) == 1 and fields[0].many:
        if element is not None and len(element) == 0 and written:
            return [_scalar(fields[0].type, each.strip()) for each in written.split(",")]  # a list sent as one text
        items = [] if element is None else [child for child in element if child.get(NIL) not in {"true", "1"}]
        return [_value(fields[0].type, child) for child in items]
    children = {} if element is None else {local(child): child for child in element}
    return {field.name: _value(field.type, children.get(field.name)) for field in fields}


def _scalar(kind: str, written: str) -> Any:
    try:
        match kind:
            case "xs:int":
                return _integer(written)
            case "xs:boolean":
                return FLAGS[written]
            case "xs:base64Binary":
                return base64.b64decode("".join(written.split()), validate=True)
    except (ValueError, KeyError, binascii.Error):
        raise Unreadable(f"{written[:40]!r} is no {kind}") from None
    if kind in load(PROVIDER).types:
        raise Unreadable(f"{written[:40]!r} is no {kind}")
    return written


def _integer(written: str) -> int:
    number = int(written or 0)
    if not SMALLEST <= number <= GREATEST or not written.isascii():
        raise ValueError("out of range")
    return number
