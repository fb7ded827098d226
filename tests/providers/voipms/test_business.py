"""Ports, the ledger, rates, invoices and reseller clients."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.values.billing import Funding
from providers.values.calls import Window
from providers.values.e911 import CivicAddress
from providers.values.messaging import Media
from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.values.porting import PortRequest, PortState
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Script
from tests.providers.voipms.conftest import answers, sent

NUMBER = PhoneNumber("+15145550142")
SPAN = Window(start=datetime(2026, 11, 20, 5, tzinfo=UTC), end=datetime(2026, 11, 21, 5, tzinfo=UTC))
ADDRESS = CivicAddress(
    street_number="12", street="Main St", city="Montréal", region="QC", postal_code="H2Y 1C6", country="CA",
    unit_type="suite", unit="4",
)  # fmt: skip
CLIENT = {
    "client": 561115, "email": "user@example.com", "password": "Abcdef12", "company": "Consulting", "firstname": "John",
    "lastname": "Doe", "phone_number": "5145550199", "zip": "33055", "balance_management": "1",
}  # fmt: skip


def test_whether_a_number_can_be_ported(account: VoipmsAccount, script: Script) -> None:
    answers(script, getPortability={"portable": "yes", "plans": [{"title": "Per Minute Plan"}, {"title": "Flat"}]})
    found = account.porting.check_portability(NUMBER)
    assert (found.portable, found.messages) == (True, ("Per Minute Plan", "Flat"))
    answers(script, getPortability={"portable": "no"})
    assert account.porting.check_portability(NUMBER).portable is False
    answers(script, getPortability={})
    assert account.porting.check_portability(NUMBER).portable is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending_approval", PortState.SUBMITTED),
        ("Processing.", PortState.IN_PROGRESS),
        ("Awaiting Documentation", PortState.NEEDS_ATTENTION),
        ("completed", PortState.COMPLETED),
        ("new word", PortState.UNKNOWN),
    ],
)
def test_ports_are_listed(account: VoipmsAccount, script: Script, status: str, state: PortState) -> None:
    row = {"portid": "12", "numbers": "5145550142,5145550143", "foc_date": False, "status": status}
    answers(script, getLNPList={"list": [row, {**row, "foc_date": "2026-12-08"}]})
    first, second = account.porting.list_ports()
    assert (first.state, first.status, first.foc_date) == (state, status, None)
    assert first.numbers == (NUMBER, PhoneNumber("+15145550143"))
    assert second.foc_date == date(2026, 12, 8)
    assert sent(script, "getLNPList") == [{}]


def test_one_port_is_read_with_its_notes_and_files(account: VoipmsAccount, script: Script) -> None:
    answers(
        script,
        getLNPDetails={
            "id": 0,
            "numbers": [{"did": "5145550142"}],
            "post_status": "pending_approval",
            "post_status_description": "Pending Approval",
            "date": "2026-11-20 10:00:00",
            "focDate": "",
            "notes": [{"note": "Bill received", "date": "2026-11-20", "time": "15:05:11"}, {"note": "x"}],
            "attachments": {"id": "77", "type": "pdf"},
        },
        getLNPAttach={"base64": "JVBERi0xLjQ=", "type": "pdf"},
    )
    port = account.porting.get_port("12")
    assert (port.remote_id, port.state, port.status) == ("12", PortState.SUBMITTED, "Pending Approval")
    assert port.submitted_at == datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert [(note.at, note.text) for note in port.notes] == [
        (datetime(2026, 11, 20, 20, 5, 11, tzinfo=UTC), "Bill received"),
        (None, "x"),
    ]
    assert port.attachments == ("77",)
    file = account.porting.fetch_attachment("12", "77")
    assert (file.name, file.content_type) == ("port-12-77.pdf", "application/pdf")
    assert sent(script, "getLNPAttach") == [{"attachid": "77", "portid": "12"}]


def test_a_port_is_submitted_whole(account: VoipmsAccount, script: Script) -> None:
    answers(script, addLNPPort={"port": 12345})
    request = PortRequest(
        numbers=(NUMBER,),
        name="Jane van Smith",
        address=ADDRESS,
        losing_carrier="Old Carrier",
        account_number="123456",
        pin="4711",
        options={"locationType": "1"},
    )
    port = account.porting.submit_port(request)
    assert (port.remote_id, port.state) == ("12345", PortState.SUBMITTED)
    assert sent(script, "addLNPPort") == [
        {
            "portType": "2", "numbers": "5145550142", "locationType": "1", "pin": "4711", "statementName": "Jane van Smith",
            "firstName": "Jane van", "lastName": "Smith", "address1": "12 Main St", "address2": "suite 4",
            "city": "Montréal", "zip": "H2Y 1C6", "state": "QC", "country": "CA", "providerName": "Old Carrier",
            "providerAccount": "123456",
        }
    ]  # fmt: skip
    assert script.requests[0].verb == "POST"
    account.porting.attach("12345", Media(name="bill.pdf", content_type="application/pdf", content=b"%PDF"))
    assert sent(script, "addLNPFile") == [{"portid": "12345", "file": "JVBERg=="}]


def test_toll_free_numbers_are_a_kind_of_port_of_their_own(account: VoipmsAccount, script: Script) -> None:
    answers(script, addLNPPort={"port": 1})
    more: dict[str, Any] = {
        "address": ADDRESS,
        "losing_carrier": "Old",
        "account_number": "1",
        "options": {"tfType": "1"},
    }
    account.porting.submit_port(PortRequest(numbers=(PhoneNumber("+18885550142"),), name="Jane", **more))
    (fields,) = sent(script, "addLNPPort")
    assert (fields["portType"], fields["tfType"], fields["firstName"], fields["lastName"]) == ("3", "1", "Jane", "Jane")


def test_the_ledger_is_signed(account: VoipmsAccount, script: Script) -> None:
    row = {
        "date": "2026-11-20 10:00:00",
        "uniqueid": "12964421x41098i8c",
        "type": "DID",
        "description": "Fee",
        "ammount": "-0.99",
    }
    outside = {**row, "uniqueid": "2", "date": "2026-11-19 10:00:00"}
    answers(
        script, getTransactionHistory={"transactions": [row, outside, {**row, "uniqueid": "", "ammount": "1,000.50"}]}
    )
    fee, payment = account.billing.transactions(SPAN)
    assert (fee.remote_id, fee.amount) == ("12964421x41098i8c", Money(Decimal("-0.99"), "USD"))
    assert payment.amount == Money(Decimal("1000.50"), "USD")
    assert payment.remote_id


def test_rates_are_those_of_every_route(account: VoipmsAccount, script: Script) -> None:
    row = {"destination": "Canada - 204 Manitoba", "prefix": "1204", "increment": "6", "rate": "0.009"}
    answers(
        script,
        getRoutes={"routes": [{"value": "1", "description": "Value"}, {"value": "2", "description": "Premium"}]},
        getTerminationRates={"route": [{"value": "2"}], "rates": [row]},
    )
    value, premium = account.billing.rates("Canada")
    assert value.destination == "Canada - 204 Manitoba (Value)"
    assert (premium.per_minute, premium.increment, premium.prefix) == (Money(Decimal("0.009"), "USD"), 6, "1204")
    assert sent(script, "getTerminationRates") == [
        {"query": "Canada", "route": "1"},
        {"query": "Canada", "route": "2"},
    ]


def test_an_invoice_is_an_address(account: VoipmsAccount, script: Script) -> None:
    answers(script, getInvoice={"url": "https://example.com/invoice.pdf"})
    (invoice,) = account.billing.invoices(SPAN)
    assert invoice.url == "https://example.com/invoice.pdf"
    assert sent(script, "getInvoice") == [{"from": "2026-11-20", "to": "2026-11-20"}]
    with pytest.raises(errors.Unsupported):
        account.billing.add_funds(Funding(amount=Decimal(10), currency="USD", method="card"))


def test_clients_are_listed_and_read_without_their_passwords(account: VoipmsAccount, script: Script) -> None:
    answers(script, getClients={"clients": [CLIENT]}, getResellerBalance={"balance": {"current_balance": "8.0588"}})
    (listed,) = account.sub_accounts.list_sub_accounts()
    assert (listed.remote_id, listed.name, listed.company, listed.enabled) == ("561115", "John Doe", "Consulting", None)
    assert "Abcdef12" not in repr(listed)
    assert account.sub_accounts.get_sub_account("561115").balance == Money(Decimal("8.0588"), "USD")


def test_an_account_that_is_no_reseller_has_no_clients(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "invalid_client"})
    assert list(account.sub_accounts.list_sub_accounts()) == []
    with pytest.raises(errors.NotFound):
        account.sub_accounts.get_sub_account("561115")


def test_a_client_is_created_and_changed(account: VoipmsAccount, script: Script) -> None:
    answers(script, signupClient={"client": "1234"}, getClients={"clients": [CLIENT]})
    settings = {
        "firstname": "Jane", "lastname": "Doe", "address": "12 Main St", "city": "Montréal", "state": "QC", "country": "CA",
        "zip": "H2Y 1C6", "phone_number": "5145550199", "email": "jane@example.com", "password": "Abcdef12",
    }  # fmt: skip
    created = account.sub_accounts.create_sub_account(settings)
    assert (created.remote_id, created.name) == ("1234", "Jane Doe")
    (fields,) = sent(script, "signupClient")
    assert (fields["confirm_email"], fields["confirm_password"]) == ("jane@example.com", "Abcdef12")
    account.sub_accounts.update_sub_account("561115", {"company": "Advice"})
    (fields,) = sent(script, "setClient")
    assert (fields["company"], fields["password"], fields["email"]) == ("Advice", "Abcdef12", "user@example.com")
    with pytest.raises(errors.Unsupported):
        account.sub_accounts.set_sub_account_enabled("1234", False)


def test_credit_goes_both_ways(account: VoipmsAccount, script: Script) -> None:
    account.sub_accounts.transfer_credit("561115", "4.99")
    account.sub_accounts.transfer_credit("561115", "-1.50")
    assert sent(script, "addPayment") == [{"client": "561115", "payment": "4.99"}]
    assert sent(script, "addCharge") == [{"client": "561115", "charge": "1.50"}]
    for amount in ("0", "much", "NaN", "Infinity", ""):
        with pytest.raises(errors.Invalid):
            account.sub_accounts.transfer_credit("561115", amount)
