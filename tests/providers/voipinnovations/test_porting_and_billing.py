"""Ports Porting, Billing, SubAccounts, and the check of a connection: what is only read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from providers import errors
from providers.values.calls import Window
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.values.porting import PortState
from providers.voipinnovations.provider import VoipinnovationsAccount
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called, sent
from tests.providers.voipinnovations.soap_answers import DID, fault, numbers, reply

NUMBER = PhoneNumber("+12125550142")
STUB = {
    "id": "0",
    "submittedDate": None,
    "focDate": None,
    "requestedFocDate": None,
    "dids": None,
    "defaultEndpointGroup": None,
}
PORT = {
    "id": "4711", "status": "PENDING SIGNATURE", "endUser": "Nordphone", "billingTN": "2125550142",
    "portingFrom": "Other Carrier", "salesRep": "", "submittedDate": "2026-11-02T14:00:00", "focDate": None,
    "requestedFocDate": "2026-11-30T00:00:00",
    "dids": ("PortDID", [{"tn": "2125550142", "tier": "0", "endpointGroup": "7", "cnam": "false"}, {"tn": ""}]),
    "defaultEndpointGroup": "7",
}  # fmt: skip


# ── Porting ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("said", "portable"), [("true", True), ("false", False), (None, None), ("", None)])
def test_only_the_flag_counts_as_a_stub_of_a_port_always_comes(
    account: VoipinnovationsAccount, script: Script, said: str | None, portable: bool | None
) -> None:
    answers(script, isPortable=reply("isPortable", {"PortDetails": STUB, "IsPortable": said}))
    found = account.porting.check_portability(NUMBER)
    assert (found.portable, found.messages) == (portable, ())
    assert sent(script, "isPortable") == [{"tn": "2125550142"}]


def test_why_a_number_cannot_be_brought_is_told(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, isPortable=reply("isPortable", {"IsPortable": "false"}, code=101, said="No coverage there"))
    found = account.porting.check_portability(NUMBER)
    assert (found.portable, found.messages) == (False, ("No coverage there",))


def test_a_number_of_another_country_cannot_be_brought(account: VoipinnovationsAccount, script: Script) -> None:
    assert account.porting.check_portability(PhoneNumber("+33199004712")).portable is False
    assert not script.requests


def test_a_check_without_an_answer_is_no_answer(account: VoipinnovationsAccount, script: Script) -> None:
    for said in (fault(), Reply(hang_up=True)):
        answers(script, isPortable=said)
        with pytest.raises(errors.Unavailable):
            account.porting.check_portability(NUMBER)


def test_ports_are_listed_in_either_element(account: VoipinnovationsAccount, script: Script) -> None:
    for values in ({"PortDetails": STUB, "ActivePorts": ("PortDetail", [PORT])}, {"PortDetails": PORT}):
        answers(script, getActivePorts=reply("getActivePorts", values))
        (port,) = account.porting.list_ports()
        assert (port.remote_id, port.state, port.numbers) == ("4711", PortState.NEEDS_ATTENTION, (NUMBER,))
        assert (port.submitted_at, port.foc_date) == (datetime(2026, 11, 2, 14, tzinfo=UTC), None)


def test_no_port_is_said_in_three_ways(account: VoipinnovationsAccount, script: Script) -> None:
    for nothing in (
        reply("getActivePorts", code=101),
        reply("getActivePorts", {"PortDetails": STUB}),
        reply("getActivePorts"),
    ):
        answers(script, getActivePorts=nothing)
        assert list(account.porting.list_ports()) == []


@pytest.mark.parametrize(
    ("status", "state"),
    [("PENDING SIGNATURE", PortState.NEEDS_ATTENTION), ("SUBMITTED", PortState.SUBMITTED), ("In Progress", PortState.IN_PROGRESS),
     ("PENDING", PortState.IN_PROGRESS), ("FOC RECEIVED", PortState.FOC), ("FOC REJECTED", PortState.NEEDS_ATTENTION),
     ("COMPLETED", PortState.COMPLETED), ("INCOMPLETE", PortState.NEEDS_ATTENTION), ("NOT COMPLETED", PortState.UNKNOWN),
     ("CANCELLED", PortState.CANCELLED), ("EXCEPTION", PortState.NEEDS_ATTENTION), ("Something new", PortState.UNKNOWN)],
)  # fmt: skip
def test_a_port_is_done_only_when_a_word_says_so(
    account: VoipinnovationsAccount, script: Script, status: str, state: PortState
) -> None:
    answers(script, getPortDetails=reply("getPortDetails", {"PortDetails": PORT | {"status": status}}))
    port = account.porting.get_port("4711")
    assert (port.state, port.status) == (state, status)


def test_the_day_of_a_port_is_a_date(account: VoipinnovationsAccount, script: Script) -> None:
    for written, day in (
        ("2026-11-30T00:00:00", date(2026, 11, 30)),
        ("0001-01-01T00:00:00", None),
        ("1900-01-01T00:00:00", None),
    ):
        answers(script, getPortDetails=reply("getPortDetails", {"PortDetails": PORT | {"focDate": written}}))
        assert account.porting.get_port("4711").foc_date == day


def test_a_port_that_is_not_there_is_not_found(account: VoipinnovationsAccount, script: Script) -> None:
    for said in (
        reply("getPortDetails", code=101),
        reply("getPortDetails", {"PortDetails": STUB}),
        reply("getPortDetails"),
    ):
        answers(script, getPortDetails=said)
        with pytest.raises(errors.NotFound):
            account.porting.get_port("4711")


@pytest.mark.parametrize("strange", ["", "x", "²", "-1", "1; drop", "9" * 40])
def test_an_id_that_is_none_is_not_asked_for(account: VoipinnovationsAccount, script: Script, strange: str) -> None:
    with pytest.raises(errors.Refused):
        account.porting.get_port(strange)
    assert not script.requests


def test_ports_are_ordered_elsewhere(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.Unsupported):
        account.porting.fetch_attachment("1", "1")
    assert not script.requests


# ── Money ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("amount", ["865.20", "0", "-12.3456", " 5 ", "0.00000001"])
def test_the_balance_is_exact(account: VoipinnovationsAccount, script: Script, amount: str) -> None:
    answers(script, GetPrepaidBalance=reply("GetPrepaidBalance", {"Amount": amount}))
    assert account.billing.balance().available == Money(Decimal(amount.strip()), "USD")


@pytest.mark.parametrize("amount", ["", None, "many", "NaN", "INF", "-Infinity", "1E+999999999", "9" * 400, "1,000.00"])
def test_a_balance_that_is_none_is_never_zero(
    account: VoipinnovationsAccount, script: Script, amount: str | None
) -> None:
    answers(script, GetPrepaidBalance=reply("GetPrepaidBalance", {"Amount": amount}))
    with pytest.raises(errors.UnexpectedAnswer):
        account.billing.balance()


def test_what_the_api_does_not_tell_of_money_is_not_asked(account: VoipinnovationsAccount, script: Script) -> None:
    now = datetime.now(UTC)
    span = Window(start=now - timedelta(days=1), end=now)
    for ask in (
        lambda: account.billing.transactions(span),
        lambda: account.billing.invoices(span),
        lambda: account.billing.rates("1"),
    ):
        with pytest.raises(errors.Unsupported):
            ask()
    assert not script.requests


def test_clients_are_sub_accounts_that_are_only_listed(account: VoipinnovationsAccount, script: Script) -> None:
    rows = [
        {"ID": "31", "Name": "Dental", "EndpointGroups": ("EndpointGroup", [{"ID": "7"}]), "Usage": "1.5"},
        {"ID": "32"},
    ]
    answers(script, AuditClients=reply("AuditClients", {"Clients": ("Client", rows)}))
    assert [(each.remote_id, each.name) for each in account.sub_accounts.list_sub_accounts()] == [
        ("31", "Dental"),
        ("32", "32"),
    ]
    with pytest.raises(errors.Unsupported):
        account.sub_accounts.create_sub_account({})


# ── The check of a connection ─────────────────────────────────────────────────────────


def checked(balance: str) -> dict[str, Reply]:
    return {
        "GetPrepaidBalance": reply("GetPrepaidBalance", {"Amount": balance}),
        "AuditEndpointGroups": reply("AuditEndpointGroups", {"EndpointGroups": ("EndpointGroup", [{"ID": "7"}])}),
        "auditDIDs": numbers("auditDIDs", DID, DID | {"tn": "2125550143", "has911": "false"}),
    }


def test_a_check_says_what_was_found_and_what_is_worth_a_warning(
    account: VoipinnovationsAccount, script: Script
) -> None:
    answers(script, **checked("865.20"))
    steps = list(account.check())
    assert [(step.name, step.state) for step in steps] == [
        ("sign_in", "ok"), ("balance", "ok"), ("inventory", "ok"), ("e911", "warn"),
    ]  # fmt: skip
    assert steps[1].values == {"currency": "USD", "amount": "865.20"}
    assert steps[2].values == {"numbers": "2", "groups": "1"}
    assert steps[3].text % steps[3].values == "1 numbers have no 911 address."
    answers(script, **checked("-3"))
    assert {step.name: step.state for step in account.check()}["balance"] == "warn"


def test_a_check_names_what_is_wrong_and_writes_nothing(account: VoipinnovationsAccount, script: Script) -> None:
    for said, problem in ((reply("GetPrepaidBalance", code=902), errors.BadCredentials), (fault(), errors.Unavailable)):
        answers(script, GetPrepaidBalance=said)
        with pytest.raises(problem):
            list(account.check())
    assert set(called(script)) == {"GetPrepaidBalance"}
