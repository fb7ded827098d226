"""Numbers: routed, bought, asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.providers.sandbox.voicemeup.calling import HARBOURLINE, NORDPHONE, Row, Voicemeup

NUMBER = "5145550120"


def _did(vmu: Voicemeup, number: str = NUMBER) -> Row:
    return vmu.done("get_dids", phone_number=number).row("did_details")


def _balance(vmu: Voicemeup) -> Decimal:
    text = vmu.done("get_funding_details").row("funding_details")["account_balance"]
    return Decimal(text.removesuffix("CR")) * (1 if text.endswith("CR") else -1)


def test_an_account_is_born_with_its_numbers(vmu: Voicemeup) -> None:
    assert len(vmu.done("get_dids").rows("did_details")) == NORDPHONE.numbers
    assert len(Voicemeup(vmu.sandbox, HARBOURLINE).done("get_dids").rows("did_details")) == HARBOURLINE.numbers


def test_what_is_not_sent_stays(vmu: Voicemeup) -> None:
    before = _did(vmu)
    vmu.done("update_did", phone_number=NUMBER, friendly_name="Lobby")
    assert _did(vmu) == {**before, "friendly_name": "Lobby"}


def test_options_replace_the_whole_list(vmu: Voicemeup) -> None:
    vmu.done("update_did", phone_number=NUMBER, forward_number="4505550199", options="enable_forwarding,enable_fax")
    assert _did(vmu)["options"] == "enable_forwarding,enable_fax"
    vmu.done("update_did", phone_number=NUMBER, options="")
    assert _did(vmu)["options"] == ""


def test_a_deprecated_flag_changes_its_option_alone(vmu: Voicemeup) -> None:
    before = set(_did(vmu)["options"].split(","))
    vmu.done("update_did", phone_number=NUMBER, enable_recording="0")
    assert set(_did(vmu)["options"].split(",")) == before - {"enable_recording"}
    assert _did(vmu)["enable_recording"] == "0"


def test_omitted_flags_may_be_made_to_reset(vmu: Voicemeup) -> None:
    vmu.change(resets_omitted_flags=True)
    vmu.done("update_did", phone_number=NUMBER, comments="x")
    assert _did(vmu)["options"] == ""


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({"options": "enable_forwarding"}, ["forward_number_required"]),
        ({"options": "enable_voicemail", "client_mailbox_id": ""}, ["mailbox_invalid"]),
        ({"options": "enable_peer", "client_peer_ids": ""}, ["peer_required"]),
        ({"client_peer_ids": "60410,60411,60412,60413,60414,60415"}, ["peers_to_ring_limit_reached"]),
        ({"client_peer_ids": "99"}, ["client_peer_id_invalid"]),
        ({"client_mailbox_id": "99"}, ["client_mailbox_id_invalid"]),
        ({"client_ivr_profile_id": "99"}, ["client_ivr_profile_id_invalid"]),
        ({"client_filter_ids": "5502,99"}, ["client_filter_id_invalid"]),
        ({"friendly_name": ""}, ["friendly_name_required"]),
        ({"status": ""}, ["status_required"]),
    ],
)
def test_a_feature_wants_what_it_needs(vmu: Voicemeup, wrong: Row, codes: list[str]) -> None:
    before = _did(vmu)
    assert vmu.refused("update_did", phone_number=NUMBER, **wrong) == codes
    assert _did(vmu) == before


def test_two_numbers_do_not_forward_to_one(vmu: Voicemeup) -> None:
    taken = next(row for row in vmu.done("get_dids").rows("did_details") if row["forward_number"])
    assert vmu.refused("update_did", phone_number=NUMBER, forward_number=taken["forward_number"]) == [
        "forward_number_used_by_did"
    ]


def test_the_id_wins_over_the_number(vmu: Voicemeup) -> None:
    other = vmu.done("get_dids").rows("did_details")[7]
    vmu.done("update_did", client_did_id=other["client_did_id"], phone_number=NUMBER, comments="here")
    assert _did(vmu, other["phone_number"])["comments"] == "here"
    assert _did(vmu)["comments"] == ""


# ── The inventory ─────────────────────────────────────────────────────────────────────


def test_search_by_type_area_and_rate_centre(vmu: Voicemeup) -> None:
    found = {
        each: vmu.done("get_available_dids", type=each).rows("did_details")
        for each in ("local", "tollfree", "inum", "international")
    }
    assert {each for each, rows in found.items() if rows} == {"local", "tollfree", "international"}
    montreal = vmu.done("get_available_dids", npa="514").rows("did_details")
    assert {(row["npa"], row["ratecenter"]) for row in montreal} == {("514", "MONTREAL")}
    same = vmu.done("get_available_dids", ratecenter_id=montreal[0]["ratecenter_id"]).rows("did_details")
    assert {row["npa"] for row in same} == {"514", "438"}  # one rate centre, two area codes
    assert not vmu.done("get_available_dids", npa="514", nxx="200").rows("did_details")


@pytest.mark.parametrize("name", ["did_id", "phone_number"])
def test_a_bought_number_is_ours_and_paid(vmu: Voicemeup, name: str) -> None:
    wanted = vmu.done("get_available_dids", type="local", npa="416").rows("did_details")[0]
    before = _balance(vmu)
    told = vmu.done("add_did", **{name: wanted[name]}).row("did_details")
    assert told["phone_number"] == wanted["phone_number"]
    assert vmu.done("get_dids", client_did_id=told["client_did_id"]).row("did_details")["status"] == "enabled"
    assert before - _balance(vmu) == Decimal(wanted["setup_fee"]) + Decimal(wanted["monthly_fee"])
    assert vmu.refused("add_did", **{name: wanted[name]}) == [f"{name}_invalid"]


def test_a_number_sold_here_is_for_sale_nowhere_else(vmu: Voicemeup) -> None:
    wanted = vmu.done("get_available_dids", type="local", npa="416").rows("did_details")[0]["phone_number"]
    vmu.done("add_did", phone_number=wanted)
    other = Voicemeup(vmu.sandbox, HARBOURLINE)
    assert wanted not in {row["phone_number"] for row in other.done("get_available_dids").rows("did_details")}
    assert other.refused("add_did", phone_number=wanted) == ["phone_number_invalid"]


def test_numbers_of_other_services_are_not_for_sale(vmu: Voicemeup) -> None:
    """What the VoIP.ms accounts were born with: the common stock knows."""
    theirs = {row["did"] for row in vmu.sandbox.call("getDIDsInfo")["dids"]}
    assert not theirs & {row["phone_number"] for row in vmu.done("get_available_dids").rows("did_details")}


def test_without_money_nothing_is_bought(vmu: Voicemeup) -> None:
    vmu.change(balance="-49.00")
    assert vmu.refused("add_did", phone_number="4165550199") == ["payment_denied"]


def test_an_international_number_keeps_its_country_code(vmu: Voicemeup) -> None:
    wanted = vmu.done("get_available_dids", type="international").rows("did_details")[0]
    told = vmu.done("add_did", phone_number=wanted["phone_number"]).row("did_details")
    assert told["phone_number"].startswith("33")
    assert vmu.done("get_dids", client_did_id=told["client_did_id"]).row("did_details")["type"] == "international"


def test_a_request_for_numbers_goes_to_the_staff(vmu: Voicemeup) -> None:
    vmu.done("request_dids", ratecenter_id="097104", quantity="40", capacity="25+", sequential="sequential")
    (asked,) = vmu.held("did_requests")
    assert (asked["quantity"], asked["capacity"], asked["status"]) == ("40", "25+", "sent")
    vmu.sandbox.step(86_400)
    vmu.done("get_plans")
    assert vmu.held("did_requests")[0]["status"] == "answered"
