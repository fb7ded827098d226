"""Devices, the balance, the connection check, and what is declared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers import errors, registry
from providers.values.devices import Device, Pop, Registration
from providers.values.money import Money
from providers.voipms import messages
from providers.voipms.devices import registration_from
from providers.voipms.provider import PROVIDER, VoipmsAccount, VoipmsOpener
from tests.providers.scripted import Request, Script, json_reply

SUB_ACCOUNT = {"id": "99785", "account": "100001_desk", "description": "Desk", "protocol": "1", "password": "Abcdef12",
               "callerid_number": "5145550142", "allowed_codecs": "ulaw;g729", "lock_international": "1"}  # fmt: skip


def test_the_main_account_is_a_device_too(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "accounts": [SUB_ACCOUNT]})
    main, desk = account.devices.list_devices()
    assert main == Device(remote_id="100001", login="100001", protocol="SIP", details={"main": True})
    assert (desk.remote_id, desk.login, desk.protocol, desk.caller_id) == (
        "99785",
        "100001_desk",
        "SIP",
        "+15145550142",
    )
    assert desk.details == {"main": False, "codecs": ["ulaw", "g729"], "international_calls": False}


def test_without_sub_accounts_the_main_one_is_looked_up(account: VoipmsAccount, script: Script) -> None:
    answers: dict[str, Any] = {
        "getSubAccounts": {"status": "no_subaccount"},
        "getCallAccounts": {"status": "success", "accounts": [{"value": "all"}, {"value": "100001"}]},
    }
    script.answer = lambda request: json_reply(answers[request.method])
    assert [device.login for device in account.devices.list_devices()] == ["100001"]


def test_a_registration(recorded: Callable[[str], Any]) -> None:
    assert registration_from("100001_desk", recorded("getRegistrationStatus")) == Registration(
        login="100001_desk",
        registered=True,
        pop="60",
        server="montreal1.voip.example",
        address="198.51.100.24",
        next_at=datetime(2026, 11, 30, 21, 48, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("more", [{}, {"registrations": ""}, {"registrations": []}])
def test_no_registration(account: VoipmsAccount, script: Script, more: dict[str, Any]) -> None:
    script.say_json({"status": "success", "registered": "no", **more})
    assert account.devices.registration("100001_desk") == Registration(login="100001_desk", registered=False)


def test_a_login_that_is_not_there(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "invalid_account"})
    with pytest.raises(errors.NotFound):
        account.devices.registration("100001_nobody")


def test_points_of_presence(account: VoipmsAccount, script: Script) -> None:
    row = {
        "server_name": "Montreal, QC",
        "server_hostname": "montreal1.voip.example",
        "server_country": "Canada",
        "server_pop": 60,
    }
    script.say_json({"status": "success", "servers": [{**row, "server_recommended": "Yes"}]})
    assert list(account.devices.list_pops()) == [
        Pop(remote_id="60", name="Montreal, QC", hostname="montreal1.voip.example", country="CA", recommended=True)
    ]


def test_the_balance(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "success", "balance": {"current_balance": "112.192790", "spent_today": "0.1205"}})
    balance = account.billing.balance()
    assert balance.available == Money(Decimal("112.192790"), "USD")
    assert balance.spent_today == Money(Decimal("0.1205"), "USD")


@pytest.mark.parametrize("wrong", [{}, {"balance": "12"}, {"balance": {}}, {"balance": {"current_balance": "much"}}])
def test_an_answer_without_a_balance_is_unexpected(
    account: VoipmsAccount, script: Script, wrong: dict[str, Any]
) -> None:
    script.say_json({"status": "success", **wrong})
    with pytest.raises(errors.UnexpectedAnswer):
        account.billing.balance()


def healthy(balance: str = "12.00") -> Callable[[Request], Any]:
    answers = {
        "getBalance": {"status": "success", "balance": {"current_balance": balance}},
        "getSubAccounts": {"status": "success", "accounts": [SUB_ACCOUNT]},
        "getDIDsInfo": {
            "status": "success",
            "dids": [
                {"did": "5145550142", "sms_available": 1, "sms_enabled": "0"},
                {"did": "5145550143", "sms_available": "1", "sms_enabled": "1"},
                {"did": "5145550144", "sms_available": "0", "sms_enabled": "0"},
            ],
        },
    }
    return lambda request: json_reply(answers[request.method])


def test_the_check_of_a_healthy_account(account: VoipmsAccount, script: Script) -> None:
    script.answer = healthy()
    steps = list(account.check())
    assert [(step.name, step.state, step.text % step.values) for step in steps] == [
        ("sign_in", "ok", "Signed in as account 100001."),
        ("balance", "ok", "The balance is USD 12.00."),
        ("inventory", "ok", "Numbers found: 3. Sub accounts found: 1."),
        ("sms", "warn", "SMS is off on 1 numbers that could use it; you can turn it on later."),
    ]


def test_the_check_warns_of_an_empty_balance(account: VoipmsAccount, script: Script) -> None:
    script.answer = healthy(balance="-0.50")
    assert [step.state for step in account.check() if step.name == "balance"] == ["warn"]


@pytest.mark.parametrize(
    ("status", "kind"), [("invalid_credentials", errors.BadCredentials), ("api_not_enabled", errors.ApiDisabled)]
)
def test_the_check_names_what_is_wrong(
    account: VoipmsAccount, script: Script, status: str, kind: type[errors.ProviderError]
) -> None:
    script.say_json({"status": status})
    with pytest.raises(kind):
        list(account.check())


def test_the_check_names_the_address_to_allow(account: VoipmsAccount, script: Script) -> None:
    answers = {"getBalance": {"status": "ip_not_enabled"}, "getIP": {"status": "success", "ip": "203.0.113.24"}}
    script.answer = lambda request: json_reply(answers[request.method])
    with pytest.raises(errors.AddressNotAllowed) as problem:
        list(account.check())
    assert problem.value.public_message == (
        "VoIP.ms does not accept this server's address 203.0.113.24. "
        "Add it under Main menu → SOAP and REST/JSON API → Enable IP addresses."
    )
    assert problem.value.message_values == {"address": "203.0.113.24"}
    assert problem.value.code == "ip_not_enabled"


def test_the_check_says_what_to_do_even_without_the_address(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "ip_not_enabled"})
    with pytest.raises(errors.AddressNotAllowed) as problem:
        list(account.check())
    assert problem.value.public_message == messages.ADDRESS_REFUSED


def test_opening_takes_the_credentials_it_declares_and_sends_nothing(script: Script) -> None:
    credentials = {field.name: "x" for field in PROVIDER.info.credential_fields} | {"transport": "rest"}
    assert [field.secret for field in PROVIDER.info.credential_fields] == [False, True, False]
    with VoipmsOpener().open(credentials, endpoints={"rest_url": script.url}) as account:
        assert script.requests == []
        account.client.call("getIP")
    assert script.requests[0].fields | {"api_username": "x", "api_password": "x"} == script.requests[0].fields


def test_the_registry_knows_this_provider() -> None:
    assert registry.get("voipms") is PROVIDER
