"""What happens between seeing a number and having it: prices that moved, holds that ran out, a form sent twice, a second try."""

from __future__ import annotations

import re
import threading
import time
from copy import copy
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from panel.connections.models import Connection
from panel.dids.models import Did, DidState
from panel.operations.models import OperationState
from panel.ordering import order_operation
from panel.ordering.models import Hold, NumberOrder, Offer, Purchase, RequestState, Search, SpecialRequest
from panel.tenancy.scope import scope
from providers import registry
from providers.errors import OutcomeUnknown
from providers.ports import Ordering
from providers.values import ordering as values
from providers.values.ordering import OrderedNumber
from tests.factories import make_client, make_did
from tests.panel.ordering.conftest import Nord
from tests.providers.contract.facts import CREDENTIALS, FACTS, endpoints
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

MONTREAL = {"kind": "local", "country": "CA", "area": "514", "region": "QC", "quantity": "1"}
NEW_YORK = {"kind": "local", "country": "US", "area": "212", "quantity": "1"}
TEXAS = {"kind": "local", "country": "US", "region": "TX", "rate_centre": "AUSTIN", "quantity": "1"}


def hold(nord: Nord, offer: Offer) -> Hold:
    place = nord.browser.post(f"/ordering/offers/{offer.pk}/hold/", {"token": str(uuid4())})["Location"]
    nord.work()
    with scope(organization=nord.organization):
        return Hold.objects.select_related("operation").get(pk=place.rstrip("/").rpartition("/")[2])


def run_out(nord: Nord, row: Hold) -> None:
    with scope(organization=nord.organization):
        Hold.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_charge_that_changed_can_be_accepted_again(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    chosen, route = nord.offers("voipms")[:1], {f"route_{account.pk.hex}": "system:busy"}
    again = nord.post(chosen, **route, charge="USD 0.01")
    assert again.status_code == 422
    form = again.context["form"]
    shown = {"accept": "on", "charge": form["charge"].value(), "token": str(form["token"].value())}
    assert not form["accept"].value()
    pops = {each.html_name: each.value() for each in form.setup_fields if each.html_name.startswith("pop_")}
    answer = nord.browser.post(f"/ordering/checkout/?offer={chosen[0].pk}", {**shown, **route, **pops})
    assert answer.status_code == 302


def test_what_costs_more_by_now_is_not_bought_and_its_price_told_to_those_who_may_see_costs(
    nord: Nord, victor: Any, browse: Any
) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    with scope(organization=nord.organization):
        Offer.objects.update(monthly=Decimal("0.07"))  # as if it was this cheap when somebody looked
    (order,) = nord.buy(nord.offers("callr")[:1])
    operation = nord.operation(order)
    assert (operation.state, operation.error_kind) == (OperationState.FAILED, "refused")
    assert "0.07." in nord.browser.get(f"/ordering/purchases/{order.purchase_id}/").content.decode()
    for page in (f"/operations/{operation.pk}/", "/operations/", "/overview/"):
        text = browse(victor, nord.organization).get(page).content.decode()
        assert "more by now than what was accepted" in text
        assert "0.07" not in text


def test_a_hold_that_runs_out_during_the_checkout_is_told_and_what_was_typed_stays(nord: Nord) -> None:
    account = nord.connect("voipinnovations")
    nord.know_endpoint_group(account)
    nord.search(TEXAS)
    row = hold(nord, nord.offers("voipinnovations")[0])
    page = nord.browser.get(f"/ordering/checkout/?hold={row.pk}")
    run_out(nord, row)
    answer = nord.browser.post(
        f"/ordering/checkout/?hold={row.pk}",
        {
            "accept": "on",
            "charge": page.context["form"]["charge"].value(),
            "token": str(uuid4()),
            "tags": "kept as typed",
            f"route_{account.pk.hex}": "endpoint_group:1201",
        },
    )
    assert answer.status_code == 422
    assert "is no longer held" in answer.content.decode()
    assert "kept as typed" in answer.content.decode()


def test_the_numbers_that_are_still_held_are_bought_without_the_one_that_ran_out(nord: Nord) -> None:
    account = nord.connect("voipinnovations")
    nord.know_endpoint_group(account)
    nord.search({**TEXAS, "quantity": "2"})
    over, there = (hold(nord, offer) for offer in nord.offers("voipinnovations")[:2])
    run_out(nord, over)
    page = nord.browser.get(f"/ordering/checkout/?hold={over.pk}&hold={there.pk}")
    assert "No longer held:" in page.content.decode()
    shown = {"accept": "on", "charge": page.context["form"]["charge"].value(), "token": str(uuid4())}
    route = {f"route_{account.pk.hex}": "endpoint_group:1201"}
    answer = nord.browser.post(f"/ordering/checkout/?{page.context['query']}", {**shown, **route})
    assert answer.status_code == 302
    with scope(organization=nord.organization):
        assert NumberOrder.objects.get().number == there.number


def test_a_checkout_of_a_held_number_sent_again_after_it_was_bought_shows_the_purchase(nord: Nord) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    row = hold(nord, nord.offers("callr")[0])
    page = nord.browser.get(f"/ordering/checkout/?hold={row.pk}")
    fields = {"accept": "on", "charge": page.context["form"]["charge"].value(), "token": str(uuid4())}
    first = nord.browser.post(f"/ordering/checkout/?hold={row.pk}", fields)
    nord.work()
    second = nord.browser.post(f"/ordering/checkout/?hold={row.pk}", fields)
    assert (second.status_code, second["Location"]) == (302, first["Location"])


def test_a_held_number_whose_order_was_looked_up_is_no_longer_held(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    row = hold(nord, nord.offers("callr")[0])
    everywhere.break_with("lost_answer", provider="callr", method="did/store.buy_order", count=1)
    page = nord.browser.get(f"/ordering/checkout/?hold={row.pk}")
    fields = {"accept": "on", "charge": page.context["form"]["charge"].value(), "token": str(uuid4())}
    nord.browser.post(f"/ordering/checkout/?hold={row.pk}", fields)
    nord.work()
    with scope(organization=nord.organization):
        order = NumberOrder.objects.get()
    nord.later(order, seconds=5)
    assert nord.operation(order).state == OperationState.SUCCEEDED
    with scope(organization=nord.organization):
        assert Hold.objects.get().ended
    assert "Buy it" not in nord.browser.get(f"/ordering/holds/{row.pk}/").content.decode()


def test_giving_up_that_was_refused_is_told_and_can_be_asked_for_again(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    row = hold(nord, nord.offers("callr")[0])
    everywhere.break_with("expired_credentials", provider="callr", method="did/store.cancel_order", count=1)
    nord.browser.post(f"/ordering/holds/{row.pk}/give-up/")
    nord.work()
    assert "Failed" in nord.browser.get(f"/ordering/holds/{row.pk}/").content.decode()
    nord.browser.post(f"/ordering/holds/{row.pk}/give-up/")
    nord.work()
    with scope(organization=nord.organization):
        assert Hold.objects.get().ended


def test_a_price_that_rose_since_the_search_is_not_paid(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    offer = nord.offers("callr")[0]
    with scope(organization=nord.organization):
        Offer.objects.filter(pk=offer.pk).update(monthly=Decimal("0.50"))
    (order,) = nord.buy([nord.offers("callr")[0]])
    operation = nord.operation(order)
    assert operation.state == OperationState.FAILED
    assert Decimal(operation.error_values["now"]) == Decimal("1.00")
    assert sum(each["method"] == "did/store.buy_order" for each in everywhere.seen()) == 0


def test_a_hold_tells_the_price_of_its_own_hour(nord: Nord) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    offer = nord.offers("callr")[0]
    with scope(organization=nord.organization):
        Offer.objects.filter(pk=offer.pk).update(monthly=Decimal("0.50"))
    row = hold(nord, nord.offers("callr")[0])
    assert row.monthly == offer.monthly
    assert row.setup == offer.setup


def test_an_old_offer_is_not_sold_at_its_old_price(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    chosen = nord.offers("voipms")[:1]
    with scope(organization=nord.organization):
        Search.objects.update(created_at=timezone.now() - timedelta(days=40))
    answer = nord.post(chosen, tags="kept as typed", **{f"route_{account.pk.hex}": "system:busy"})
    assert answer.status_code == 422
    assert "kept as typed" in answer.content.decode()
    with scope(organization=nord.organization):
        assert not Purchase.objects.exists()


def test_a_second_try_that_waits_is_not_shown_as_not_bought(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    chosen, route = nord.offers("voipms")[:1], {f"route_{account.pk.hex}": "system:busy"}
    everywhere.break_with("expired_credentials", provider="voipms", method="orderDID", count=1)
    (order,) = nord.buy(chosen, **route)
    failed = nord.operation(order)
    assert failed.state == OperationState.FAILED
    assert nord.browser.post(f"/operations/{failed.pk}/retry/").status_code == 302
    page = nord.browser.get(f"/ordering/purchases/{order.purchase_id}/").content.decode()
    assert "Choose another" not in page
    assert "data-polls" in page
    assert "is being bought already" in nord.post(chosen, **route).content.decode()
    nord.browser.post(f"/operations/{failed.pk}/retry/")  # pressed once more in another window
    assert nord.operation(order).pk != failed.pk


def test_a_second_try_that_finds_the_number_keeps_the_client_though_it_cannot_look_twice(
    nord: Nord, everywhere: Sandbox
) -> None:
    account = nord.connect("voipms")
    client = make_client(nord.organization, "Clinique Dentaire Rosemont")
    nord.search(MONTREAL)
    everywhere.break_with("status", method="orderDID", code="api_limit_exceeded", count=1)
    offer = nord.offers("voipms")[0]
    (order,) = nord.buy([offer], client=str(client.pk), **{f"route_{account.pk.hex}": "system:busy"})
    nord.it_was_bought_after_all("voipms", offer)
    everywhere.break_with("down", provider="voipms", method="getDIDsInfo", after=1, count=5)
    nord.later(order, seconds=3600)
    assert nord.operation(order).state == OperationState.SUCCEEDED
    assert nord.did(order.number).client_id == client.pk


def test_an_answer_that_says_nothing_of_the_number_is_looked_up() -> None:
    class Silent:
        def order(self, *_: object, **__: object) -> tuple[OrderedNumber, ...]:
            return ()

    order = NumberOrder(connection=Connection(provider="voipms"), number="+15145550142", offer_id="did:5145550142")
    with pytest.raises(OutcomeUnknown):
        order_operation._order(cast(Ordering, Silent()), order)


def test_what_is_done_is_no_longer_to_do(nord: Nord) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    (order,) = nord.buy(nord.offers("voipms")[:1], e911="on", **{f"route_{account.pk.hex}": "system:busy"})
    address = f"/ordering/purchases/{order.purchase_id}/"
    assert "911 address" in nord.browser.get(address).content.decode()
    with scope(organization=nord.organization):
        Did.objects.filter(number=order.number).update(needs_e911_since=None)
    assert "911 address" not in nord.browser.get(address).content.decode()


def at_once(nord: Nord, path: str, fields: dict[str, str]) -> list[Any]:
    """The same form sent twice: both came past what asks whether it came before, and wait for the account's row."""
    browsers, answers = [nord.browser, copy(nord.browser)], []

    def send(browser: Any) -> None:
        answers.append(browser.post(path, fields))
        connection.close()

    presses = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    with scope(organization=nord.organization):
        list(Connection.objects.select_for_update())
        for press in presses:
            press.start()
        until = time.monotonic() + 20
        while waiting_for_locks() < len(presses) and time.monotonic() < until:
            pass
    for press in presses:
        press.join()
    return answers


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def test_a_purchase_sent_twice_at_once_is_made_once_and_shown_twice(nord: Nord) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    address = f"/ordering/checkout/?offer={nord.offers('callr')[0].pk}"
    charge = nord.browser.get(address).context["form"]["charge"].value()
    answers = at_once(nord, address, {"accept": "on", "charge": charge, "token": str(uuid4())})
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    with scope(organization=nord.organization):
        assert NumberOrder.objects.count() == 1


def test_a_hold_asked_for_twice_at_once_is_one(nord: Nord) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    answers = at_once(nord, f"/ordering/offers/{nord.offers('callr')[0].pk}/hold/", {"token": str(uuid4())})
    assert len({answer["Location"] for answer in answers}) == 1
    with scope(organization=nord.organization):
        assert Hold.objects.count() == 1


def test_a_request_sent_twice_at_once_is_one(nord: Nord) -> None:
    account = nord.connect("voicemeup")
    fields = {"kind": "local", "country": "CA", "quantity": "2", "area": "514-555", "token": str(uuid4())}
    answers = at_once(nord, f"/ordering/requests/new/?account={account.pk}", fields)
    assert len({answer["Location"] for answer in answers}) == 1
    with scope(organization=nord.organization):
        assert SpecialRequest.objects.count() == 1


def test_a_request_that_was_refused_and_tried_again_is_followed_though_the_answer_was_lost(
    nord: Nord, everywhere: Sandbox
) -> None:
    account = nord.connect("voipms")
    address = f"/ordering/requests/new/?account={account.pk}"
    form = nord.browser.get(address).context["form"]
    pops = {each.html_name: each.field.choices[0][0] for each in form.setup_fields if each.html_name.startswith("pop_")}
    wanted = {"kind": "local", "country": "CA", "quantity": "1", "region": "QC", "rate_centre": "Montreal"}
    route = {f"route_{account.pk.hex}": "system:busy"}
    everywhere.break_with("expired_credentials", provider="voipms", method="backOrderDIDCAN", count=1)
    nord.browser.post(address, {**wanted, **pops, **route, "token": str(uuid4())})
    nord.work()
    with scope(organization=nord.organization):
        row = SpecialRequest.objects.select_related("operation").get()
    assert row.operation
    assert row.operation.state == OperationState.FAILED
    everywhere.break_with("lost_answer", provider="voipms", method="backOrderDIDCAN", count=1)
    nord.browser.post(f"/operations/{row.operation_id}/retry/")
    nord.work()
    with scope(organization=nord.organization):
        row = SpecialRequest.objects.select_related("operation").get()
    assert nord.passes(row.operation, seconds=5).state == OperationState.SUCCEEDED
    with scope(organization=nord.organization):
        row = SpecialRequest.objects.get()
    assert (row.state, bool(row.remote_id)) == (RequestState.OPEN, True)


def test_staff_who_may_not_buy_may_not_give_up_a_purchase_nor_see_what_it_costs(
    nord: Nord, everywhere: Sandbox, browse: Any, sam: Any
) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    everywhere.break_with("lost_answer", method="orderDID", count=1)
    (order,) = nord.buy(nord.offers("voipms")[:1], **{f"route_{account.pk.hex}": "system:busy"})
    assert nord.operation(order).state == OperationState.UNKNOWN
    address, staff = f"/operations/{nord.operation(order).pk}/", browse(sam, nord.organization)
    page = staff.get(address).content.decode()
    assert "USD" not in page
    assert f"{address}give-up/" not in page
    assert staff.post(f"{address}give-up/").status_code == 403
    assert nord.operation(order).state == OperationState.UNKNOWN
    assert f"{address}give-up/" in nord.browser.get(address).content.decode()


def test_a_request_that_was_never_sent_takes_no_back_order_of_somebody_else(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    everywhere.break_with("expired_credentials", provider="voipms", method="getBackOrders", count=1)
    row = ask_for(nord, account, region="QC", rate_centre="Montreal")
    with scope(organization=nord.organization):
        SpecialRequest.objects.update(state=RequestState.OPEN)  # as where the account could not be reached five times
    with registry.get("voipms").open(CREDENTIALS["voipms"], endpoints=endpoints("voipms", nord.url)) as portal:
        assert portal.ordering
        portal.ordering.backorder(
            values.SpecialRequest(country="CA", region="QC", rate_centre="MONTREAL", settings=FACTS["voipms"].settings)
        )
    nord.browser.post(f"/ordering/requests/{row.pk}/look/")
    nord.work()
    with scope(organization=nord.organization):
        assert SpecialRequest.objects.get().remote_id == ""


def test_numbers_that_came_for_another_reason_do_not_go_to_the_client_of_a_request(nord: Nord) -> None:
    account = nord.connect("voicemeup")
    client = make_client(nord.organization, "Clinique Dentaire Rosemont")
    row = ask_for(nord, account, region="QC", area="514-555", client=str(client.pk))
    with scope(organization=nord.organization):
        SpecialRequest.objects.update(prefix="")
    nord.search(MONTREAL)
    (order,) = nord.buy(nord.offers("voicemeup")[:1])
    make_did(nord.organization, account, "+12125550188", region="NY")
    make_did(nord.organization, account, "+15145550188", region="QC")
    nord.browser.post(f"/ordering/requests/{row.pk}/end/", {"how": "arrived"})
    assert nord.did("+15145550188").client_id == client.pk
    assert nord.did("+12125550188").client_id is None
    assert nord.did(order.number).client_id is None


@pytest.mark.parametrize("area", ["1", "+33 1"])
def test_numbers_abroad_are_asked_for_by_their_country_and_come_to_their_client(nord: Nord, area: str) -> None:
    account = nord.connect("voicemeup")
    client = make_client(nord.organization, "Clinique Dentaire Rosemont")
    row = ask_for(nord, account, kind="other", country="FR", area=area, client=str(client.pk))
    assert row.prefix == "1"
    assert row.operation is not None
    assert row.operation.state == OperationState.SUCCEEDED
    make_did(nord.organization, account, "+33199004788")
    make_did(nord.organization, account, "+33499004788")
    nord.browser.post(f"/ordering/requests/{row.pk}/end/", {"how": "arrived"})
    assert nord.did("+33199004788").client_id == client.pk
    assert nord.did("+33499004788").client_id is None


@pytest.mark.parametrize(("country", "area"), [("CA", "51"), ("CA", "5145"), ("FR", "1234567"), ("FR", "Paris")])
def test_a_prefix_that_nobody_could_have_is_refused_beside_the_field(nord: Nord, country: str, area: str) -> None:
    account = nord.connect("voicemeup")
    given = {"kind": "local", "country": country, "quantity": "1", "area": area, "token": str(uuid4())}
    answer = nord.browser.post(f"/ordering/requests/new/?account={account.pk}", given)
    assert answer.status_code == 422
    assert 'id="id_area_error"' in answer.content.decode()


def ask_for(nord: Nord, account: Connection, **fields: str) -> SpecialRequest:
    address = f"/ordering/requests/new/?account={account.pk}"
    form = nord.browser.get(address).context["form"]
    given = {each.html_name: each.field.choices[-1][0] for each in form.setup_fields if each.field.required}
    wanted = {"kind": "local", "country": "CA", "quantity": "1", "token": str(uuid4())}
    answer = nord.browser.post(address, {**wanted, **given, **fields})
    assert answer.status_code == 302, answer.content.decode()
    nord.work()
    with scope(organization=nord.organization):
        return SpecialRequest.objects.select_related("operation").get()


def test_a_star_in_the_digits_stands_for_any(nord: Nord) -> None:
    for slug in ("voipms", "voicemeup"):
        nord.connect(slug)
    nord.search({**MONTREAL, "pattern": "555*1"})
    for slug in ("voipms", "voicemeup"):
        found = nord.offers(slug)
        assert found, slug
        assert all(re.search("555.1", offer.number) for offer in found), slug


def test_toll_free_numbers_of_another_country_are_not_those_of_north_america(nord: Nord) -> None:
    for slug in ("voicemeup", "voipinnovations"):
        nord.connect(slug)
    nord.search({"kind": "toll_free", "country": "GB", "quantity": "1"})
    assert not nord.offers("voicemeup")
    assert not nord.offers("voipinnovations")
    nord.search({"kind": "toll_free", "country": "CA", "area": "833", "quantity": "1"})
    assert nord.offers("voipinnovations")


def test_a_number_that_was_bought_and_is_not_listed_yet_is_not_bought_again(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    nord.search(MONTREAL)
    chosen, route = nord.offers("voipms")[:1], {f"route_{account.pk.hex}": "system:busy"}
    everywhere.break_with("down", provider="voipms", method="getDIDsInfo", count=5)
    (order,) = nord.buy(chosen, **route)
    assert nord.did(order.number).state == DidState.PENDING
    everywhere.mend()
    again = nord.post(chosen, **route)
    assert again.status_code == 422
    assert "is being bought already" in again.content.decode()


def test_a_number_that_two_accounts_sell_is_told_before_it_is_bought_twice(nord: Nord) -> None:
    nord.connect("voipms"), nord.connect("voicemeup")
    nord.search(MONTREAL)
    one = nord.offers("voipms")[0]
    other = next(offer for offer in nord.offers("voicemeup") if offer.number == one.number)
    page = nord.browser.get(f"/ordering/checkout/?offer={one.pk}&offer={other.pk}").content.decode()
    assert "is chosen at several accounts" in page
    assert (
        "is chosen at several accounts" not in nord.browser.get(f"/ordering/checkout/?offer={one.pk}").content.decode()
    )


def test_a_held_number_is_bought_by_its_hold_only(nord: Nord) -> None:
    nord.connect("voipinnovations")
    nord.search(TEXAS)
    offer = nord.offers("voipinnovations")[0]
    nord.browser.post(f"/ordering/offers/{offer.pk}/hold/", {"token": str(uuid4())})
    nord.work()
    with scope(organization=nord.organization):
        hold = Hold.objects.get(number=offer.number)
    page = nord.browser.get(f"/ordering/checkout/?offer={offer.pk}&hold={hold.pk}")
    assert [line.sold.pk for line in page.context["basket"].lines] == [hold.pk]


def test_nothing_chosen_leads_back_to_what_was_found(nord: Nord) -> None:
    nord.connect("voipms")
    results = nord.search(MONTREAL)
    search_id = results.rstrip("/").rpartition("/")[2]
    assert f'name="search" value="{search_id}"' in nord.browser.get(f"/ordering/searches/{search_id}/").content.decode()
    assert nord.browser.get(f"/ordering/checkout/?search={search_id}")["Location"] == results
    for other in ("", "nonsense", str(uuid4())):
        assert nord.browser.get(f"/ordering/checkout/?search={other}")["Location"].endswith("/ordering/")
