"""Emergency addresses: alternates are choices, notices travel beside the result, the language is the location's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers import errors
from providers.values.e911 import AddressVerdict, CivicAddress, EmergencyState
from providers.values.phone import PhoneNumber
from providers.voicemeup.e911 import names
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Script
from tests.providers.voicemeup.conftest import answers, recorded, sent
from tests.providers.voicemeup.xml_answers import failed, reply

NUMBER = PhoneNumber("+15145550142")
ADDRESS = CivicAddress(
    street_number="100", street="Notre-Dame", city="Montréal", region="QC", postal_code="H2Y 1C6", country="CA",
    name="Camille Tremblay Roy", unit_type="suite", unit="300",
)  # fmt: skip
WIRE = {
    "phone_number": "5145550142", "civic_number": "100", "street": "Notre-Dame", "city": "Montréal", "state_code": "QC",
    "country_code": "CA", "postal_code": "H2Y 1C6", "address_type": "suite", "address_type_number": "300",
}  # fmt: skip
LOCATION = {
    "client_endpoint_id": "88310", "phone_number": "5145550142", "first_name": "Camille", "last_name": "Roy",
    "civic_number": "21", "street": "RUE SAINT-VIATEUR", "city": "MONTREAL", "state_code": "QC", "country_code": "CA",
    "postal_code": "H2T 2L1", "language": "fr", "address_type": None, "status": "provisioned",
}  # fmt: skip


def test_a_valid_address(account: VoicemeupAccount, script: Script) -> None:
    found = account.e911.validate(NUMBER, ADDRESS)
    assert found.valid
    assert sent(script, "validate_e911") == [WIRE]


def test_alternates_are_choices_that_can_be_sent_verbatim(account: VoicemeupAccount, script: Script) -> None:
    answers(script, validate_e911=recorded("validate_e911.alternates"))
    found = account.e911.validate(NUMBER, ADDRESS)
    assert found.verdict is AddressVerdict.ALTERNATES
    assert [each.street for each in found.alternates] == ["RUE NOTRE-DAME OUEST", "RUE NOTRE-DAME EST"]
    assert found.messages == ("The address was not found. Please choose one of these.",)
    account.e911.provision(NUMBER, found.alternates[1])
    (request,) = sent(script, "update_e911")
    assert request == {
        **WIRE, "street": "RUE NOTRE-DAME EST", "city": "MONTREAL", "first_name": "Camille Tremblay", "last_name": "Roy",
    }  # fmt: skip


def test_a_refused_address_is_a_verdict(account: VoicemeupAccount, script: Script) -> None:
    for code in ("street_not_found", "postal_code_not_found", "alternate_address_provided"):
        answers(script, validate_e911=failed(code))
        found = account.e911.validate(NUMBER, ADDRESS)
        assert (found.verdict, found.messages) == (AddressVerdict.INVALID, (f"text of {code}",))


def test_what_is_not_about_the_address_is_an_error(account: VoicemeupAccount, script: Script) -> None:
    answers(script, validate_e911=failed("phone_number_not_found"))
    with pytest.raises(errors.NotFound):
        account.e911.validate(NUMBER, ADDRESS)
    answers(script, validate_e911=failed("phone_number_invalid"))
    with pytest.raises(errors.Invalid) as caught:
        account.e911.validate(NUMBER, ADDRESS)
    assert caught.value.field == "phone_number"
    with pytest.raises(errors.Invalid) as caught:
        account.e911.validate(NUMBER, replace(ADDRESS, street_number="100 bis"))
    assert caught.value.field == "civic_number"
    with pytest.raises(errors.Invalid) as caught:
        account.e911.validate(NUMBER, replace(ADDRESS, unit_type="cave"))
    assert caught.value.field == "address_type"


def test_the_service_spells_a_hangar_its_own_way_and_a_bare_unit_is_a_unit(
    account: VoicemeupAccount, script: Script
) -> None:
    account.e911.validate(NUMBER, replace(ADDRESS, unit_type="hangar"))
    account.e911.validate(NUMBER, replace(ADDRESS, unit_type=""))
    account.e911.validate(NUMBER, replace(ADDRESS, unit_type="", unit=""))
    assert [each.get("address_type") for each in sent(script, "validate_e911")] == ["hanger", "unit", None]


def test_provisioning_is_pending_until_the_service_says_more(account: VoicemeupAccount, script: Script) -> None:
    answers(
        script,
        update_e911=reply(
            "alternate_address", [{"client_endpoint_id": "88311"}], said=[("last_endpoint_was_deleted", "careful")]
        ),
    )
    found = account.e911.provision(NUMBER, ADDRESS)
    assert (found.state, found.remote_id, found.messages) == (EmergencyState.PENDING, "88311", ("careful",))
    assert "language" not in sent(script, "update_e911")[0]


def test_the_language_is_sent_for_a_canadian_location_that_has_one(account: VoicemeupAccount, script: Script) -> None:
    account.e911.provision(NUMBER, replace(ADDRESS, language="fr"))
    account.e911.provision(NUMBER, replace(ADDRESS, language="fr", country="US", region="NY", postal_code="10001"))
    assert [each.get("language") for each in sent(script, "update_e911")] == ["fr", None]


def test_provisioning_that_fails_with_alternates_names_them(account: VoicemeupAccount, script: Script) -> None:
    answers(script, update_e911=recorded("validate_e911.alternates"))
    with pytest.raises(errors.Invalid) as caught:
        account.e911.provision(NUMBER, ADDRESS)
    assert "100 RUE NOTRE-DAME EST, MONTREAL QC H2Y 1C6" in caught.value.public_message


def test_who_is_there_has_a_first_and_a_last_name() -> None:
    assert names("Camille Tremblay Roy") == ("Camille Tremblay", "Roy")
    assert names("Acme") == ("Acme", "Acme")
    with pytest.raises(errors.Invalid):
        names("  ")


def test_addresses_on_file(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_e911=reply("endpoint_details", [LOCATION]))
    (listed,) = account.e911.list_addresses()
    assert account.e911.get_address(NUMBER) == listed
    assert (listed.state, listed.remote_id) == (EmergencyState.ACTIVE, "88310")
    assert listed.address == CivicAddress(
        street_number="21", street="RUE SAINT-VIATEUR", city="MONTREAL", region="QC", postal_code="H2T 2L1", country="CA",
        name="Camille Roy", language="fr",
    )  # fmt: skip
    assert sent(script, "get_e911") == [{}, {"phone_number": "5145550142"}]


@pytest.mark.parametrize(
    ("said", "state"),
    [("pending", EmergencyState.PENDING), ("failed", EmergencyState.FAILED), (None, EmergencyState.ACTIVE),
     ("confused", EmergencyState.UNKNOWN)],
)  # fmt: skip
def test_states_of_an_address(
    account: VoicemeupAccount, script: Script, said: str | None, state: EmergencyState
) -> None:
    answers(script, get_e911=reply("endpoint_details", [{**LOCATION, "status": said}]))
    assert account.e911.get_address(NUMBER).state is state


def test_no_address_is_a_state_and_no_number_is_an_error(account: VoicemeupAccount, script: Script) -> None:
    for answer in (reply(), failed("no_e911_endpoint_found")):
        answers(script, get_e911=answer)
        assert account.e911.get_address(NUMBER).state is EmergencyState.NONE
    answers(script, get_e911=failed("phone_number_not_found"))
    with pytest.raises(errors.NotFound):
        account.e911.get_address(NUMBER)


def test_removing(account: VoicemeupAccount, script: Script) -> None:
    answers(script, delete_e911=reply(said=[("last_endpoint_was_deleted", "careful")]))
    account.e911.remove(NUMBER)
    assert sent(script, "delete_e911") == [{"phone_number": "5145550142"}]
    answers(script, delete_e911=failed("entry_is_default_endpoint"))
    with pytest.raises(errors.AlreadyTaken):
        account.e911.remove(NUMBER)


def test_there_are_no_alerts(account: VoicemeupAccount) -> None:
    with pytest.raises(errors.Unsupported):
        account.e911.alerts(NUMBER)
    with pytest.raises(errors.Unsupported):
        account.e911.set_alerts(NUMBER, ["a@example.com"])
