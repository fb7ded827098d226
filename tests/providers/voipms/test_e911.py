"""Emergency addresses: what is on file, whether an address would be taken, and putting one in force."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers import errors
from providers.values.e911 import AddressVerdict, CivicAddress, EmergencyState
from providers.values.phone import PhoneNumber
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Script
from tests.providers.voipms.conftest import USERNAME, answers, sent

NUMBER = PhoneNumber("+15145550142")
ADDRESS = CivicAddress(
    name="Jane Smith",
    street_number="23B",
    street="rue de l'Église",
    unit_type="apartment",
    unit="4",
    city="Montréal",
    region="QC",
    postal_code="H2Y 1C6",
    country="CA",
    language="fr",
    location="back door",
)
WIRE = {
    "full_name": "Jane Smith", "street_number": "23B", "street_name": "rue de l'Église", "address_type": "Apartment",
    "address_number": "4", "city": "Montréal", "state": "QC", "zip_code": "H2Y 1C6", "country": "CA", "language": "FR",
    "other_info": "back door",
}  # fmt: skip
INFO = {**WIRE, "did": "5145550142", "status": "2", "email": "desk@example.com"}


def test_an_address_on_file_is_read(account: VoipmsAccount, script: Script) -> None:
    answers(script, e911Info={"info": INFO})
    found = account.e911.get_address(NUMBER)
    assert (found.state, found.address) == (EmergencyState.ACTIVE, ADDRESS)


@pytest.mark.parametrize(
    ("document", "state"),
    [
        ({"status": "e911_disabled"}, EmergencyState.NONE),
        ({"status": "e911_pending"}, EmergencyState.PENDING),
        ({"status": "success", "info": {"status": 1, "street_name": "X"}}, EmergencyState.PENDING),
        ({"status": "success", "info": {"status": "0"}}, EmergencyState.NONE),
        ({"status": "success", "info": {"status": "7"}}, EmergencyState.UNKNOWN),
    ],
)
def test_each_state_has_its_name(
    account: VoipmsAccount, script: Script, document: dict[str, object], state: EmergencyState
) -> None:
    script.say_json(document)
    assert account.e911.get_address(NUMBER).state is state


def test_a_number_that_is_not_ours_has_no_address_to_read(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "invalid_did"})
    with pytest.raises(errors.NotFound):
        account.e911.get_address(NUMBER)
    with pytest.raises(errors.NotFound):
        account.e911.validate(NUMBER, ADDRESS)


def test_only_numbers_with_an_address_are_listed(account: VoipmsAccount, script: Script) -> None:
    numbers = [{"did": "5145550141", "e911": "0"}, {"did": "5145550142", "e911": "1"}, {"did": "5145550143"}]
    answers(script, getDIDsInfo={"dids": numbers}, e911Info=[{"info": INFO}, {"info": {"status": "0"}}])
    assert [found.number for found in account.e911.list_addresses()] == [NUMBER]
    assert [fields["did"] for fields in sent(script, "e911Info")] == ["5145550142", "5145550143"]


def test_validation_sends_every_part_of_the_address(account: VoipmsAccount, script: Script) -> None:
    assert account.e911.validate(NUMBER, ADDRESS).valid
    (fields,) = sent(script, "e911Validate")
    assert fields == {**WIRE, "did": "5145550142", "zip": "H2Y 1C6", "email": USERNAME}


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("invalid_address", AddressVerdict.INVALID),
        ("invalid_zip", AddressVerdict.INVALID),
        ("unavailable_info", AddressVerdict.UNKNOWN),
    ],
)
def test_a_refused_address_is_a_value_in_their_words(
    account: VoipmsAccount, script: Script, status: str, verdict: AddressVerdict
) -> None:
    script.say_json({"status": status, "message": "No such house"})
    found = account.e911.validate(NUMBER, ADDRESS)
    assert (found.verdict, found.messages) == (verdict, ("No such house",))


def test_a_part_that_is_missing_is_named_before_anything_is_sent(account: VoipmsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid) as problem:
        account.e911.validate(NUMBER, replace(ADDRESS, city=""))
    assert problem.value.field == "city"
    assert script.requests == []


def test_an_address_is_put_in_force_or_replaced(account: VoipmsAccount, script: Script) -> None:
    answers(script, e911Info=[{"status": "e911_disabled"}, {"info": INFO}])
    assert account.e911.provision(NUMBER, ADDRESS).state is EmergencyState.PENDING
    assert account.e911.provision(NUMBER, ADDRESS).address == ADDRESS
    (first,), (second,) = sent(script, "e911Provision"), sent(script, "e911Update")
    assert first["email"] == USERNAME
    assert second["email"] == "desk@example.com", "the address on file stays"


def test_a_refused_provision_says_why(account: VoipmsAccount, script: Script) -> None:
    answers(script, e911Provision={"status": "no_provision", "description": "Street unknown"}, e911Info={"info": {}})
    with pytest.raises(errors.Invalid) as problem:
        account.e911.provision(NUMBER, ADDRESS)
    assert problem.value.said == "Street unknown"


def test_an_address_is_removed(account: VoipmsAccount, script: Script) -> None:
    account.e911.remove(NUMBER)
    assert sent(script, "e911Cancel") == [{"did": "5145550142"}]


def test_alerts_are_not_offered(account: VoipmsAccount) -> None:
    with pytest.raises(errors.Unsupported):
        account.e911.alerts(NUMBER)
    with pytest.raises(errors.Unsupported):
        account.e911.set_alerts(NUMBER, ["a@example.com"])


def test_an_address_that_does_not_validate_is_not_put_in_force(account: VoipmsAccount, script: Script) -> None:
    answers(script, e911Validate={"status": "invalid_address"}, e911Info={"info": INFO})
    with pytest.raises(errors.Invalid):
        account.e911.provision(NUMBER, ADDRESS)
    assert sent(script, "e911Update") == []
