"""zeep over our own WSDL: parameters become a SOAP envelope, a small answer becomes plain dictionaries. No network here."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.helpers import serialize_object
from zeep.transports import Transport

from providers.voipinnovations import wsdl
from providers.wire.catalog import Catalog, Method, Param, load
from providers.wire.xml import local

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
# Where the documents say that blank takes something away: an element without content, as an absent one may mean "as it was"
BLANK = frozenset({("UpdateDIDFailover", "failover")})
WHOLE = re.compile(r"-?[0-9]{1,10}")
MOST_ATTRIBUTES = 32  # nil and type are what honest elements have; zeep's time grows with the square of their number

# It logs what it cannot read in full, and a service may echo credentials. The error that we raise has a redacted sample.
logging.getLogger("zeep.xsd.types.simple").addFilter(lambda record: False)


class Refused(ValueError):
    """A parameter cannot be sent. `name` says which, `reason` why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Unknown(Refused):
    """The method has no such parameter."""


class Missing(Refused):
    """A required parameter is not there."""


class NotAnAnswer(ValueError):
    """The document is no answer of this method."""


class Fault(NotAnAnswer):
    """The service answered with a SOAP fault."""


class _NoNetwork(Transport):
    """The contract is whole: zeep has nothing to fetch."""

    def load(self, url: str) -> bytes:
        raise OSError("nothing is fetched")


@cache
def _client() -> Any:
    settings = zeep.Settings(strict=False, forbid_dtd=True, forbid_entities=True, xml_huge_tree=False)
    return zeep.Client(BytesIO(wsdl.document()), transport=_NoNetwork(), settings=settings)  # type: ignore[no-untyped-call]


def envelope(catalog: Catalog, method: Method, login: str, secret: str, params: Mapping[str, Any]) -> bytes:
    """The request. Raises `Refused` and its children for a parameter that cannot be sent."""
    checked = _checked(catalog, method, params)
    try:
        message = _client().create_message(_client().service, method.name, login=login, secret=secret, **checked)
    except (ZeepError, TypeError, ValueError) as problem:
        raise Refused(_blamed(method, str(problem)), str(problem)[:200]) from None
    return etree.tostring(message, xml_declaration=True, encoding="utf-8")


def result_of(method: Method, document: etree._Element) -> dict[str, Any]:
    """The fields of the result element, decoded by their types. Raises `NotAnAnswer`, `Fault` for a SOAP fault."""
    check_body(method, document)
    if any(len(each.attrib) > MOST_ATTRIBUTES for each in document.iter()):
        raise NotAnAnswer("an element of too many attributes")
    _arrange(document, method)
    operation = _client().service._binding.get(method.name)
    try:
        decoded = serialize_object(operation.process_reply(document), dict)  # type: ignore[no-untyped-call]
    except (ZeepError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise NotAnAnswer(str(problem)[:200]) from None
    if not isinstance(decoded, dict):
        raise NotAnAnswer("no result")
    return decoded


def _arrange(document: etree._Element, method: Method) -> None:
    """As the schema wants it: zeep drops, without a word, whatever follows an element that it did not expect there.

    Much of the order is inferred, and a later service may send more than we know of.
    """
    catalog = load(wsdl.SLUG)
    space = catalog.options["namespace"]
    waiting = [(each, method.returns) for each in document.iter() if local(each) == f"{method.name}Result"][:1]
    while waiting:
        element, kind = waiting.pop()
        known: dict[str, list[etree._Element]] = {param.name: [] for param in catalog.types[kind]}
        for child in element:
            known.get(local(child), []).append(child)
        for param in catalog.types[kind]:
            kept = known[param.name] = known[param.name][: None if param.many else 1]
            waiting += [(each, param.type) for each in kept if param.type in catalog.types]
            for each in kept:
                each.tag = f"{{{space}}}{param.name}"
        arranged = [each for kept in known.values() for each in kept]
        if arranged != list(element):
            element[:] = arranged


def check_body(method: Method, document: etree._Element) -> None:
    """Raises `NotAnAnswer` unless the document is an answer of this method, `Fault` for a SOAP fault."""
    body = document.find(f"{{{SOAP}}}Body")
    first = body[0] if body is not None and len(body) else None
    if first is None:
        raise NotAnAnswer("no body")
    if local(first) == "Fault":
        raise Fault(" ".join("".join(str(each) for each in first.itertext()).split())[:300])
    if local(first) != f"{method.name}Response":
        raise NotAnAnswer(f"an answer of {local(first)}")


def _checked(catalog: Catalog, method: Method, params: Mapping[str, Any]) -> dict[str, Any]:
    for name in params:
        if method.param(name) is None:
            raise Unknown(name, "no such parameter")
    sent: dict[str, Any] = {}
    for param in method.params:
        value = params.get(param.name)
        if value is None or value == "":
            if param.required:
                raise Missing(param.name, "no value")
            if value == "" and (method.name, param.name) in BLANK:
                sent[param.name] = ""
            continue
        sent[param.name] = _value(catalog, param, value, param.name)
    return sent


def _value(catalog: Catalog, param: Param, value: Any, path: str) -> Any:
    """In the form that zeep takes; an `ArrayOf…` is given as a plain list."""
    kind = param.type
    if kind.startswith("ArrayOf"):
        item = catalog.types[kind][0]
        if isinstance(value, Mapping) and set(value) == {item.name}:
            value = value[item.name]
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            raise Refused(path, "a list of one or more is expected")
        return {item.name: [_value(catalog, _one(item), each, f"{path}[{at}]") for at, each in enumerate(value)]}
    if kind in catalog.types:
        if not isinstance(value, Mapping):
            raise Refused(path, "an object is expected")
        properties = {each.name: each for each in catalog.types[kind]}
        for name in value:
            if name not in properties:
                raise Unknown(f"{path}.{name}", "no such property")
        filled = {name: _value(catalog, properties[name], each, f"{path}.{name}") for name, each in value.items()}
        zeros = {name: 0 for name, each in properties.items() if each.required and each.type == "xs:int"}
        return zeros | filled  # an absent epg counts as 0 (§1), which the schema wants written
    return _scalar(kind, value, path)


def _one(param: Param) -> Param:
    return Param(name=param.name, type=param.type)


def _scalar(kind: str, value: Any, path: str) -> Any:
    if kind == "xs:int":
        if isinstance(value, bool) or not WHOLE.fullmatch(str(value)):
            raise Refused(path, "a whole number is expected")
        return int(value)
    if kind == "xs:boolean":
        words = {"true": True, "1": True, "false": False, "0": False}
        if str(value).lower() not in words:
            raise Refused(path, "true or false is expected")
        return words[str(value).lower()]
    if kind == "xs:base64Binary":
        return value if isinstance(value, bytes) else str(value).encode()
    if not isinstance(value, str | int):
        raise Refused(path, "a text is expected")
    text = str(value)
    if any(ord(each) < 32 and each not in "\t\n\r" for each in text):
        raise Refused(path, "it holds characters that XML does not allow")
    return text


def _blamed(method: Method, problem: str) -> str:
    return next((param.name for param in method.params if param.name in problem), "parameters")
