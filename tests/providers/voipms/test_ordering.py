"""Numbers are found, bought and given back; what is asked for is what the service is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from providers import errors
from providers.values.money import Money
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
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Reply, Script, json_reply
from tests.providers.voipms.conftest import answers, sent
from tests.providers.voipms.sandboxed import opened
from tests.sandbox import Sandbox, running

MIAMI = {
    "did": "7865550142", "ratecenter": "MIAMI", "state": "FL", "perminute_monthly": "0.99", "perminute_minute": "0.01",
    "perminute_setup": "0.50", "flat_monthly": "4.95", "sms": 1,
}  # fmt: skip
HELSINKI = {
    "location_id": "a65", "location_name": "HELSINKI", "country": "FINLAND", "area_code": "9", "stock": "2",
    "monthly": "5.00", "setup": "0.00", "minute": "0.00", "monthly_per_minute": "7.00", "setup_per_minute": "5.50",
}  # fmt: skip
HANG_UP = Route(kind=RouteKind.SYSTEM, target="hangup")
SETTINGS = OrderSettings(route=Route(kind=RouteKind.VOICEMAIL, target="101"), pop="5", note="front desk")


def offer(number: str, header: str = "did") -> AvailableNumber:
    return AvailableNumber(offer_id=f"{header}:{number}", number=PhoneNumber(f"+1{number}"))


def test_regions_then_rate_centres_are_areas(account: VoipmsAccount, script: Script) -> None:
    answers(
        script,
        getProvinces={"provinces": [{"province": "QC", "description": "QUEBEC"}]},
        getRateCentersCAN={"ratecenters": [{"ratecenter": "LAVAL", "available": "no"}, {"ratecenter": "HULL"}]},
    )
    (quebec,) = account.ordering.areas(country="CA")
    assert (quebec.remote_id, quebec.name, quebec.region) == ("QC", "QUEBEC", "QC")
    laval, hull = account.ordering.areas(country="CA", region="QC")
    assert (laval.remote_id, laval.rate_centre, laval.available) == ("QC/LAVAL", "LAVAL", 0)
    assert hull.available is None


def test_places_abroad_are_found_by_the_dialling_code(account: VoipmsAccount, script: Script) -> None:
    countries = [{"value": "205", "description": "FINLAND (+358)"}, {"value": "9", "description": "FRANCE (+33)"}]
    answers(script, getDIDCountries={"countries": countries}, getDIDsInternationalGeographic={"locations": HELSINKI})
    (helsinki,) = account.ordering.areas(country="FI")
    assert (helsinki.remote_id, helsinki.area_code, helsinki.available) == ("a65", "9", 2)
    (found,) = account.ordering.search(NumberSearch(country="FI", area="a65"))
    assert found.offer_id == "geographic:a65"
    assert found.number is None
    assert found.monthly == Money(Decimal("7.00"), "USD")
    assert sent(script, "getDIDsInternationalGeographic") == [{"country_id": "205"}] * 2
    assert sent(script, "getDIDCountries") == [{"type": "GEOGRAPHIC"}] * 2


@pytest.mark.parametrize(
    ("area_code", "found"), [("", ["a65", "a67"]), ("9", ["a65"]), ("95", ["a65"]), ("1", ["a67"]), ("7", [])]
)
def test_a_place_abroad_has_the_wanted_code_and_numbers_left(
    account: VoipmsAccount, script: Script, area_code: str, found: list[str]
) -> None:
    places = [
        HELSINKI,
        {**HELSINKI, "location_id": "a66", "stock": "0"},
        {**HELSINKI, "location_id": "a67", "area_code": "14"},
    ]
    countries = [{"value": "205", "description": "FINLAND (+358)"}]
    answers(script, getDIDCountries={"countries": countries}, getDIDsInternationalGeographic={"locations": places})
    offers = account.ordering.search(NumberSearch(country="FI", area_code=area_code))
    assert [each.offer_id.partition(":")[2] for each in offers] == found


@pytest.mark.parametrize(
    ("wanted", "method", "asked"),
    [
        (NumberSearch(region="FL"), "getDIDsUSA", {"state": "FL"}),
        (NumberSearch(area="FL/MIAMI"), "getDIDsUSA", {"state": "FL", "ratecenter": "MIAMI"}),
        (NumberSearch(area_code="786", exchange="555"), "searchDIDsUSA", {"type": "starts", "query": "786555"}),
        (
            NumberSearch(pattern="0142", region="FL"),
            "searchDIDsUSA",
            {"type": "contains", "query": "0142", "state": "FL"},
        ),
        (NumberSearch(area_code="786", pattern="JK"), "searchDIDsUSA", {"type": "starts", "query": "786"}),
    ],
)
def test_a_search_goes_through_the_method_that_knows(
    account: VoipmsAccount, script: Script, wanted: NumberSearch, method: str, asked: dict[str, str]
) -> None:
    answers(script, **{method: {"dids": [MIAMI, {**MIAMI, "did": "7865550155", "ratecenter": "HIALEAH"}]}})
    found = list(account.ordering.search(wanted))
    assert sent(script, method) == [asked]
    assert found[0].sms is True
    assert found[0].setup == Money(Decimal("0.50"), "USD")
    assert all(each.number and wanted.area_code in each.number.national for each in found)


def test_a_star_is_any_digit(account: VoipmsAccount, script: Script) -> None:
    numbers = ("7865550142", "7865550143", "7861425550")
    answers(script, searchDIDsUSA={"dids": [{**MIAMI, "did": each} for each in numbers]})
    found = account.ordering.search(NumberSearch(pattern="JJJ*142"))
    assert [each.offer_id for each in found] == ["did:7865550142"]
    assert sent(script, "searchDIDsUSA") == [{"type": "contains", "query": "555"}], "the service knows no wildcard"


def test_a_search_without_a_place_or_digits_names_what_is_missing(account: VoipmsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid) as problem:
        list(account.ordering.search(NumberSearch()))
    assert problem.value.field == "region"
    with pytest.raises(errors.Invalid) as problem:
        list(account.ordering.search(NumberSearch(kind=NumberKind.VANITY)))
    assert problem.value.field == "pattern"
    assert script.requests == []


def test_no_more_comes_than_was_asked_for(account: VoipmsAccount, script: Script) -> None:
    answers(script, getDIDsUSA={"dids": [{**MIAMI, "did": f"78655501{line:02}"} for line in range(30)]})
    assert len(list(account.ordering.search(NumberSearch(region="FL", limit=7)))) == 7


def test_toll_free_and_vanity_numbers(account: VoipmsAccount, script: Script) -> None:
    row = {"did": "8775550142", "monthly": "1.49", "minute": "0.032", "setup": "0"}
    vanity = {"did": "8775550142", "monthly_american": "0.99", "monthly_canadian": "1.49", "setup_canadian": "30"}
    carriers = [
        {"value": "2", "description": "American Carrier, American and Canadian Callers allowed"},
        {"value": "3", "description": "Canadian Carrier, American and Canadian Callers allowed"},
    ]
    answers(
        script,
        searchTollFreeCanUS={"dids": row},
        searchVanity={"dids": [vanity]},
        getCarriers={"carriers": carriers},
    )
    (found,) = account.ordering.search(NumberSearch(kind=NumberKind.TOLL_FREE, country="CA"))
    assert (found.offer_id, found.per_minute) == ("toll_free:8775550142", Money(Decimal("0.032"), "USD"))
    (found,) = account.ordering.search(NumberSearch(kind=NumberKind.VANITY, country="CA", pattern="555-cat"))
    assert sent(script, "searchVanity") == [{"type": "8**", "query": "*555228"}]
    assert (found.offer_id, found.setup) == ("vanity:8775550142:3", Money(Decimal(30), "USD"))


def test_a_quote_is_the_setup_and_the_first_month(account: VoipmsAccount, script: Script) -> None:
    answers(script, getDIDsUSA={"dids": [MIAMI]})
    (found,) = account.ordering.search(NumberSearch(region="FL"))
    quote = account.ordering.quote(found, quantity=3)
    assert quote.due_now == Money(Decimal("4.47"), "USD")
    assert account.ordering.quote(offer("7865550142")).due_now is None


def test_an_order_says_how_the_number_begins(account: VoipmsAccount, script: Script) -> None:
    (bought,) = account.ordering.order([offer("7865550142")], SETTINGS)
    assert (bought.state, bought.number) == (OrderState.DONE, PhoneNumber("+17865550142"))
    assert sent(script, "orderDID") == [
        {
            "did": "7865550142", "routing": "vm:101", "pop": "5", "dialtime": "60", "cnam": "0", "billing_type": "1",
            "note": "front desk",
        }
    ]  # fmt: skip


def test_a_test_order_is_marked_as_one(account: VoipmsAccount, script: Script) -> None:
    settings = OrderSettings(pop="5", test=True, options={"carrier": "2", "cnam": "1"})
    (tried,) = account.ordering.order([offer("8775550142", "vanity")], settings)
    assert tried.code == "test"
    (fields,) = sent(script, "orderVanity")
    assert fields == {
        "did": "8775550142", "routing": "none:", "pop": "5", "dialtime": "60", "cnam": "1", "carrier": "2", "test": "true",
    }  # fmt: skip


def test_a_number_of_a_place_is_pending(account: VoipmsAccount, script: Script) -> None:
    place = AvailableNumber(offer_id="geographic:a65", number=None)
    (bought,) = account.ordering.order([place], SETTINGS)
    assert (bought.state, bought.number) == (OrderState.PENDING, None)
    (fields,) = sent(script, "orderDIDInternationalGeographic")
    assert (fields["location_id"], fields["quantity"]) == ("a65", "1")


@pytest.mark.parametrize(("header", "carrier"), [("did", ""), ("toll_free", ""), ("vanity", ":2")])
def test_a_number_that_was_for_sale_and_is_not_known_any_more_is_taken(
    account: VoipmsAccount, script: Script, header: str, carrier: str
) -> None:
    script.say_json({"status": "invalid_did"})
    with pytest.raises(errors.AlreadyTaken) as problem:
        account.ordering.order([AvailableNumber(offer_id=f"{header}:8775550142{carrier}", number=None)], SETTINGS)
    assert problem.value.code == "invalid_did"
    script.say_json({"status": "invalid_dialtime"})
    with pytest.raises(errors.Invalid):
        account.ordering.order([offer("8775550142")], SETTINGS)


def test_some_may_be_bought_and_others_not(account: VoipmsAccount, script: Script) -> None:
    script.say(json_reply({"status": "did_in_use"}), json_reply({"status": "success"}))
    lost, bought = account.ordering.order([offer("7865550142"), offer("7865550143")], SETTINGS)
    assert (lost.state, lost.code) == (OrderState.FAILED, "did_in_use")
    assert bought.state is OrderState.DONE


def test_an_order_that_failed_as_a_whole_raises(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "non_sufficient_funds"})
    with pytest.raises(errors.InsufficientFunds):
        account.ordering.order([offer("7865550142"), offer("7865550143")], SETTINGS)


def test_after_a_lost_answer_nothing_more_is_bought(account: VoipmsAccount, script: Script) -> None:
    script.say(json_reply({"status": "success"}), Reply(hang_up=True))
    with pytest.raises(errors.OutcomeUnknown):
        account.ordering.order([offer(f"786555014{line}") for line in range(5)], SETTINGS)
    assert len(script.requests) == 2


def test_a_back_order_names_the_place(account: VoipmsAccount, script: Script) -> None:
    request = SpecialRequest(country="CA", region="QC", rate_centre="HULL", quantity=2, settings=SETTINGS)
    assert account.ordering.backorder(request).state is OrderState.PENDING
    (fields,) = sent(script, "backOrderDIDCAN")
    assert (fields["quantity"], fields["province"], fields["ratecenter"]) == ("2", "QC", "HULL")
    answers(script, getBackOrders={"back_orders": [{"id": 12, "description": "HULL, QC"}]})
    (listed,) = account.ordering.list_backorders()
    assert (listed.remote_id, listed.description) == ("12", "HULL, QC")
    with pytest.raises(errors.Invalid) as problem:
        account.ordering.backorder(SpecialRequest(country="FR"))
    assert problem.value.field == "country"


def test_what_the_service_has_no_method_for_is_unsupported(account: VoipmsAccount, script: Script) -> None:
    for gap in (
        lambda: account.ordering.reserve([offer("7865550142")]),
        lambda: account.ordering.cancel_reservation("1"),
        lambda: account.ordering.cancel_backorder("1"),
        lambda: account.ordering.order([offer("7865550142")], SETTINGS, reservation="1"),
    ):
        with pytest.raises(errors.Unsupported):
            gap()
    assert script.requests == []


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("ordering")) as found:
        yield found.without_limit()


def test_a_number_is_found_bought_and_given_back(service: Sandbox, transport: str) -> None:
    with opened(service, transport) as account:
        region = next(iter(account.ordering.areas(country="CA")))
        centre = next(
            area for area in account.ordering.areas(country="CA", region=region.region) if area.available != 0
        )
        (found,) = account.ordering.search(NumberSearch(country="CA", area=centre.remote_id, limit=1))
        assert found.number
        before = account.billing.balance().available.amount
        account.ordering.order([found], OrderSettings(pop="5", test=True))
        with pytest.raises(errors.NotFound):
            account.dids.get(found.number)
        account.ordering.order([found], OrderSettings(route=HANG_UP, pop="5", note="front desk"))
        did = account.dids.get(found.number)
        assert (did.route, did.note) == (HANG_UP, "front desk")
        assert account.billing.balance().available.amount < before
        account.ordering.release(found.number)
        with pytest.raises(errors.NotFound):
            account.dids.get(found.number)


@pytest.mark.parametrize("country", ["US", "CA"])
def test_a_vanity_number_costs_what_was_shown(service: Sandbox, country: str) -> None:
    with opened(service) as account:
        wanted = NumberSearch(kind=NumberKind.VANITY, country=country, pattern="JKL0142")
        found = next(iter(account.ordering.search(wanted)))
        assert found.number
        due, before = account.ordering.quote(found).due_now, account.billing.balance().available
        account.ordering.order([AvailableNumber(offer_id=found.offer_id, number=found.number)], OrderSettings(pop="5"))
        assert account.dids.get(found.number).number == found.number
        assert due
        assert before.amount - account.billing.balance().available.amount == due.amount
