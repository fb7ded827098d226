"""Numbers are sold by area and class, held for minutes, bought in part or whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.callr.provider import CallrAccount
from providers.values.money import Money
from providers.values.ordering import Area, AvailableNumber, NumberKind, NumberSearch, OrderSettings, OrderState
from providers.values.phone import PhoneNumber
from providers.values.routing import Route, RouteKind
from tests.providers.callr.service import Pages, Service, page

PARIS = {
    "id": 131, "country_code": "FR", "intl_prefix": "33", "local_prefix": "199", "label": "Paris", "type": "GEOGRAPHIC",
    "available": {"CLASSIC": 86, "GOLD": 0},
}  # fmt: skip
LYON = PARIS | {"id": 132, "local_prefix": "426", "label": "Lyon", "available": {"CLASSIC": 5, "GOLD": 2}}
FREE = PARIS | {"id": 140, "label": "Numéro vert", "type": "TOLLFREE", "local_prefix": "800"}
COST = {
    "amount_per_month": "200.00", "amount_prepaid_debit": "150.00", "amount_unit": "100.00", "discount_percent": 0,
    "quantity": 2, "quantity_paying": 2,
}  # fmt: skip
FIRST = {"hash": "A9RR1TDF", "intl_number": "+33199004745", "local_number": "0199004745"}
SECOND = {"hash": "P84WIJPT", "intl_number": "+33199004715", "local_number": "0199004715"}
HELD = {"token": "4f99f7cf", "expire": "2026-11-20 09:35:00", "items": [FIRST, SECOND], "cost": COST, "contract": {}}
BOUGHT = {"success": [FIRST, SECOND], "errors": [], "cost": COST, "contract": {}}
HALF = {"success": [FIRST], "errors": [{"code": 7, "message": "GONE", "DID": SECOND}], "cost": COST, "contract": {}}
OFFER = AvailableNumber(offer_id="131:CLASSIC", number=None)
OTHER = AvailableNumber(offer_id="132:GOLD", number=None)
APP = Route(kind=RouteKind.APP, target="ICHUAH2R")


@pytest.fixture
def store(wire: Service) -> Service:
    wire.results |= {
        "did/areacode.get_list": [PARIS, LYON, FREE],
        "did/store.get_quote": {"available": 2, "cost": COST, "contract": {}},
        "did/store.reserve": HELD,
        "did/store.buy_order": BOUGHT,
    }
    return wire


def test_areas_of_a_kind_with_their_stock(account: CallrAccount, store: Service) -> None:
    areas = list(account.ordering.areas(country="FR"))
    assert [(area.remote_id, area.name, area.available) for area in areas] == [("131", "Paris", 86), ("132", "Lyon", 7)]
    assert store.sent("did/areacode.get_list") == [["FR", "GEOGRAPHIC"]]


def test_areas_by_code_and_by_name(account: CallrAccount, store: Service) -> None:
    assert [area.name for area in account.ordering.areas(country="FR", area_code="42")] == ["Lyon"]
    assert [area.name for area in account.ordering.areas(country="FR", region="PARIS")] == ["Paris"]


def test_kinds_without_a_word_of_their_own_are_asked_for_together(account: CallrAccount, store: Service) -> None:
    store.results["did/areacode.get_list"] = [PARIS | {"type": "PLATFORM"}, LYON]
    areas = list(account.ordering.areas(kind=NumberKind.OTHER, country="FR"))
    assert [area.kind for area in areas] == [NumberKind.OTHER]
    assert store.sent("did/areacode.get_list") == [["FR", None]]


def test_an_offer_is_an_area_and_a_class_that_has_numbers(account: CallrAccount, store: Service) -> None:
    offers = list(account.ordering.search(NumberSearch(country="FR")))
    assert [(offer.offer_id, offer.available) for offer in offers] == [
        ("131:CLASSIC", 86), ("132:CLASSIC", 5), ("132:GOLD", 2),
    ]  # fmt: skip
    assert all(offer.number is None for offer in offers)
    assert len(list(account.ordering.search(NumberSearch(country="FR", limit=1)))) == 1
    assert [offer.offer_id for offer in account.ordering.search(NumberSearch(country="FR", area="132"))] == [
        "132:CLASSIC", "132:GOLD",
    ]  # fmt: skip


@pytest.mark.parametrize("place", [{"area_code": "42"}, {"rate_centre": "LYON"}, {"area": "132"}])
def test_a_region_says_nothing_beside_a_place(account: CallrAccount, store: Service, place: dict[str, Any]) -> None:
    """CALLR does not tell of a place which state it is in, and "LA" is part of Dallas."""
    found = account.ordering.search(NumberSearch(country="FR", region="ARA", **place))
    assert [each.offer_id for each in found] == ["132:CLASSIC", "132:GOLD"]
    with pytest.raises(errors.Invalid) as problem:
        account.ordering.search(NumberSearch(country="FR", region="ARA"))
    assert problem.value.field == "region"


def test_a_precise_number_cannot_be_searched_for(account: CallrAccount, store: Service) -> None:
    with pytest.raises(errors.Invalid) as problem:
        account.ordering.search(NumberSearch(country="FR", pattern="4242"))
    assert (problem.value.field, store.calls) == ("pattern", [])


@pytest.mark.parametrize("broken", [{"id": None}, {"available": 7}, {"label": ["x"]}])
def test_a_broken_area_does_not_hide_the_others(account: CallrAccount, store: Service, broken: Any) -> None:
    store.results["did/areacode.get_list"] = [PARIS | broken, LYON]
    found: list[Area] = []
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        found.extend(account.ordering.areas(country="FR"))
    assert ([area.name for area in found], problem.value.skipped) == (["Lyon"], 1)


def test_a_quote_is_in_whole_units_of_the_currency(account: CallrAccount, store: Service) -> None:
    quote = account.ordering.quote(OFFER, quantity=2)
    assert (quote.monthly, quote.due_now) == (Money(Decimal("2.00"), "EUR"), Money(Decimal("1.50"), "EUR"))
    assert store.sent("did/store.get_quote") == [[131, "CLASSIC", 2]]


def test_a_reservation_holds_numbers_for_a_while(account: CallrAccount, store: Service) -> None:
    held = account.ordering.reserve([OFFER], quantity=2)
    assert held.numbers == (PhoneNumber("+33199004745"), PhoneNumber("+33199004715"))
    assert held.expires_at == datetime(2026, 11, 20, 9, 35, tzinfo=UTC)
    assert store.sent("did/store.reserve") == [[131, "CLASSIC", 2, "RANDOM"]]
    account.ordering.cancel_reservation(held.remote_id)
    assert store.sent("did/store.cancel_order") == [["4f99f7cf"]]


@pytest.mark.parametrize("told", [{"expire": None}, {"expire": ""}])
def test_a_reservation_whose_end_is_not_told_ends_all_the_same(
    account: CallrAccount, store: Service, told: dict[str, Any]
) -> None:
    store.results["did/store.reserve"] = {**HELD, **told}
    held = account.ordering.reserve([OFFER], quantity=2)
    assert held.expires_at is not None
    assert timedelta(minutes=4) < held.expires_at - datetime.now(UTC) <= timedelta(minutes=5)


def test_one_reservation_is_of_one_area(account: CallrAccount, store: Service) -> None:
    with pytest.raises(errors.Invalid):
        account.ordering.reserve([OFFER, OTHER])
    assert store.calls == []


def test_a_reservation_without_its_token_may_have_been_made(account: CallrAccount, store: Service) -> None:
    store.results["did/store.reserve"] = {"items": [FIRST]}
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.reserve([OFFER])


def test_what_was_reserved_is_bought(account: CallrAccount, store: Service) -> None:
    bought = account.ordering.order([OFFER, OFFER], OrderSettings(), reservation="4f99f7cf")
    assert [(each.state, each.number, each.order_id) for each in bought] == [
        (OrderState.DONE, PhoneNumber("+33199004745"), "4f99f7cf"),
        (OrderState.DONE, PhoneNumber("+33199004715"), "4f99f7cf"),
    ]
    assert [call.method for call in store.calls] == ["did/store.buy_order"]


def test_an_order_may_succeed_in_part(account: CallrAccount, store: Service) -> None:
    store.results["did/store.buy_order"] = HALF
    bought = account.ordering.order([OFFER, OFFER], OrderSettings())
    assert [(each.state, each.message, each.code) for each in bought] == [
        (OrderState.DONE, "", ""), (OrderState.FAILED, "GONE", "7"),
    ]  # fmt: skip
    assert bought[1].number == PhoneNumber("+33199004715")
    assert store.sent("did/store.reserve") == [[131, "CLASSIC", 2, "RANDOM"]]


def test_numbers_that_could_not_be_held_have_a_result_too(account: CallrAccount, store: Service) -> None:
    bought = account.ordering.order([OFFER] * 4, OrderSettings())
    assert [each.state for each in bought] == [OrderState.DONE] * 2 + [OrderState.FAILED] * 2
    assert {each.problem for each in bought[2:]} == {"already_taken"}
    store.calls.clear()
    store.results["did/store.reserve"] = HELD | {"items": []}
    with pytest.raises(errors.AlreadyTaken):
        account.ordering.order([OFFER], OrderSettings())
    assert [call.method for call in store.calls] == ["did/store.reserve"], "there was nothing to buy"


def test_numbers_that_were_held_and_not_told_of_may_have_been_bought(account: CallrAccount, store: Service) -> None:
    store.results["did/store.buy_order"] = BOUGHT | {"success": [FIRST]}
    for reservation in ("", "4f99f7cf"):
        first, second = account.ordering.order([OFFER, OFFER], OrderSettings(), reservation=reservation)
        assert (first.state, second.state) == (OrderState.DONE, OrderState.PENDING)
        assert second.problem == "outcome_unknown"


def test_areas_are_bought_one_after_the_other_and_a_late_refusal_is_a_result(
    account: CallrAccount, store: Service
) -> None:
    one = {**BOUGHT, "success": [FIRST]}
    store.results["did/store.buy_order"] = Pages([one, {"success": [], "errors": [], "cost": COST}])
    store.results["did/store.reserve"] = Pages([HELD, "no reservation"])
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.order([OFFER, OTHER], OrderSettings())
    store.calls.clear()
    store.results["did/store.reserve"] = HELD
    store.results["did/store.buy_order"] = Pages([one])
    store.errors["did/store.buy_order"] = {"code": 151, "message": "PROPERTY_VALUE_ERROR [token]"}
    with pytest.raises(errors.NotFound):
        account.ordering.order([OFFER, OTHER], OrderSettings())
    assert len(store.sent("did/store.buy_order")) == 1, "nothing was bought, so the whole order failed"


def test_a_bought_number_is_routed(account: CallrAccount, store: Service) -> None:
    account.ordering.order([OFFER], OrderSettings(route=APP))
    assert store.sent("apps.assign_did") == [["ICHUAH2R", "A9RR1TDF"], ["ICHUAH2R", "P84WIJPT"]]


def test_a_number_that_could_not_be_routed_is_bought_all_the_same(account: CallrAccount, store: Service) -> None:
    store.errors["apps.assign_did"] = {"code": 205, "message": "NO_DID_FOR_THIS_APP"}
    bought = account.ordering.order([OFFER], OrderSettings(route=APP), reservation="4f99f7cf")
    assert {each.state for each in bought} == {OrderState.DONE}
    assert bought[0].message == "NO_DID_FOR_THIS_APP"


def test_where_calls_cannot_go_is_said_before_anything_is_bought(account: CallrAccount, store: Service) -> None:
    with pytest.raises(errors.Invalid):
        account.ordering.order([OFFER], OrderSettings(route=Route(kind=RouteKind.FORWARD, target="+33199004712")))
    with pytest.raises(errors.Unsupported):
        account.ordering.order([OFFER], OrderSettings(test=True))
    assert store.calls == []


def test_a_lost_answer_to_a_purchase_is_never_asked_for_again(account: CallrAccount, store: Service) -> None:
    store.results["did/store.buy_order"] = "what?"
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.order([OFFER], OrderSettings(), reservation="4f99f7cf")
    assert len(store.calls) == 1


def test_a_number_is_given_up_by_its_hash(account: CallrAccount, store: Service) -> None:
    store.results["did.search"] = page(
        {"hash": "WRONG111", "intl_number": "+331990047451"}, {"hash": "A9RR1TDF", "intl_number": "+33199004745"}
    )
    account.ordering.release(PhoneNumber("+33199004745"))
    assert store.sent("did/store.cancel_subscription") == [["A9RR1TDF"]]
    with pytest.raises(errors.NotFound):
        account.ordering.release(PhoneNumber("+33199004799"))
