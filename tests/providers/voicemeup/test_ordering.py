"""Buying numbers: what is searched for, what is bought, what is asked of the staff."""

from __future__ import annotations

from typing import Any

import pytest

from providers import errors
from providers.values.ordering import (
    AvailableNumber,
    NumberKind,
    NumberSearch,
    OrderSettings,
    OrderState,
    SpecialRequest,
)
from providers.values.phone import PhoneNumber
from providers.values.routing import Route, RouteKind
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Reply, Script
from tests.providers.voicemeup.conftest import answers, sent
from tests.providers.voicemeup.xml_answers import failed, reply

COUNTRIES = reply("country_details", [{"country_id": "38", "country_code": "CA", "country": "Canada"}])
STATES = reply("state_details", [{"state_id": "11", "state_code": "QC", "state": "Quebec"}])
STOCK: list[dict[str, Any]] = [
    {"did_id": "1", "phone_number": "5145550142", "type": "local", "ratecenter": "MONTREAL", "state": "QC", "country": "CA",
     "setup_fee": "1.00", "monthly_fee": "1.50"},
    {"did_id": "2", "phone_number": "4505550100", "type": "local", "ratecenter": "LAVAL", "state": "Quebec", "country": "CA"},
    {"did_id": "3", "phone_number": "6135550199", "type": "local", "ratecenter": "OTTAWA", "state": "ON", "country": "CA"},
    {"did_id": "4"},
]  # fmt: skip


def offer(digits: str, offer_id: str = "1") -> AvailableNumber:
    return AvailableNumber(offer_id=offer_id, number=PhoneNumber(f"+1{digits}"))


def found(account: VoicemeupAccount, **wanted: Any) -> list[str]:
    return [each.offer_id for each in account.ordering.search(NumberSearch(country="CA", **wanted))]


def test_a_search_asks_what_the_service_can_and_picks_the_rest(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_available_dids=reply("did_details", STOCK))
    assert found(account, area_code="514", exchange="555", area="097104") == ["1", "4"]
    assert sent(script, "get_available_dids") == [
        {"type": "local", "npa": "514", "nxx": "555", "ratecenter_id": "097104"}
    ]
    assert found(account, region="QC") == ["1", "2", "4"], "what tells no region does not speak against itself"
    assert found(account, rate_centre="Laval") == ["2", "4"]
    assert found(account, pattern="0199") == ["3"]
    assert found(account, pattern="JJJ-0"[:3]) == ["1", "2", "3"]
    assert found(account, pattern="55*1*9") == ["3"]
    assert found(account, limit=2) == ["1", "2"]


def test_kinds_of_number(account: VoicemeupAccount, script: Script) -> None:
    rows = [{"did_id": "9", "phone_number": "8005550142", "type": "tollfree"}]
    answers(script, get_available_dids=reply("did_details", rows))
    (free,) = account.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE, area_code="800"))
    assert (free.kind, free.number) == (NumberKind.TOLL_FREE, PhoneNumber("+18005550142"))
    list(account.ordering.search(NumberSearch(kind=NumberKind.OTHER)))
    assert list(account.ordering.search(NumberSearch(kind=NumberKind.MOBILE))) == []
    assert sent(script, "get_available_dids") == [{"type": "tollfree"}, {"type": "international"}]


def test_toll_free_numbers_have_the_wanted_code_and_are_of_north_america(
    account: VoicemeupAccount, script: Script
) -> None:
    rows = [{"did_id": n, "phone_number": f"{n}5550142", "type": "tollfree"} for n in ("800", "833", "888")]
    answers(script, get_available_dids=reply("did_details", rows))
    found = account.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE, area_code="833"))
    assert [each.offer_id for each in found] == ["833"]
    assert list(account.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE, country="FR"))) == []
    assert len(sent(script, "get_available_dids")) == 1


@pytest.mark.parametrize("kind", [NumberKind.LOCAL, NumberKind.OTHER])
def test_numbers_of_another_country_are_international_and_of_no_third_one(
    account: VoicemeupAccount, script: Script, kind: NumberKind
) -> None:
    rows = [
        {"did_id": "1", "phone_number": "33199004712", "type": "international", "country": "FR"},
        {"did_id": "2", "phone_number": "442079460142", "type": "international", "country": "GB"},
    ]
    answers(script, get_available_dids=reply("did_details", rows))
    found = account.ordering.search(NumberSearch(kind=kind, country="FR", area_code="1"))
    assert [each.offer_id for each in found] == ["1"]
    account.ordering.backorder(SpecialRequest(country="FR", kind=kind, prefix="1"))
    assert sent(script, "get_available_dids") == [{"type": "international"}]
    assert [(each["type"], each["prefix"]) for each in sent(script, "request_dids")] == [("international", "331")]


def test_an_exchange_needs_its_area_code(account: VoicemeupAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid) as caught:
        account.ordering.search(NumberSearch(exchange="555"))
    assert caught.value.field == "area_code"
    assert not script.requests


def test_an_offer_tells_its_price(account: VoicemeupAccount, script: Script) -> None:
    answers(script, get_available_dids=reply("did_details", STOCK[:1]))
    (first,) = account.ordering.search(NumberSearch(country="CA"))
    assert (str(first.setup), str(first.monthly), first.region) == ("CAD 1.00", "CAD 1.50", "QC")


def test_area_codes_of_a_region_and_rate_centres_of_an_area_code(account: VoicemeupAccount, script: Script) -> None:
    centres = [
        {"ratecenter_id": "097104", "ratecenter": "MONTREAL", "state_id": "11", "nxx": "555"},
        {"ratecenter_id": "097104", "ratecenter": "MONTREAL", "state_id": "11", "nxx": "556"},
        {"ratecenter_id": "097105", "ratecenter": "LACHINE", "state_id": "11", "nxx": "557"},
    ]
    answers(
        script,
        get_countries=COUNTRIES,
        get_states=STATES,
        get_area_codes=reply("area_code_details", [{"npa": "514", "description": "Montreal", "state": "Quebec"}]),
        get_ratecenters=reply("ratecenter_details", centres),
    )
    (area,) = account.ordering.areas(country="CA", region="QC")
    assert (area.area_code, area.name, area.region) == ("514", "Montreal", "QC")
    assert sent(script, "get_area_codes") == [{"country_id": "38", "state_id": "11"}]
    areas = list(account.ordering.areas(country="CA", region="QC", area_code="514"))
    assert [(each.remote_id, each.rate_centre, each.region) for each in areas] == [
        ("097104", "MONTREAL", "QC"),
        ("097105", "LACHINE", "QC"),
    ]
    assert list(account.ordering.areas(country="CA", region="ZZ")) == []
    assert list(account.ordering.areas(country="ZZ")) == []
    assert list(account.ordering.areas(kind=NumberKind.TOLL_FREE)) == []
    assert len(sent(script, "get_countries")) == 1, "countries and states are read once"
    assert len(sent(script, "get_states")) == 1


def test_a_number_is_bought_and_then_set_up(account: VoicemeupAccount, script: Script) -> None:
    bought = {"client_did_id": "77", "phone_number": "5145550142"}
    answers(script, add_did=reply("did_details", [bought]), get_dids=reply("did_details", [{**bought, "options": ""}]))
    settings = OrderSettings(
        note="New", route=Route(kind=RouteKind.ACCOUNT, target="4"), options={"friendly_name": "Desk"}
    )
    (result,) = account.ordering.order([offer("5145550142")], settings)
    assert (result.state, result.order_id, result.message) == (OrderState.DONE, "77", "")
    assert sent(script, "add_did") == [{"phone_number": "5145550142"}]
    assert sent(script, "update_did") == [
        {"phone_number": "5145550142", "comments": "New", "friendly_name": "Desk"},
        {"client_did_id": "77", "client_peer_ids": "4", "options": "enable_peer"},
    ]


@pytest.mark.parametrize("told", [{"client_did_id": "77", "phone_number": "33199004712"}, {}])
def test_a_number_from_abroad_is_set_up_by_its_id(
    account: VoicemeupAccount, script: Script, told: dict[str, str]
) -> None:
    listed = reply("did_details", [{"client_did_id": "77", "phone_number": "33199004712", "options": ""}])
    answers(script, add_did=reply("did_details", [told] if told else []), get_dids=listed)
    paris = AvailableNumber(offer_id="4", number=PhoneNumber("+33199004712"))
    (result,) = account.ordering.order([paris], OrderSettings(note="New"))
    assert (result.state, result.message) == (OrderState.DONE, "")
    assert sent(script, "update_did") == [{"client_did_id": "77", "comments": "New"}]


def test_an_offer_without_a_number_is_bought_by_its_id(account: VoicemeupAccount, script: Script) -> None:
    answers(script, add_did=reply("did_details", [{"client_did_id": "77", "phone_number": "5145550142"}]))
    (result,) = account.ordering.order([AvailableNumber(offer_id="4", number=None)], OrderSettings())
    assert result.number == PhoneNumber("+15145550142")
    assert sent(script, "add_did") == [{"did_id": "4"}]


def test_bought_though_its_settings_failed_is_bought(account: VoicemeupAccount, script: Script) -> None:
    answers(script, add_did=reply(), update_did=failed("comments_invalid"))
    (result,) = account.ordering.order([offer("5145550142")], OrderSettings(note="x"))
    assert result.state is OrderState.DONE
    assert result.message


def test_each_number_tells_its_own_result(account: VoicemeupAccount, script: Script) -> None:
    answers(script, add_did=[reply(), failed("phone_number_invalid"), reply()])
    results = account.ordering.order([offer(f"514555014{each}") for each in (1, 2, 3)], OrderSettings())
    assert [each.state for each in results] == [OrderState.DONE, OrderState.FAILED, OrderState.DONE]
    assert (results[1].code, results[1].message) == ("phone_number_invalid", "text of phone_number_invalid")


def test_an_order_that_failed_as_a_whole_raises(account: VoicemeupAccount, script: Script) -> None:
    answers(script, add_did=failed("authentication_failed"))
    with pytest.raises(errors.BadCredentials):
        account.ordering.order([offer("5145550141"), offer("5145550142")], OrderSettings())


def test_a_lost_answer_ends_the_order_and_is_not_repeated(account: VoicemeupAccount, script: Script) -> None:
    answers(script, add_did=[reply(), Reply(hang_up=True)])
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.order([offer(f"514555014{each}") for each in (1, 2, 3)], OrderSettings())
    assert len(sent(script, "add_did")) == 2


def test_a_special_request_is_a_message_to_the_staff(account: VoicemeupAccount, script: Script) -> None:
    settings = OrderSettings(options={"capacity": "25+", "sequential": "sequential"})
    request = SpecialRequest(country="CA", prefix="514555", quantity=20, note="A block, please", settings=settings)
    asked = account.ordering.backorder(request)
    assert (asked.state, asked.remote_id) == (OrderState.PENDING, "")
    account.ordering.backorder(SpecialRequest(country="FR", kind=NumberKind.OTHER, prefix="1"))
    assert sent(script, "request_dids") == [
        {
            "type": "local", "prefix": "514555", "quantity": "20", "comments": "A block, please", "capacity": "25+",
            "sequential": "sequential",
        },
        {"type": "international", "prefix": "331", "quantity": "1"},
    ]  # fmt: skip


def test_a_place_abroad_is_told_by_its_country_code_and_in_words(account: VoicemeupAccount, script: Script) -> None:
    account.ordering.backorder(SpecialRequest(country="GB", rate_centre="LONDON", note="Two, please"))
    account.ordering.backorder(SpecialRequest(country="GB", kind=NumberKind.OTHER))
    assert sent(script, "request_dids") == [
        {"type": "international", "prefix": "44", "quantity": "1", "comments": "LONDON: Two, please"},
        {"type": "international", "prefix": "44", "quantity": "1"},
    ]


def test_a_special_request_says_where(account: VoicemeupAccount, script: Script) -> None:
    for request, field in (
        (SpecialRequest(country="CA", prefix="514"), "prefix"),
        (SpecialRequest(country="CA"), "prefix"),
        (SpecialRequest(country="CA", rate_centre="Montreal"), "ratecenter_id"),
        (SpecialRequest(country="CA", prefix="514555", quantity=0), "quantity"),
    ):
        with pytest.raises(errors.Invalid) as caught:
            account.ordering.backorder(request)
        assert caught.value.field == field
    assert not script.requests


def test_the_rest_is_unsupported(account: VoicemeupAccount, script: Script) -> None:
    ordering = account.ordering
    for call in (
        lambda: ordering.quote(offer("5145550142")),
        lambda: ordering.reserve([offer("5145550142")]),
        lambda: ordering.cancel_reservation("1"),
        lambda: ordering.order([offer("5145550142")], OrderSettings(test=True)),
        lambda: ordering.order([offer("5145550142")], OrderSettings(), reservation="1"),
        ordering.list_backorders,
        lambda: ordering.cancel_backorder("1"),
        lambda: ordering.release(PhoneNumber("+15145550142")),
    ):
        with pytest.raises(errors.Unsupported):
            call()
    assert not script.requests
