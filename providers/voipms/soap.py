"""The SOAP side of the service (rpc/encoded): the same methods and the same answers as REST in other clothes.

A call has one part, `params`, an Apache Map of all fields; an answer has one part, `return`, a Map with a `status` and the keys
that JSON has (fact sheet, section 1). zeep writes the requests; answers are read by a decoder of our own, as the WSDL
declares them as arrays, which they are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from io import BytesIO
from typing import Any

import zeep
from lxml import etree
from zeep import xsd

from providers.wire import xml
from providers.wire.catalog import Method
from providers.wire.http import Body, Payload
from providers.wire.redact import MASK, is_secret_name

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
MAP = "http://xml.apache.org/xml-soap"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_ZEEP: Any = zeep  # it has no types
_XSD: Any = xsd
_PAIR = re.compile(r"(<key[^>]*>\s*([^<]*?)\s*</key>\s*<value[^>]*>)[^<]*", re.IGNORECASE)

# The published WSDL declares an input type for each method that the service does not hold to; its clients send a Map. So this
# is the service's binding with a Map in it, for one method.
_WSDL = """<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="https://voip.ms/api/wsdl"
 targetNamespace="https://voip.ms/api/wsdl" name="VoIPms">
 <types>
  <xsd:schema targetNamespace="http://xml.apache.org/xml-soap" xmlns:map="http://xml.apache.org/xml-soap">
   <xsd:complexType name="mapItem"><xsd:sequence>
    <xsd:element name="key" type="xsd:anyType"/><xsd:element name="value" type="xsd:anyType"/>
   </xsd:sequence></xsd:complexType>
   <xsd:complexType name="Map"><xsd:sequence>
    <xsd:element name="item" type="map:mapItem" minOccurs="0" maxOccurs="unbounded"/>
   </xsd:sequence></xsd:complexType>
  </xsd:schema>
 </types>
 <message name="Input"><part name="params" type="xsd:anyType"/></message>
 <message name="Output"><part name="return" type="xsd:anyType"/></message>
 <portType name="VoIPms">
  <operation name="{method}"><input message="tns:Input"/><output message="tns:Output"/></operation>
 </portType>
 <binding name="VoIPms_Binding" type="tns:VoIPms">
  <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
  <operation name="{method}"><soap:operation soapAction="{namespace}"/>
   <input><soap:body use="encoded" namespace="{namespace}" encodingStyle="{encoding}"/></input>
   <output><soap:body use="encoded" namespace="{namespace}" encodingStyle="{encoding}"/></output>
  </operation>
 </binding>
 <service name="VoIPms_Service"><port name="VoIPms_Port" binding="tns:VoIPms_Binding">
  <soap:address location="https://voip.ms/api/v1/server.php"/></port></service>
</definitions>"""


class Soap:
    """A `providers.voipms.client.Wire`. `namespace` is that of the body and the SOAPAction."""

    accept = "text/xml"

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def payload(self, method: Method, fields: Mapping[str, str]) -> Payload:
        client = _client(method.name, self._namespace)
        pairs = [{"key": _string(name), "value": _string(value)} for name, value in fields.items()]
        whole = _XSD.AnyObject(client.get_type(f"{{{MAP}}}Map"), {"item": pairs})
        envelope = client.create_message(client.service, method.name, params=whole)
        envelope[-1][0].set(f"{{{ENVELOPE}}}encodingStyle", ENCODING)
        content = etree.tostring(envelope, encoding="utf-8", xml_declaration=True)
        return Body(content, "text/xml; charset=utf-8", {"SOAPAction": f'"{self._namespace}"'})

    def document(self, body: bytes, unread: Collection[str] = ()) -> dict[str, Any] | None:
        """The Map of an answer, None when it is anything else: a fault, a page of HTML, what is no XML. It is read whole."""
        try:
            envelope = xml.parse(body)
        except xml.NotXml:
            return None
        found = next((part for part in envelope if part.tag == f"{{{ENVELOPE}}}Body"), None)
        if found is None or not len(found) or xml.local(found[0]) == "Fault" or not len(found[0]):
            return None
        document = _value(found[0][0])
        return document if isinstance(document, dict) else None

    def shown(self, text: str) -> str:
        """An answer as a sample, with the values of secret keys masked."""
        return _PAIR.sub(lambda pair: f"{pair[1]}{MASK}" if is_secret_name(pair[2]) else pair[0], text)


@cache
def _client(method: str, namespace: str) -> Any:
    """zeep with the binding of one method; it is never asked to send anything."""
    wsdl = _WSDL.format(method=method, namespace=namespace, encoding=ENCODING)
    return _ZEEP.Client(BytesIO(wsdl.encode()))


def _string(value: str) -> Any:
    return _XSD.AnyObject(_XSD.String(), value)


def _value(element: etree._Element) -> Any:
    """A Map as a dict, an Array as a list, a scalar as what its type says. Deep nesting was refused before."""
    if element.get(_NIL, "").strip() in ("true", "1"):
        return None
    kind = element.get(_TYPE, "").rpartition(":")[2]
    children = list(element)
    if kind == "Map" or (not kind and _is_map(children)):
        return {_key(item): _value(part) for item in children if (part := _named(item, "value")) is not None}
    if kind == "Array" or element.get(f"{{{ENCODING}}}arrayType") is not None:
        return [_value(child) for child in children]
    if children:
        return {xml.local(child): _value(child) for child in children}
    written = element.text or ""
    try:
        return _SCALARS[kind](written.strip()) if kind in _SCALARS else written
    except ValueError:
        return written


def _is_map(children: list[etree._Element]) -> bool:
    return bool(children) and all(_named(child, "key") is not None for child in children)


def _key(item: etree._Element) -> str:
    key = _named(item, "key")
    return "" if key is None else key.text or ""


def _named(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if xml.local(child) == name), None)


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "int": int,
    "integer": int,
    "long": int,
    "short": int,
    "float": float,
    "double": float,
    "boolean": lambda written: written in ("true", "1"),
}
