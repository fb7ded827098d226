"""The contract that zeep works by, made from the catalogue: nothing is fetched when an account is opened.

Document/literal wrapped, elements qualified, as the production WSDL of 2014 (fact sheet §1). What is inferred there is inferred
here: correct the catalogue, and this follows.
"""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import quoteattr

from providers.wire.catalog import Catalog, Method, Param, load

SLUG = "voipinnovations"
CREDENTIALS = (Param(name="login"), Param(name="secret"))


@cache
def document() -> bytes:
    """The whole WSDL. Every operation takes login and secret before its own parameters."""
    catalog = load(SLUG)
    space = catalog.options["namespace"]
    methods = list(catalog.methods.values())
    service, port_type = catalog.options["service"], catalog.options["port_type"]
    parts = [
        f'<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns={quoteattr(space)} targetNamespace={quoteattr(space)}>',
        f'<wsdl:types><xs:schema elementFormDefault="qualified" targetNamespace={quoteattr(space)}>',
        *(_type(name, properties) for name, properties in catalog.types.items()),
        *(_elements(method) for method in methods),
        "</xs:schema></wsdl:types>",
        *(_messages(method) for method in methods),
        f'<wsdl:portType name="{port_type}">',
        *(
            f'<wsdl:operation name="{name}"><wsdl:input message="tns:{name}In"/><wsdl:output message="tns:{name}Out"/>'
            "</wsdl:operation>"
            for name in catalog.methods
        ),
        f'</wsdl:portType><wsdl:binding name="{port_type}" type="tns:{port_type}">'
        '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
        *(_bound(catalog, method) for method in methods),
        f'</wsdl:binding><wsdl:service name="{service}"><wsdl:port name="{port_type}" binding="tns:{port_type}">'
        f"<soap:address location={quoteattr(catalog.endpoints['url'])}/></wsdl:port></wsdl:service></wsdl:definitions>",
    ]
    return "".join(parts).encode()


def _type(name: str, properties: tuple[Param, ...]) -> str:
    return f'<xs:complexType name="{name}"><xs:sequence>{"".join(map(_element, properties))}</xs:sequence></xs:complexType>'


def _element(param: Param) -> str:
    kind = param.type if param.type.startswith("xs:") else f"tns:{param.type}"
    least = 1 if param.required and param.type.startswith("xs:") and param.type != "xs:string" else 0
    most = "unbounded" if param.many else "1"
    # An answer may leave out what the schema wants, and may say nil anywhere (fact sheet §7): be lenient on both.
    return f'<xs:element name="{param.name}" type="{kind}" minOccurs="{least}" maxOccurs="{most}" nillable="true"/>'


def _elements(method: Method) -> str:
    asked = "".join(_element(_lenient(param)) for param in (*CREDENTIALS, *method.params))
    return (
        f'<xs:element name="{method.name}"><xs:complexType><xs:sequence>{asked}</xs:sequence></xs:complexType></xs:element>'
        f'<xs:element name="{method.name}Response"><xs:complexType><xs:sequence>'
        f'<xs:element name="{method.name}Result" type="tns:{method.returns}" minOccurs="0"/>'
        "</xs:sequence></xs:complexType></xs:element>"
    )


def _lenient(param: Param) -> Param:
    return Param(name=param.name, type=param.type if param.type != "string" else "xs:string", many=param.many)


def _messages(method: Method) -> str:
    return (
        f'<wsdl:message name="{method.name}In"><wsdl:part name="parameters" element="tns:{method.name}"/></wsdl:message>'
        f'<wsdl:message name="{method.name}Out"><wsdl:part name="parameters" element="tns:{method.name}Response"/></wsdl:message>'
    )


def _bound(catalog: Catalog, method: Method) -> str:
    action = catalog.options["soap_action"].replace("<methodName>", method.name)
    return (
        f'<wsdl:operation name="{method.name}"><soap:operation soapAction={quoteattr(action)} style="document"/>'
        '<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>'
        "</wsdl:operation>"
    )
