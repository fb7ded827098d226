"""A stranger's SOAP client: zeep, which knows VoIP.ms by the WSDL alone."""

from __future__ import annotations

from typing import Any

import zeep
from zeep import xsd

from providers.sandbox.seed import VoipmsAccount
from tests.providers.sandbox.running import NORDPHONE, Running


class Foreign:
    def __init__(self, sandbox: Running) -> None:
        self._client: Any = zeep.Client(  # type: ignore[no-untyped-call]  # zeep comes without types
            f"{sandbox.base}/voipms/api/v1/server.wsdl"
        )

    @property
    def operations(self) -> set[str]:
        return set(self._client.service._operations)

    def elements(self, method: str) -> list[str]:
        """The elements of a method's input, in their order."""
        asked = self._client.get_type(f"{{https://voip.ms/api/schema}}{method}Input")
        return [name for name, _ in asked.elements]

    def call(self, method: str, account: VoipmsAccount = NORDPHONE, /, **parameters: object) -> dict[str, Any]:
        """Elements that are not named are left out, though the WSDL makes them look required."""
        told = {"api_username": account.api_username, "api_password": account.api_password, **parameters}
        given = {name: told.get(name, xsd.SkipValue) for name in self.elements(method)}
        answer = self._client.service[method](params=given)
        plain = _plain(answer)
        assert isinstance(plain, dict)
        return plain


def _plain(value: Any) -> Any:
    """Zeep's objects as dictionaries, lists and scalars: a Map is made of items, an Array of values of any name.

    An empty text is None to zeep.
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return {item.key or "": _plain(item.value) for item in value}
    if hasattr(value, "item"):
        return _plain(value.item)
    if hasattr(value, "_value_1"):
        return [_plain(each) for each in value._value_1 or []]
    return value
