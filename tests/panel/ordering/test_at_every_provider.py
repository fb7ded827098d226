"""An order at each of the providers: booked and charged once, taken by somebody else, its answer lost, half of it refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from panel.connections.models import Connection
from panel.dids.models import Did, DidState
from panel.operations.models import OperationState
from panel.ordering.models import Offer, Outcome
from panel.tenancy.scope import scope
from providers import registry
from providers.ports import Ordering
from providers.sandbox.seed import SERVICES
from providers.values.ordering import AvailableNumber
from tests.panel.ordering.conftest import Nord
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

MONTREAL = {"kind": "local", "country": "CA", "area": "514", "region": "QC", "quantity": "1"}
TEXAS = {"kind": "local", "country": "US", "region": "TX", "rate_centre": "AUSTIN", "quantity": "1"}
NEW_YORK = {"kind": "local", "country": "US", "area": "212", "quantity": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What is searched for at one provider, where its numbers go, the method that buys, and the record's field of the number."""

    wanted: dict[str, str]
    route: str = ""
    method: str
    number: str


SALES = {
    "voipms": Sale(wanted=MONTREAL, route="system:busy", method="orderDID", number="did"),
    "voicemeup": Sale(wanted=MONTREAL, method="add_did", number="phone_number"),
    "voipinnovations": Sale(wanted=TEXAS, route="endpoint_group:1201", method="assignDID", number="tn"),
    "callr": Sale(wanted=NEW_YORK, method="did/store.buy_order", number="intl_number"),
}
CALLS = Decimal("0.30")  # what calls may cost that end while a test runs: far less than any number
LOGINS = {slug: next(iter(given.values())) for slug, given in CREDENTIALS.items()}


def offered(nord: Nord, slug: str) -> tuple[Connection, list[Offer], dict[str, str]]:
    """The account, what a search found there, and the fields of the checkout that it wants."""
    account = nord.connect(slug)
    if slug == "voipinnovations":
        nord.know_endpoint_group(account)
    nord.search(SALES[slug].wanted)
    return account, nord.offers(slug), {f"route_{account.pk.hex}": SALES[slug].route}


def numbers_there(sandbox: Sandbox, slug: str) -> list[str]:
    """The numbers of the account, by their last ten digits."""
    return [row[SALES[slug].number][-10:] for row in sandbox.held_by(slug, LOGINS[slug], "dids")]


def balance(sandbox: Sandbox, slug: str) -> Decimal:
    """In the account's currency."""
    told = Decimal(sandbox.account_at(slug, LOGINS[slug])["balance"])
    return told / 100 if slug == "callr" else told


def spent(sandbox: Sandbox, slug: str, before: Decimal, *, on_numbers: Decimal) -> bool:
    return on_numbers <= before - balance(sandbox, slug) < on_numbers + CALLS


def times_bought(sandbox: Sandbox, slug: str) -> int:
    return sum(each["method"] == SALES[slug].method for each in sandbox.seen())


@contextmanager
def somebody_else(sandbox: Sandbox, slug: str) -> Iterator[Ordering]:
    """Ordering of another customer of the provider."""
    with registry.get(slug).open(SERVICES[slug].credentials[1], endpoints=endpoints(slug, sandbox.url)) as other:
        assert other.ordering
        yield other.ordering


@pytest.mark.parametrize("slug", SALES)
def test_what_was_found_is_booked_and_charged_once(nord: Nord, everywhere: Sandbox, slug: str) -> None:
    account, offers, route = offered(nord, slug)
    had, money = numbers_there(everywhere, slug), balance(everywhere, slug)
    (order,) = nord.buy(offers[:1], **route)
    assert (nord.operation(order).state, nord.operation(order).differs) == (OperationState.SUCCEEDED, False)
    assert nord.order(order).outcome == Outcome.BOUGHT
    (bought,) = set(numbers_there(everywhere, slug)) - set(had)
    assert nord.order(order).number == f"+1{bought}"
    did = nord.did(f"+1{bought}")
    assert (did.connection_id, did.state) == (account.pk, DidState.ACTIVE)
    if SALES[slug].route:
        assert f"{did.route_kind}:{did.route_target}" == SALES[slug].route
    assert times_bought(everywhere, slug) == 1
    if order.monthly is not None:
        assert spent(everywhere, slug, money, on_numbers=order.monthly + (order.setup or 0))


@pytest.mark.parametrize("slug", SALES)
@pytest.mark.parametrize("fault", ["lost_answer", "cut"])
def test_a_lost_answer_is_one_purchase_that_reading_finds(
    nord: Nord, everywhere: Sandbox, slug: str, fault: str
) -> None:
    _account, offers, route = offered(nord, slug)
    had = numbers_there(everywhere, slug)
    everywhere.break_with(fault, provider=slug, method=SALES[slug].method, count=1)
    (order,) = nord.buy(offers[:1], **route)
    assert nord.operation(order).state == OperationState.UNKNOWN
    money = balance(everywhere, slug)
    nord.later(order, seconds=5)
    operation = nord.operation(order)
    assert (operation.state, operation.reconciled) == (OperationState.SUCCEEDED, True)
    (bought,) = set(numbers_there(everywhere, slug)) - set(had)
    assert nord.did(f"+1{bought}").state == DidState.ACTIVE
    assert times_bought(everywhere, slug) == 1
    assert spent(everywhere, slug, money, on_numbers=Decimal(0))
    page = nord.browser.get(f"/ordering/purchases/{order.purchase_id}/").content.decode()
    assert "bought, once" in page


@pytest.mark.parametrize("slug", ["voipms", "voicemeup", "voipinnovations"])
def test_a_number_taken_in_between_costs_nothing_and_asks_for_another(
    nord: Nord, everywhere: Sandbox, slug: str
) -> None:
    _account, offers, route = offered(nord, slug)
    nord.somebody_else_buys(slug, offers[0])
    had, money = numbers_there(everywhere, slug), balance(everywhere, slug)
    (order,) = nord.buy(offers[:1], **route)
    assert (nord.operation(order).state, nord.operation(order).error_kind) == (OperationState.FAILED, "already_taken")
    assert numbers_there(everywhere, slug) == had
    assert spent(everywhere, slug, money, on_numbers=Decimal(0))
    page = nord.browser.get(f"/ordering/purchases/{order.purchase_id}/").content.decode()
    assert "Nothing was charged; choose another one." in page
    with scope(organization=nord.organization):
        assert not Did.objects.filter(number=order.number).exists()


def only_unsold_left(sandbox: Sandbox, offer: Offer) -> None:
    """Another customer holds all numbers of the place but the one that the service does not sell after reserving it (66)."""
    place = AvailableNumber(offer_id=offer.offer_id, number=None)
    with somebody_else(sandbox, "callr") as other:
        unsold = ""
        for _ in range(offer.available or 0):
            held = other.reserve([place])
            if held.numbers[0].e164.endswith("66"):
                unsold = held.remote_id
        assert unsold
        other.cancel_reservation(unsold)


def test_callr_does_not_sell_what_it_reserved_and_nothing_is_charged(nord: Nord, everywhere: Sandbox) -> None:
    _account, offers, _route = offered(nord, "callr")
    gold = next(offer for offer in offers if offer.offer_id.endswith("GOLD"))
    only_unsold_left(everywhere, gold)
    had, money = numbers_there(everywhere, "callr"), balance(everywhere, "callr")
    (order,) = nord.buy([gold])
    operation = nord.operation(order)
    assert (operation.state, operation.error_code) == (OperationState.FAILED, "201")
    assert numbers_there(everywhere, "callr") == had
    assert spent(everywhere, "callr", money, on_numbers=Decimal(0))
    page = nord.browser.get(f"/ordering/purchases/{order.purchase_id}/").content.decode()
    assert "DID_NOT_AVAILABLE. Nothing was charged for it; choose another one." in page
    assert (nord.order(order).number, nord.order(order).reservation) == ("", "")  # asked again, another one is drawn
    with scope(organization=nord.organization):
        assert not Did.objects.exists()


def test_half_of_a_callr_purchase_is_refused_and_the_other_half_is_bought(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("callr")
    nord.search({**NEW_YORK, "quantity": "2"})
    offer = nord.offers("callr")[0]
    assert offer.monthly is not None
    enough_for_one = offer.monthly * Decimal("1.8")
    everywhere.account_at("callr", LOGINS["callr"], credit=str(enough_for_one * 100))
    bought, refused = nord.buy([offer])
    assert nord.operation(bought).state == OperationState.SUCCEEDED
    assert (nord.operation(refused).state, nord.operation(refused).error_code) == (OperationState.FAILED, "202")
    assert nord.did(nord.order(bought).number).state == DidState.ACTIVE
    assert spent(everywhere, "callr", enough_for_one, on_numbers=offer.monthly)
    page = nord.browser.get(f"/ordering/purchases/{bought.purchase_id}/").content.decode()
    assert "NOT_ENOUGH_CREDIT" in page


def test_a_hold_whose_answer_was_lost_on_the_way_to_an_order_buys_nothing(nord: Nord, everywhere: Sandbox) -> None:
    _account, offers, _route = offered(nord, "callr")
    had, money = numbers_there(everywhere, "callr"), balance(everywhere, "callr")
    everywhere.break_with("lost_answer", provider="callr", method="did/store.reserve", count=1)
    (order,) = nord.buy(offers[:1])
    for _ in range(3):
        nord.later(order, seconds=3600)
    assert nord.operation(order).state == OperationState.FAILED
    assert "safe to try again" in nord.operation(order).error_text
    assert numbers_there(everywhere, "callr") == had
    assert spent(everywhere, "callr", money, on_numbers=Decimal(0))
    assert times_bought(everywhere, "callr") == 0


@pytest.mark.parametrize(
    ("settings", "code", "kind"),
    [
        ({"standard": False}, "104251", "not_allowed"),
        ({"balance": "0.10"}, "104221", "refused"),
        ({}, "104235", "already_taken"),
    ],
)
def test_each_number_at_voip_innovations_has_a_code_of_its_own(
    nord: Nord, everywhere: Sandbox, settings: dict[str, Any], code: str, kind: str
) -> None:
    slug = "voipinnovations"
    _account, offers, route = offered(nord, slug)
    if settings:
        everywhere.account_at(slug, LOGINS[slug], **settings)
    else:
        nord.somebody_else_buys(slug, offers[0])
    had = numbers_there(everywhere, slug)
    orders = nord.buy(offers[:2], **route)
    refused = nord.operation(orders[0])
    assert (refused.state, refused.error_kind, refused.error_code) == (OperationState.FAILED, kind, code)
    assert len(refused.error_text.split()) > 4
    bought = [] if settings else [orders[1].number[-10:]]
    assert sorted(numbers_there(everywhere, slug)) == sorted([*had, *bought])


def test_a_test_order_is_offered_where_all_accounts_have_it_and_else_it_is_said_who_has_not(nord: Nord) -> None:
    nord.connect("voipms")
    nord.connect("voicemeup")
    nord.search(MONTREAL)
    ours, theirs = nord.offers("voipms")[0], nord.offers("voicemeup")[1]
    alone = nord.browser.get(f"/ordering/checkout/?offer={ours.pk}").content.decode()
    assert 'name="test"' in alone
    both = nord.browser.get(f"/ordering/checkout/?offer={ours.pk}&offer={theirs.pk}").content.decode()
    assert 'name="test"' not in both
    assert "VoiceMeUp has no test orders" in both
