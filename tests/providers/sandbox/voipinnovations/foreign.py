"""A stranger's SOAP client: zeep, which knows VoIP Innovations by the WSDL alone."""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import zeep
from lxml import etree
from zeep.helpers import serialize_object
from zeep.plugins import HistoryPlugin

from providers.sandbox.seed import VOIPINNOVATIONS_ACCOUNTS, VoipinnovationsAccount
from tests.providers.sandbox.running import Running

PATH = "/voipinnovations/Services/APIService.asmx"
NAMESPACE = "http://tempuri.org/"
XSD = "http://www.w3.org/2001/XMLSchema"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
NORDPHONE, HARBOURLINE = VOIPINNOVATIONS_ACCOUNTS
PATIENCE = 40
Answer = dict[str, Any]


class Contract:
    """The served WSDL: zeep's reading of it, and its schema, which every answer is held against."""

    def __init__(self, base: str) -> None:
        with urlopen(f"{base}{PATH}?WSDL", timeout=PATIENCE) as answer:
            self.document = etree.fromstring(answer.read())
        (schema,) = self.document.iter(f"{{{XSD}}}schema")
        self.schema = etree.XMLSchema(
            etree.fromstring(etree.tostring(schema))
        )  # with the prefixes of the document around it
        self.history = HistoryPlugin()  # type: ignore[no-untyped-call]  # zeep comes without types
        self.ports = {name: self._port(base, name) for name in ("APIServiceSoap", "APIServiceSoap12")}

    def _port(self, base: str, name: str) -> Any:
        client = zeep.Client(f"{base}{PATH}?wsdl", port_name=name, plugins=[self.history])  # type: ignore[no-untyped-call]
        return client.service

    def problems(self, envelope: Any) -> list[str]:
        """What the schema says about the content of an envelope's body."""
        (content,) = (child for body in envelope if etree.QName(body).localname == "Body" for child in body)
        return [] if self.schema.validate(content) else [str(self.schema.error_log)]


class Foreign:
    """`port`: APIServiceSoap, or APIServiceSoap12. Answers are dictionaries; what is empty is None."""

    def __init__(self, sandbox: Running, contract: Contract, port: str = "APIServiceSoap") -> None:
        self.sandbox = sandbox
        self.contract = contract
        self.port = port

    def call(self, method: str, account: VoipinnovationsAccount = NORDPHONE, /, **parameters: object) -> Answer:
        """The answer, which has to fit the schema."""
        signed = {"login": account.login, "secret": account.secret, **parameters}
        read = self.contract.ports[self.port][method](**signed)
        received = self.contract.history.last_received
        assert received is not None
        assert self.contract.problems(received["envelope"]) == []
        answer: Answer = serialize_object(read, dict)  # type: ignore[no-untyped-call]
        return answer

    def done(self, method: str, account: VoipinnovationsAccount = NORDPHONE, /, **parameters: object) -> Answer:
        """The answer of a call that has to succeed."""
        answer = self.call(method, account, **parameters)
        assert (answer["responseCode"], answer["responseMessage"]) == (100, "Success"), answer
        return answer

    def code(self, method: str, account: VoipinnovationsAccount = NORDPHONE, /, **parameters: object) -> int:
        return int(self.call(method, account, **parameters)["responseCode"])

    def numbers(
        self, method: str, *tns: str, account: VoipinnovationsAccount = NORDPHONE, epg: int = 1201, **fields: object
    ) -> list[str]:
        """The codes of a call that acts on numbers, one by one."""
        params = [{"tn": tn, "epg": epg, **fields} for tn in tns]
        answer = self.done(method, account, didParams={"DIDParam": params})
        assert [row["tn"] for row in rows(answer, "DIDs")] == list(tns)
        return [row["statusCode"] for row in rows(answer, "DIDs")]

    def did(self, tn: str, account: VoipinnovationsAccount = NORDPHONE) -> Answer:
        row: Answer
        (row,) = rows(self.done("queryDID", account, did=tn), "DIDs")
        return row

    def free(self, **wanted: object) -> list[str]:
        """Numbers for sale."""
        found = self.done("getDIDs", **(wanted or {"npa": "212"}))
        return [row["tn"] for row in rows(found, "DIDLocators")]

    def bought(self, **wanted: object) -> str:
        tn = self.free(**wanted)[0]
        assert self.numbers("assignDID", tn) == ["100"]
        return tn

    # ── Past the contract ─────────────────────────────────────────────────────────────

    def post(self, body: bytes, **headers: str) -> tuple[int, str, bytes]:
        """HTTP status, content type and content of whatever is posted."""
        named = {"Content-Type": "text/xml; charset=utf-8"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        try:
            with urlopen(Request(self.sandbox.base + PATH, data=body, headers=named), timeout=PATIENCE) as answer:
                return answer.status, answer.headers["content-type"], answer.read()
        except HTTPError as refused:
            return refused.code, refused.headers["content-type"], refused.read()

    def change(self, account: VoipinnovationsAccount = NORDPHONE, **settings: object) -> None:
        self.sandbox.control(f"accounts/voipinnovations/{account.login}", settings, verb="PATCH")

    def has(self, collection: str, key: str = "", account: VoipinnovationsAccount = NORDPHONE) -> Any:
        """What the provider really has."""
        return self.sandbox.control(
            f"objects/voipinnovations/{account.login}/{collection}" + (f"/{key}" if key else "")
        )

    def mine(self, account: VoipinnovationsAccount = NORDPHONE, /, **wanted: object) -> str:
        """A number of the account with these properties, by the provider's own names; True is whatever is set."""
        for row in self.has("dids", account=account):
            if all(bool(row[name]) if value is True else row[name] == value for name, value in wanted.items()):
                return str(row["tn"])
        raise AssertionError(f"nothing has {wanted}")

    def with_911(self, status: str = "PROVISIONED") -> str:
        return next(str(row["did"]) for row in self.has("e911") if row["status"] == status)

    def without_911(self) -> str:
        known = {row["did"] for row in self.has("e911")}
        return next(str(row["tn"]) for row in self.has("dids") if row["tn"] not in known)

    def texting(self) -> str:
        """A number that texts get through from."""
        return next(str(row["tn"]) for row in self.has("dids") if row["sms"]["enabled"] and row["campaign"])


def rows(answer: Answer, name: str) -> list[Any]:
    """A list of an answer: the one member of its ArrayOf object."""
    (items,) = (answer[name] or {"": []}).values()
    return list(items or [])


def envelope(method: str, content: str, *, soap: str = SOAP11) -> bytes:
    """A request written by hand."""
    return (
        f'<soap:Envelope xmlns:soap="{soap}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>'
        f'<{method} xmlns="{NAMESPACE}">{content}</{method}></soap:Body></soap:Envelope>'
    ).encode()


def signed(account: VoipinnovationsAccount = NORDPHONE) -> str:
    return f"<login>{account.login}</login><secret>{account.secret}</secret>"
