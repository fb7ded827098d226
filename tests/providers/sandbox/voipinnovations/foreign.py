"""A stranger's SOAP client: zeep, which knows VoIP Innovations by the WSDL alone."""

from __future__ import annotations

from typing import Any

import zeep
from zeep.helpers import serialize_object

from providers.sandbox.seed import VOIPINNOVATIONS_ACCOUNTS, VoipinnovationsAccount
from tests.providers.sandbox.running import Running

PATH = "/voipinnovations/Services/APIService.asmx"
NORDPHONE, HARBOURLINE = VOIPINNOVATIONS_ACCOUNTS
Answer = dict[str, Any]


class Foreign:
    """`port`: APIServiceSoap, or APIServiceSoap12. Answers are dictionaries; what is empty is None."""

    def __init__(self, sandbox: Running, port: str = "APIServiceSoap") -> None:
        self.sandbox = sandbox
        self.client: Any = zeep.Client(  # type: ignore[no-untyped-call]  # zeep comes without types
            f"{sandbox.base}{PATH}?WSDL", port_name=port
        )

    def call(self, method: str, account: VoipinnovationsAccount = NORDPHONE, /, **parameters: object) -> Answer:
        signed = {"login": account.login, "secret": account.secret, **parameters}
        answer: Answer = serialize_object(self.client.service[method](**signed), dict)  # type: ignore[no-untyped-call]
        return answer

    def done(self, method: str, account: VoipinnovationsAccount = NORDPHONE, /, **parameters: object) -> Answer:
        """The answer of a call that has to succeed."""
        answer = self.call(method, account, **parameters)
        assert (answer["responseCode"], answer["responseMessage"]) == (100, "Success"), answer
        return answer

    def code(self, method: str, account: VoipinnovationsAccount = NORDPHONE, /, **parameters: object) -> int:
        return int(self.call(method, account, **parameters)["responseCode"])

    def numbers(
        self, method: str, *tns: str, account: VoipinnovationsAccount = NORDPHONE, **fields: object
    ) -> list[str]:
        """The codes of a call that acts on numbers, one by one."""
        params = [{"tn": tn, "epg": 1201, **fields} for tn in tns]
        answer = self.done(method, account, didParams={"DIDParam": params})
        return [row["statusCode"] for row in rows(answer, "DIDs")]

    def did(self, tn: str, account: VoipinnovationsAccount = NORDPHONE) -> Answer:
        row: Answer
        (row,) = rows(self.done("queryDID", account, did=tn), "DIDs")
        return row

    def change(self, account: VoipinnovationsAccount = NORDPHONE, **settings: object) -> None:
        self.sandbox.control(f"accounts/voipinnovations/{account.login}", settings, verb="PATCH")

    def has(self, collection: str, key: str = "", account: VoipinnovationsAccount = NORDPHONE) -> Any:
        """What the provider really has."""
        return self.sandbox.control(
            f"objects/voipinnovations/{account.login}/{collection}" + (f"/{key}" if key else "")
        )


def rows(answer: Answer, name: str) -> list[Any]:
    """A list of an answer: the one member of its ArrayOf object."""
    (items,) = (answer[name] or {"": []}).values()
    return list(items or [])
