"""From the search to the number in the inventory, against the sandbox: bought once, whatever happens on the way."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from panel import serving
from panel.dids.models import Did, DidState, DidTag
from panel.operations.models import Operation, OperationState
from panel.ordering.models import NumberOrder, NumberTemplate, Offer, Outcome, PriceRule, Purchase
from panel.tenancy.scope import scope
from tests.factories import make_client, make_did
from tests.panel.ordering.conftest import Nord
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

MONTREAL = {"kind": "local", "country": "CA", "area": "514", "region": "QC", "quantity": "1"}
TEXAS = {"kind": "local", "country": "US", "region": "TX", "rate_centre": "AUSTIN", "quantity": "1"}


def test_a_number_of_each_of_two_providers_is_bought_with_client_route_and_tags(
    nord: Nord, everywhere: Sandbox
) -> None:
    voipms, voicemeup = nord.connect("voipms"), nord.connect("voicemeup")
    client = make_client(nord.organization, "Clinique Dentaire Rosemont")
    nord.search(MONTREAL)
    chosen = [nord.offers("voipms")[0], nord.offers("voicemeup")[1]]  # the two sell from one stock
    before = everywhere.all("dids")
    orders = nord.buy(
        chosen,
        client=str(client.pk),
        tags="clinic, Montreal",
        e911="on",
        **{f"route_{voipms.pk.hex}": "system:busy"},
    )
    assert [order.outcome for order in orders] == [Outcome.BOUGHT, Outcome.BOUGHT]
    assert [order.operation.state for order in orders if order.operation] == [OperationState.SUCCEEDED] * 2
    assert len(everywhere.all("dids")) == len(before) + 1
    with scope(organization=nord.organization):
        for order, account in zip(orders, (voipms, voicemeup), strict=True):
            did = Did.objects.get(connection=account, number=order.number)
            assert (did.state, did.client_id) == (DidState.ACTIVE, client.pk)
            assert order.did_id == did.pk
            assert did.needs_e911  # neither provider tells of an address
            assert set(DidTag.objects.filter(did=did).values_list("tag__name", flat=True)) == {"clinic", "Montreal"}
    assert (nord.did(orders[0].number).route_kind, nord.did(orders[0].number).route_target) == ("system", "busy")
    page = nord.browser.get(f"/ordering/purchases/{orders[0].purchase_id}/").content.decode()
    assert "911 address" in page
    assert "Clinique Dentaire Rosemont" in page


def test_numbers_are_bought_in_the_order_in_which_they_were_chosen(nord: Nord) -> None:
    nord.connect("voipms"), nord.connect("voicemeup")
    nord.search(MONTREAL)
    ours, theirs = nord.offers("voipms"), nord.offers("voicemeup")
    chosen = [theirs[3], ours[2], theirs[1], ours[0]]  # the two sell from one stock
    assert [order.number for order in nord.buy(chosen)] == [offer.number for offer in chosen]


@pytest.mark.parametrize("fault", ["lost_answer", "cut", "malformed"])
def test_a_lost_answer_is_reconciled_with_one_purchase(nord: Nord, everywhere: Sandbox, fault: str) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    before = len(everywhere.all("dids"))
    everywhere.break_with(fault, method="orderDID", count=1)
    (order,) = nord.buy([nord.offers("voipms")[0]], **{f"route_{account.pk.hex}": "system:busy"})
    assert nord.operation(order).state == OperationState.UNKNOWN
    nord.later(order, seconds=5)
    operation = nord.operation(order)
    assert (operation.state, operation.reconciled) == (OperationState.SUCCEEDED, True)
    assert len(everywhere.all("dids")) == before + 1
    assert everywhere_orders(everywhere) == 1
    assert nord.did(order.number).state == DidState.ACTIVE
    assert nord.order(order).outcome == Outcome.BOUGHT
    page = nord.browser.get(f"/ordering/purchases/{order.purchase_id}/").content.decode()
    assert "bought, once" in page


def test_an_order_given_up_while_its_outcome_is_unknown_is_not_told_as_not_bought(
    nord: Nord, everywhere: Sandbox
) -> None:
    """One that the provider had refused before is."""
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    start = {f"route_{account.pk.hex}": "system:busy"}
    offers = nord.offers("voipms")[:2]
    nord.somebody_else_buys("voipms", offers[1])
    everywhere.break_with("lost_answer", method="orderDID", count=1)
    lost, refused = nord.buy(offers, **start)
    for order in (lost, refused):
        assert nord.browser.post(f"/operations/{nord.operation(order).pk}/give-up/").status_code == 302
    page = nord.browser.get(f"/ordering/purchases/{lost.purchase_id}/")
    told = page.context["tally"]
    assert (told.bought, told.under_way, told.failed, told.given_up) == (0, 0, 1, 1)
    assert page.content.decode().count("Given up, outcome unknown") == 2


def test_a_lost_answer_of_a_number_that_was_ours_once_brings_it_to_its_new_client(
    nord: Nord, everywhere: Sandbox
) -> None:
    """The client that had it before must not see its calls."""
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    offer = nord.offers("voipms")[0]
    before, after = (make_client(nord.organization, name) for name in ("Clinique Rosemont", "Garage Villeray"))
    make_did(nord.organization, account, offer.number, client=before, state=DidState.LOST, gone_at=timezone.now())
    everywhere.break_with("lost_answer", method="orderDID", count=1)
    (order,) = nord.buy([offer], **{f"route_{account.pk.hex}": "system:busy", "client": str(after.pk)})
    nord.later(order, seconds=5)
    assert nord.operation(order).state == OperationState.SUCCEEDED
    assert nord.did(order.number).client_id == after.pk


def test_an_order_that_never_arrived_fails_and_nothing_was_charged(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    before = len(everywhere.all("dids"))
    everywhere.break_with("down", method="orderDID", count=1)
    (order,) = nord.buy([nord.offers("voipms")[0]], **{f"route_{account.pk.hex}": "system:busy"})
    for _ in range(3):
        nord.later(order, seconds=3600)
    assert nord.operation(order).state == OperationState.FAILED
    assert len(everywhere.all("dids")) == before
    with scope(organization=nord.organization):
        assert not Did.objects.filter(number=order.number).exists()


def test_a_second_try_of_an_order_that_came_late_finds_the_number_and_buys_nothing(
    nord: Nord, everywhere: Sandbox
) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    before = len(everywhere.all("dids"))
    everywhere.break_with("down", method="orderDID", count=1)
    offer = nord.offers("voipms")[0]
    (order,) = nord.buy([offer], **{f"route_{account.pk.hex}": "system:busy"})
    for _ in range(3):
        nord.later(order, seconds=3600)
    assert nord.operation(order).state == OperationState.FAILED
    nord.it_was_bought_after_all("voipms", offer)
    asked = everywhere_orders(everywhere)
    assert nord.browser.post(f"/operations/{nord.operation(order).pk}/retry/").status_code == 302
    nord.work()
    second = nord.operation(order)
    assert (second.state, second.retry_of_id is None) == (OperationState.SUCCEEDED, False)
    assert everywhere_orders(everywhere) == asked
    assert len(everywhere.all("dids")) == before + 1
    assert nord.did(order.number).state == DidState.ACTIVE


def test_an_order_that_was_put_off_looks_first_whether_its_number_came(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    everywhere.break_with("status", method="orderDID", code="api_limit_exceeded", count=1)
    offer = nord.offers("voipms")[0]
    (order,) = nord.buy([offer], **{f"route_{account.pk.hex}": "system:busy"})
    assert nord.operation(order).state == OperationState.QUEUED
    nord.it_was_bought_after_all("voipms", offer)
    asked = everywhere_orders(everywhere)
    nord.later(order, seconds=3600)
    assert nord.operation(order).state == OperationState.SUCCEEDED
    assert everywhere_orders(everywhere) == asked


@pytest.mark.parametrize("slug", ["voipms", "voicemeup", "voipinnovations"])
def test_a_number_taken_in_between_says_choose_another_and_the_rest_is_bought(
    nord: Nord, everywhere: Sandbox, slug: str
) -> None:
    account = nord.connect(slug)
    nord.search(TEXAS if slug == "voipinnovations" else MONTREAL)
    first, second = nord.offers(slug)[:2]
    nord.somebody_else_buys(slug, first)
    route = {"voipms": "system:busy", "voipinnovations": "endpoint_group:1201", "voicemeup": ""}[slug]
    nord.know_endpoint_group(account)
    taken, bought = nord.buy([first, second], **{f"route_{account.pk.hex}": route})
    assert nord.operation(taken).error_kind == "already_taken"
    assert nord.operation(taken).state == OperationState.FAILED
    assert nord.operation(bought).state == OperationState.SUCCEEDED
    page = nord.browser.get(f"/ordering/purchases/{taken.purchase_id}/").content.decode()
    assert "choose another one" in page
    with scope(organization=nord.organization):
        assert not Did.objects.filter(number=taken.number).exists()
        assert Did.objects.filter(number=bought.number, state=DidState.ACTIVE).exists()


def test_a_place_is_sold_as_a_number_that_is_reserved_first(nord: Nord) -> None:
    nord.connect("callr")
    nord.search({"kind": "local", "country": "US", "quantity": "2"})
    orders = nord.buy([nord.offers("callr")[0]])
    assert len(orders) == 2
    assert len({order.number for order in orders}) == 2
    assert all(order.outcome == Outcome.BOUGHT for order in orders)
    assert all(nord.did(order.number).state == DidState.ACTIVE for order in orders)


def test_a_lost_answer_of_a_place_is_looked_up_by_the_number_that_was_reserved(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("callr")
    nord.search({"kind": "local", "country": "US", "quantity": "1"})
    everywhere.break_with("lost_answer", provider="callr", method="did/store.buy_order", count=1)
    (order,) = nord.buy([nord.offers("callr")[0]])
    assert nord.operation(order).state == OperationState.UNKNOWN
    assert nord.order(order).number.startswith("+1")
    nord.later(order, seconds=5)
    assert (nord.operation(order).state, nord.operation(order).reconciled) == (OperationState.SUCCEEDED, True)
    assert nord.did(nord.order(order).number).state == DidState.ACTIVE


def test_a_test_order_buys_nothing(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    before = len(everywhere.all("dids"))
    (order,) = nord.buy([nord.offers("voipms")[0]], test="on", **{f"route_{account.pk.hex}": "system:busy"})
    assert order.outcome == Outcome.TESTED
    assert nord.operation(order).state == OperationState.SUCCEEDED
    assert len(everywhere.all("dids")) == before
    with scope(organization=nord.organization):
        assert not Did.objects.filter(number=order.number).exists()


def test_nothing_is_bought_before_the_charge_that_was_seen_is_accepted(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    chosen = [nord.offers("voipms")[0]]
    route = {f"route_{account.pk.hex}": "system:busy"}
    for fields in ({"accept": ""}, {"charge": "USD 0.01"}):
        answer = nord.post(chosen, **{**route, **fields})
        assert answer.status_code == 422
        assert 'id="id_accept_error"' in answer.content.decode()
    with scope(organization=nord.organization):
        assert not Purchase.objects.exists()
        assert not Operation.objects.exists()


def test_a_provider_that_wants_a_destination_says_so_beside_it_and_what_was_typed_stays(nord: Nord) -> None:
    account = nord.connect("voipinnovations")
    nord.search(TEXAS)
    answer = nord.post([nord.offers("voipinnovations")[0]], tags="kept as typed")
    assert answer.status_code == 422
    assert f'id="id_route_{account.pk.hex}_error"' in answer.content.decode()
    assert "kept as typed" in answer.content.decode()
    assert "its provider charges by its price list" in answer.content.decode()


def test_pressed_twice_it_buys_once_and_a_number_under_way_is_not_bought_again(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    chosen, route = [nord.offers("voipms")[0]], {f"route_{account.pk.hex}": "system:busy"}
    token = str(uuid4())
    for _ in range(2):
        assert nord.post(chosen, token=token, **route).status_code == 302
    again = nord.post(chosen, **route)
    assert again.status_code == 422
    assert "is being bought already" in again.content.decode()
    nord.work()
    owned = nord.post(chosen, **route)
    assert owned.status_code == 422
    assert "is in your account already" in owned.content.decode()
    with scope(organization=nord.organization):
        assert NumberOrder.objects.count() == 1


def test_a_template_fills_the_checkout(nord: Nord) -> None:
    account = nord.connect("voipms")
    template = nord.browser.post(
        "/ordering/templates/new/",
        {"name": "Clinic", "tags": "clinic", "note": "Front", "e911": "on", f"route_{account.pk.hex}": "system:busy"},
    )
    assert template.status_code == 302
    with scope(organization=nord.organization):
        made = NumberTemplate.objects.get()
    nord.search(MONTREAL)
    page = nord.browser.get(f"/ordering/checkout/?offer={nord.offers('voipms')[0].pk}&template={made.pk}")
    text = page.content.decode()
    assert 'value="clinic"' in text
    assert '<option value="system:busy" selected>' in text


def test_a_templates_destination_that_is_gone_is_told_and_never_becomes_nowhere(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    offer = nord.offers("voipms")[0]
    route = f"route_{account.pk.hex}"
    with scope(organization=nord.organization):
        gone = {str(account.pk): "ring_group:4999"}
        template = NumberTemplate.objects.create(organization=nord.organization, name="Clinic", routes=gone)
    form = nord.browser.get(f"/ordering/checkout/?offer={offer.pk}&template={template.pk}").context["form"]
    assert form[route].value() == "ring_group:4999"
    assert 'value="ring_group:4999" selected' in str(form[route])
    answer = nord.post([offer], **{route: form[route].value()})
    assert answer.status_code == 422
    assert answer.context["form"].errors[route] == ["This destination is no longer there. Choose another one."]
    page = nord.browser.get(f"/ordering/templates/{template.pk}/").context["form"]
    answer = nord.browser.post(f"/ordering/templates/{template.pk}/", {"name": "Clinic", route: page[route].value()})
    assert answer.status_code == 422
    with scope(organization=nord.organization):
        assert NumberTemplate.objects.get().routes == gone


def test_more_numbers_than_are_bought_at_once_are_refused_whole_and_not_cut_short(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    with scope(organization=nord.organization):
        place, other = Offer.objects.order_by("position")[:2]
        for each in (place, other):
            each.number = ""
            each.save(update_fields=["number"])
        told = {"organization": nord.organization, "part_id": place.part_id, "position": 900, "kind": "local"}
        more = [Offer(offer_id=f"x{nth}", **told) for nth in range(98)]
        Offer.objects.bulk_create(more)
    chosen = [place, other, *more]
    query = "&".join(f"offer={offer.pk}" for offer in chosen)
    page = nord.browser.get(f"/ordering/checkout/?{query}&n_{place.pk}=2")
    assert "You chose 101 numbers; 100 at most are bought at once." in page.content.decode()
    route = {f"route_{account.pk.hex}": "system:busy"}
    shown = {"accept": "on", "charge": page.context["form"]["charge"].value(), "token": str(uuid4()), **route}
    pops = {field.html_name: field.value() for field in page.context["form"].setup_fields if "pop" in field.html_name}
    answer = nord.browser.post(f"/ordering/checkout/?{query}&n_{place.pk}=2", {**shown, **pops})
    assert answer.status_code == 422
    assert "You chose 101 numbers" in answer.content.decode()
    with scope(organization=nord.organization):
        assert not Purchase.objects.exists()
    assert len(query) < serving.limit_request_line


def test_what_another_client_pays_is_shown_when_it_is_chosen_and_never_booked_unseen(nord: Nord) -> None:
    account = nord.connect("voipms")
    ours, other = (make_client(nord.organization, name) for name in ("Clinique Rosemont", "Garage Villeray"))
    with scope(organization=nord.organization):
        for client, fixed in ((ours, 2), (other, 9)):
            PriceRule.objects.create(organization=nord.organization, client=client, fixed=fixed)
    nord.search({**MONTREAL, "client": str(ours.pk)})
    offer = nord.offers("voipms")[0]
    assert offer.monthly is not None
    page = nord.browser.get(f"/ordering/checkout/?offer={offer.pk}")
    assert page.context["prices"] == f"{offer.monthly + 2:.2f}"
    start = {f"route_{account.pk.hex}": "system:busy", "client": str(other.pk)}
    unseen = nord.post([offer], **start, prices=page.context["prices"])
    assert unseen.status_code == 422
    assert unseen.context["form"].errors["client"] == [
        "What this client pays is not what you saw. Look at it, then buy."
    ]
    assert unseen.context["prices"] == f"{offer.monthly + 9:.2f}"
    seen = nord.browser.get(f"/ordering/checkout/chosen/?offer={offer.pk}&client={other.pk}")
    assert f'name="prices" value="{offer.monthly + 9:.2f}"' in seen.content.decode()
    (order,) = nord.buy([offer], **start)
    assert order.client_monthly == offer.monthly + 9


@pytest.mark.parametrize("query", ["", "offer=x", "hold=x", "offer="])
def test_a_checkout_of_nothing_leads_back(nord: Nord, query: str) -> None:
    assert nord.browser.get(f"/ordering/checkout/?{query}").status_code in (302, 404)


def everywhere_orders(sandbox: Sandbox) -> int:
    return len([each for each in sandbox.seen() if each["method"] == "orderDID"])
