"""Emergency locations: alternates, a lenient check, a pending state, associations."""

from __future__ import annotations

import pytest

from tests.providers.sandbox.voicemeup.calling import Row, Told, Voicemeup
from tests.providers.sandbox.voicemeup.test_every_method import ADDRESS, OWN

PERSON: Row = {"phone_number": OWN, "first_name": "Élise", "last_name": "Gagnon"}
NEAR: Row = {**ADDRESS, "street": "Rue de l Eglise"}
NEXT_CODE: Row = {**ADDRESS, "postal_code": "G1K 9Z9"}
TOWER: Row = {
    "civic_number": "200", "street": "Boulevard du Havre", "city": "Montréal", "state_code": "QC",
    "country_code": "CA", "postal_code": "H3C 1S6",
}  # fmt: skip


def _alternates(told: Told) -> list[Row]:
    assert told.status == "failed"
    assert told.codes == ["alternate_address_provided"]
    return told.rows("alternate_address")


def _endpoint(vmu: Voicemeup, number: str = OWN) -> Row:
    return vmu.done("get_e911", phone_number=number).row("endpoint_details")


@pytest.mark.parametrize("request_type", ["validate_e911", "update_e911"])
def test_a_near_miss_gives_addresses_that_work_as_they_are(vmu: Voicemeup, request_type: str) -> None:
    alternates = _alternates(vmu.call(request_type, **{**PERSON, **NEAR}))
    assert alternates[0]["street"] == "RUE DE L'ÉGLISE"
    assert set(alternates[0]) == {"civic_number", "street", "city", "state_code", "country_code", "postal_code"}
    vmu.done(request_type, **{**PERSON, **alternates[0]})


def test_validating_asks_less_than_provisioning(vmu: Voicemeup) -> None:
    vmu.done("validate_e911", **NEXT_CODE, phone_number=OWN)
    assert _alternates(vmu.call("update_e911", **{**PERSON, **NEXT_CODE}))[0]["postal_code"] == "G1K 4B2"


def test_a_building_of_many_doors_wants_one_named(vmu: Voicemeup) -> None:
    vmu.done("validate_e911", **TOWER, phone_number=OWN)
    assert vmu.refused("update_e911", **{**PERSON, **TOWER}) == ["address_type_number_not_found"]
    vmu.done("update_e911", **{**PERSON, **TOWER}, address_type="suite", address_type_number="1204")
    assert (_endpoint(vmu)["address_type"], _endpoint(vmu)["address_type_number"]) == ("suite", "1204")


def test_an_unknown_street_is_not_found(vmu: Voicemeup) -> None:
    assert vmu.refused("validate_e911", **{**ADDRESS, "street": "Qqqq Zzzz", "phone_number": OWN}) == [
        "street_not_found"
    ]


def test_a_location_is_pending_and_then_provisioned(vmu: Voicemeup) -> None:
    vmu.done("update_e911", **PERSON, **ADDRESS)
    assert _endpoint(vmu)["status"] == "pending"
    vmu.sandbox.step(601)
    assert _endpoint(vmu)["status"] == "provisioned"


def test_a_change_is_pending_from_its_own_moment(vmu: Voicemeup) -> None:
    vmu.done("update_e911", **PERSON, **ADDRESS)
    vmu.sandbox.step(400)
    vmu.done("update_e911", **{**PERSON, "first_name": "Luc"}, **ADDRESS)
    vmu.sandbox.step(400)
    assert (_endpoint(vmu)["first_name"], _endpoint(vmu)["status"]) == ("Luc", "pending")
    vmu.sandbox.step(400)
    assert _endpoint(vmu)["status"] == "provisioned"


def test_a_second_update_changes_the_same_location(vmu: Voicemeup) -> None:
    first, second = (
        vmu.done("update_e911", **PERSON, **ADDRESS).row("endpoint_details")["client_endpoint_id"] for _ in range(2)
    )
    assert first == second


def test_states_and_countries_go_by_id_too(vmu: Voicemeup) -> None:
    by_id = {name: value for name, value in ADDRESS.items() if name not in {"state_code", "country_code"}}
    vmu.done("update_e911", **PERSON, **by_id, state_id="11", country_id="38")
    row = _endpoint(vmu)
    assert (row["state_code"], row["state_id"], row["country_code"], row["country_id"]) == ("QC", "11", "CA", "38")


def test_a_number_without_a_location(vmu: Voicemeup) -> None:
    free = next(
        did["phone_number"]
        for did in vmu.done("get_dids").rows("did_details")
        if vmu.call("get_e911", phone_number=did["phone_number"]).status == "failed"
    )
    assert vmu.refused("get_e911", phone_number=free) == ["no_e911_endpoint_found"]
    assert vmu.refused("associate_e911", phone_number=free, client_peer_id="60411") == ["no_e911_endpoint_found"]


def test_a_peer_is_associated_with_one_location(vmu: Voicemeup) -> None:
    first, second = vmu.done("get_e911").rows("endpoint_details")[:2]
    vmu.done("associate_e911", client_endpoint_id=first["client_endpoint_id"], client_peer_id="60412")
    did = vmu.done("get_dids", phone_number=second["phone_number"]).row("did_details")
    vmu.done("associate_e911", client_did_id=did["client_did_id"], client_peer_id="60412")
    assert "60412" in _endpoint(vmu, second["phone_number"])["client_peer_ids"]
    assert "60412" not in _endpoint(vmu, first["phone_number"])["client_peer_ids"]
    vmu.done("disassociate_e911", client_peer_id="60412")
    assert "60412" not in _endpoint(vmu, second["phone_number"])["client_peer_ids"]
    assert vmu.refused("disassociate_e911", client_peer_id="60412") == ["no_e911_endpoint_found"]


def test_the_default_location_goes_last_and_that_is_told(vmu: Voicemeup) -> None:
    default, *others = vmu.done("get_e911").rows("endpoint_details")
    assert default["is_default"] == "1"
    assert vmu.refused("delete_e911", phone_number=default["phone_number"]) == ["entry_is_default_endpoint"]
    for other in others:
        assert vmu.done("delete_e911", client_endpoint_id=other["client_endpoint_id"]).codes == []
    last = vmu.done("delete_e911", client_endpoint_id=default["client_endpoint_id"])
    assert last.codes == ["last_endpoint_was_deleted"]
    assert vmu.done("get_e911").rows("endpoint_details") == []


def test_the_endpoint_id_wins_over_the_number(vmu: Voicemeup) -> None:
    _, second, third = vmu.done("get_e911").rows("endpoint_details")[:3]
    vmu.done("delete_e911", client_endpoint_id=second["client_endpoint_id"], phone_number=third["phone_number"])
    assert third in vmu.done("get_e911").rows("endpoint_details")
    assert second not in vmu.done("get_e911").rows("endpoint_details")
