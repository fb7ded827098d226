"""The WSDL of VoIP.ms, made from the catalogue, with the schemas that a toolkit needs to read it without the network.

As published: one operation per method, one part "params" of type METHODInput, whose elements all look required, and one
part "return" declared soapenc:Array. Beside that, the Apache Map is declared, because that is what really comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voipms.account import PROVIDER
from providers.sandbox.voipms.soap import ENCODING, MAP, SERVICE, XSD
from providers.wire.catalog import Method, Param, load

WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
TNS = "https://voip.ms/api/wsdl"
TYPES_NS = "https://voip.ms/api/schema"
PREFIXES = {
    "wsdl": WSDL,
    "soap": SOAP,
    "tns": TNS,
    "xsd": XSD,
    "xsd1": TYPES_NS,
    "soapenc": ENCODING,
    "apachesoap": MAP,
}
# The scalar of a parameter's type; only a hint, which the service does not hold to.
SCALARS = {"integer": "xsd:integer", "flag-1/0": "xsd:integer", "decimal": "xsd:decimal", "flag-true": "xsd:boolean"}
# The page's spelling → the WSDL's, for the e911 calls (fact sheet, section 1).
E911_SPELLING = {"zip_code": "zip"}
MAP_SCHEMA = f"""<xsd:schema xmlns:xsd="{XSD}" xmlns:apachesoap="{MAP}" targetNamespace="{MAP}">
  <xsd:complexType name="mapItem"><xsd:sequence>
    <xsd:element name="key" type="xsd:anyType"/><xsd:element name="value" type="xsd:anyType" nillable="true"/>
  </xsd:sequence></xsd:complexType>
  <xsd:complexType name="Map"><xsd:sequence>
    <xsd:element name="item" type="apachesoap:mapItem" minOccurs="0" maxOccurs="unbounded"/>
  </xsd:sequence></xsd:complexType>
</xsd:schema>"""
ENCODING_SCHEMA = f"""<?xml version="1.0" encoding="UTF-8"?>
<xsd:schema xmlns:xsd="{XSD}" targetNamespace="{ENCODING}">
  <xsd:complexType name="Array">
    <xsd:sequence><xsd:any namespace="##any" minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xsd:sequence>
    <xsd:anyAttribute namespace="##any" processContents="lax"/>
  </xsd:complexType>
</xsd:schema>
"""


async def wsdl(request: Request) -> Response:
    base = str(request.base_url).rstrip("/")
    content = _document(f"{base}/voipms/api/v1/server.php", f"{base}/voipms/api/v1/soap-encoding.xsd")
    return Response(content, media_type="text/xml; charset=utf-8")


async def encoding_schema(request: Request) -> Response:
    return Response(ENCODING_SCHEMA, media_type="text/xml; charset=utf-8")


def _document(endpoint: str, encoding: str) -> bytes:
    methods = [method for method in load(PROVIDER).methods.values() if method.in_wsdl]
    root = etree.Element(f"{{{WSDL}}}definitions", nsmap=PREFIXES, name="VoIPmsService", targetNamespace=TNS)
    types = etree.SubElement(root, f"{{{WSDL}}}types")
    types.append(_schema(methods, encoding))
    types.append(etree.fromstring(MAP_SCHEMA))
    for method in methods:
        _message(root, f"{method.name}Request", "params", f"xsd1:{method.name}Input")
        _message(root, f"{method.name}Response", "return", "soapenc:Array")
    port = _add(root, WSDL, "portType", name="VoIPms")
    binding = _add(root, WSDL, "binding", name="VoIPms_Binding", type="tns:VoIPms")
    _add(binding, SOAP, "binding", style="rpc", transport="http://schemas.xmlsoap.org/soap/http")
    for method in methods:
        _operation(port, binding, method.name)
    service = _add(root, WSDL, "service", name="VoIPms_Service")
    _add(
        _add(service, WSDL, "port", name="VoIPms_Port", binding="tns:VoIPms_Binding"),
        SOAP,
        "address",
        location=endpoint,
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _schema(methods: list[Method], encoding: str) -> etree._Element:
    schema = etree.Element(f"{{{XSD}}}schema", targetNamespace=TYPES_NS)
    _add(schema, XSD, "import", namespace=ENCODING, schemaLocation=encoding)
    for method in methods:
        sequence = _add(_add(schema, XSD, "complexType", name=f"{method.name}Input"), XSD, "sequence")
        for name, kind in _elements(method):
            _add(sequence, XSD, "element", name=name, type=kind)
    return schema


def _elements(method: Method) -> Iterator[tuple[str, str]]:
    yield "api_username", "xsd:string"
    yield "api_password", "xsd:string"
    spelling = E911_SPELLING if method.name.startswith("e911") else {}
    for param in method.params:
        yield spelling.get(param.name, param.name), _scalar(param)


def _scalar(param: Param) -> str:
    """Text wherever something but digits is known to be taken."""
    numbers = all(value.lstrip("-").isdigit() for value in (*param.values, param.example) if value)
    kind = SCALARS.get(param.type, "xsd:string")
    return kind if kind != "xsd:integer" or numbers else "xsd:string"


def _message(root: etree._Element, name: str, part: str, kind: str) -> None:
    _add(_add(root, WSDL, "message", name=name), WSDL, "part", name=part, type=kind)


def _operation(port: etree._Element, binding: etree._Element, name: str) -> None:
    declared = _add(port, WSDL, "operation", name=name)
    _add(declared, WSDL, "input", message=f"tns:{name}Request")
    _add(declared, WSDL, "output", message=f"tns:{name}Response")
    bound = _add(binding, WSDL, "operation", name=name)
    _add(bound, SOAP, "operation", soapAction=SERVICE)
    for way in ("input", "output"):
        _add(_add(bound, WSDL, way), SOAP, "body", use="encoded", namespace=SERVICE, encodingStyle=ENCODING)


def _add(parent: etree._Element, namespace: str, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", None, None, **attributes)
