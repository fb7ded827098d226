"""The WSDL, made from the catalogue as ASP.NET makes its own (fact sheet, section 4): texts and objects may be left out, numbers
and flags may not, lists are ArrayOf types with nillable items; one portType bound for SOAP 1.1, first, and for SOAP 1.2.
"""

from __future__ import annotations

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from providers.sandbox.voipinnovations.account import PROVIDER
from providers.sandbox.voipinnovations.reading import CREDENTIALS
from providers.wire.catalog import Catalog, Param, load

WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
SOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/"
XSD = "http://www.w3.org/2001/XMLSchema"
HTTP = "http://schemas.xmlsoap.org/soap/http"
SCALARS_THAT_MUST_BE = frozenset({"xs:int", "xs:boolean", "xs:decimal"})


def wsdl(request: Request) -> Response:
    content = _document(str(request.url.replace(query="")))
    return Response(content, headers={"content-type": "text/xml; charset=utf-8"})


def _document(location: str) -> bytes:
    catalog = load(PROVIDER)
    namespace, service, port_type = (catalog.options[name] for name in ("namespace", "service", "port_type"))
    prefixes = {"wsdl": WSDL, "soap": SOAP, "soap12": SOAP12, "tns": namespace, "xs": XSD}
    root = etree.Element(f"{{{WSDL}}}definitions", nsmap=prefixes, targetNamespace=namespace)
    _add(root, WSDL, "types").append(_schema(catalog, namespace))
    for name in catalog.methods:
        _message(root, f"{name}SoapIn", name)
        _message(root, f"{name}SoapOut", f"{name}Response")
    port = _add(root, WSDL, "portType", name=port_type)
    for name in catalog.methods:
        operation = _add(port, WSDL, "operation", name=name)
        _add(operation, WSDL, "input", message=f"tns:{name}SoapIn")
        _add(operation, WSDL, "output", message=f"tns:{name}SoapOut")
    for binding, soap in ((port_type, SOAP), (f"{port_type}12", SOAP12)):
        _binding(root, catalog, binding, soap)
    ports = _add(root, WSDL, "service", name=service)
    for binding, soap in ((port_type, SOAP), (f"{port_type}12", SOAP12)):
        _add(_add(ports, WSDL, "port", name=binding, binding=f"tns:{binding}"), soap, "address", location=location)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


# ── The schema ────────────────────────────────────────────────────────────────────────


def _schema(catalog: Catalog, namespace: str) -> etree._Element:
    schema = etree.Element(f"{{{XSD}}}schema", targetNamespace=namespace, elementFormDefault="qualified")
    for method in catalog.methods.values():
        _wrapper(schema, method.name, [*(Param(name=name, type="xs:string") for name in CREDENTIALS), *method.params])
        _wrapper(schema, f"{method.name}Response", [Param(name=f"{method.name}Result", type=method.returns)])
    for name, fields in catalog.types.items():
        _sequence(_add(schema, XSD, "complexType", name=name), fields)
    return schema


def _wrapper(schema: etree._Element, name: str, fields: list[Param]) -> None:
    _sequence(_add(_add(schema, XSD, "element", name=name), XSD, "complexType"), fields)


def _sequence(parent: etree._Element, fields: tuple[Param, ...] | list[Param]) -> None:
    sequence = _add(parent, XSD, "sequence")
    for field in fields:
        must = field.required and (field.nullable or field.type in SCALARS_THAT_MUST_BE)
        element = _add(
            sequence,
            XSD,
            "element",
            name=field.name,
            type=field.type if field.type.startswith("xs:") else f"tns:{field.type}",
            minOccurs="1" if must else "0",
            maxOccurs="unbounded" if field.many else "1",
        )
        if field.nullable:
            element.set("nillable", "true")


# ── Messages and bindings ─────────────────────────────────────────────────────────────


def _message(root: etree._Element, name: str, element: str) -> None:
    _add(_add(root, WSDL, "message", name=name), WSDL, "part", name="parameters", element=f"tns:{element}")


def _binding(root: etree._Element, catalog: Catalog, name: str, soap: str) -> None:
    binding = _add(root, WSDL, "binding", name=name, type=f"tns:{catalog.options['port_type']}")
    _add(binding, soap, "binding", transport=HTTP)
    for method in catalog.methods.values():
        operation = _add(binding, WSDL, "operation", name=method.name)
        action = catalog.options["soap_action"].replace("<methodName>", method.name)
        _add(operation, soap, "operation", soapAction=action, style="document")
        for way in ("input", "output"):
            _add(_add(operation, WSDL, way), soap, "body", use="literal")


def _add(parent: etree._Element, namespace: str, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", None, None, **attributes)
