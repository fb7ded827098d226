"""The REST twin for text messages, that senders written by others rely on."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.providers.sandbox.callr.calling import Callr

PATH = "/callr/rest/v1.1/sms"
TEXT = {"from": "SMS", "to": "+33639980121", "text": "hello"}


def ask(callr: Callr, path: str, body: bytes | None = None, kind: str = "application/json") -> dict[str, Any]:
    headers = {"Authorization": callr.authorization, "Content-Type": kind}
    with urlopen(Request(f"{callr.sandbox.base}{path}", data=body, headers=headers), timeout=60) as answer:
        read: dict[str, Any] = json.load(answer)
        return read


@pytest.mark.parametrize("form", ["json", "form", "get"])
def test_a_message_is_sent_and_fetched(callr: Callr, form: str) -> None:
    match form:
        case "json":
            sent = ask(callr, PATH, json.dumps({**TEXT, "options": {"user_data": "abc"}}).encode())
        case "form":
            sent = ask(callr, PATH, urlencode(TEXT).encode(), "application/x-www-form-urlencoded")
        case _:
            sent = ask(callr, f"{PATH}/send?{urlencode(TEXT)}")
    assert sent["status"] == "success"
    fetched = ask(callr, f"{PATH}/{sent['data']}")["data"]
    assert fetched == callr.call("sms.get", sent["data"])
    assert (fetched["text"], fetched["user_data"]) == ("hello", "abc" if form == "json" else "")


def test_messages_are_listed(callr: Callr) -> None:
    asked = {"type": "IN", "from": "2020-01-01 00:00:00", "to": "2099-01-01 00:00:00"}
    listed = ask(callr, f"{PATH}?{urlencode(asked)}")["data"]
    assert listed == callr.call("sms.get_list", *asked.values())


def test_a_refusal_has_a_code_and_a_message(callr: Callr) -> None:
    with pytest.raises(HTTPError) as refused:
        ask(callr, f"{PATH}/send?{urlencode({**TEXT, 'from': 'STRANGER'})}")
    told = json.load(refused.value)
    assert refused.value.code == 400
    assert told == {"status": "error", "data": {"code": 151, "message": "PROPERTY_VALUE_ERROR [from]"}}


def test_credentials_are_asked_for(callr: Callr) -> None:
    callr.authorization = ""
    with pytest.raises(HTTPError) as refused:
        ask(callr, f"{PATH}/ABCDEFGH")
    assert refused.value.code == 401
