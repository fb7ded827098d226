"""Held numbers with their countdown, special requests to their end, templates and client prices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from panel.celery import app
from panel.dids.models import Did, DidState
from panel.operations.models import Operation, OperationState
from panel.ordering.models import Hold, NumberTemplate, Outcome, PriceRule, RequestState, SpecialRequest
from panel.tenancy.scope import scope
from providers import registry
from providers.values import ordering as values
from tests.factories import make_client, make_did
from tests.panel.ordering.conftest import Nord
from tests.providers.contract.facts import CREDENTIALS, FACTS, endpoints
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

NEW_YORK = {"kind": "local", "country": "US", "area": "212", "quantity": "1"}
TEXAS = {"kind": "local", "country": "US", "region": "TX", "rate_centre": "AUSTIN", "quantity": "1"}


def held(nord: Nord, slug: str) -> Hold:
    offer = nord.offers(slug)[0]
    answer = nord.browser.post(f"/ordering/offers/{offer.pk}/hold/", {"token": "one"})
    assert answer.status_code == 302
    nord.work()
    return hold_of(nord)


def hold_of(nord: Nord) -> Hold:
    with scope(organization=nord.organization):
        return Hold.objects.select_related("operation", "connection").get()


def test_a_number_is_held_counts_down_and_is_bought(nord: Nord) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    row = held(nord, "callr")
    assert row.in_force
    assert row.number.startswith("+1212")
    assert nord.did(row.number).state == DidState.RESERVED
    assert nord.did(row.number).reserved_until == row.expires_at
    page = nord.browser.get(f"/ordering/holds/{row.pk}/").content.decode()
    assert "Held; it runs out" in page
    assert "Give it up" in page
    assert "every 5s" in nord.browser.get("/ordering/holds/").content.decode()

    answer = nord.browser.get(f"/ordering/checkout/?hold={row.pk}")
    fields = {"accept": "on", "charge": answer.context["form"]["charge"].value(), "token": str(row.pk)}
    assert nord.browser.post(f"/ordering/checkout/?hold={row.pk}", fields).status_code == 302
    nord.work()
    assert nord.did(row.number).state == DidState.ACTIVE
    assert hold_of(nord).ended


def test_a_hold_is_given_up(nord: Nord) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    row = held(nord, "callr")
    assert nord.browser.post(f"/ordering/holds/{row.pk}/give-up/").status_code == 302
    nord.work()
    assert hold_of(nord).ended
    with scope(organization=nord.organization):
        assert not Did.objects.exists()


def test_a_hold_runs_out_by_itself(nord: Nord) -> None:
    nord.connect("voipinnovations")
    nord.search(TEXAS)
    row = held(nord, "voipinnovations")
    page = nord.browser.get(f"/ordering/holds/{row.pk}/").content.decode()
    assert "It cannot be given up here" in page
    with scope(organization=nord.organization):
        Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert nord.browser.get(f"/ordering/checkout/?hold={row.pk}").status_code == 302
    app.tasks["ordering.tidy"]()
    with scope(organization=nord.organization):
        assert not Did.objects.exists()
    assert "The hold ran out." in nord.browser.get(f"/ordering/holds/{row.pk}/").content.decode()


def test_a_provider_that_holds_nothing_says_so(nord: Nord) -> None:
    nord.connect("voipms")
    nord.search({"kind": "local", "country": "CA", "region": "QC", "quantity": "1"})
    answer = nord.browser.post(f"/ordering/offers/{nord.offers('voipms')[0].pk}/hold/", {"token": "one"})
    assert answer.status_code == 422
    assert "does not hold numbers" in answer.content.decode()


def test_a_lost_answer_of_a_hold_is_read_from_the_number(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("voipinnovations")
    nord.search(TEXAS)
    everywhere.break_with("lost_answer", provider="voipinnovations", method="reserveDID", count=1)
    row = held(nord, "voipinnovations")
    assert row.operation is not None
    assert (row.operation.state, row.held) == (OperationState.UNKNOWN, False)
    done = nord.passes(row.operation, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    row = hold_of(nord)
    assert row.in_force
    assert row.expires_at is not None
    assert row.expires_at <= timezone.now() + timedelta(minutes=30)
    assert nord.did(row.number).state == DidState.RESERVED
    assert calls(everywhere, "reserveDID") == 1


def test_a_hold_that_never_arrived_is_not_there_and_may_be_asked_for_again(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("voipinnovations")
    nord.search(TEXAS)
    everywhere.break_with("down", provider="voipinnovations", method="reserveDID", count=1)
    row = held(nord, "voipinnovations")
    for _ in range(2):
        failed = nord.passes(row.operation, seconds=3600)
    assert (failed.state, failed.error_kind) == (OperationState.FAILED, "did_not_happen")
    assert nord.browser.post(f"/operations/{failed.pk}/retry/").status_code == 302
    nord.work()
    row = hold_of(nord)
    assert row.in_force
    assert row.operation_id != failed.pk


def test_a_lost_hold_of_a_number_that_the_provider_drew_is_left_to_a_person_in_words(
    nord: Nord, everywhere: Sandbox
) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    everywhere.break_with("lost_answer", provider="callr", method="did/store.reserve", count=1)
    row = held(nord, "callr")
    waiting = nord.passes(row.operation, seconds=5)
    assert (waiting.state, waiting.next_at) == (OperationState.UNKNOWN, None)
    page = nord.browser.get(f"/ordering/holds/{row.pk}/").content.decode()
    assert "ends by itself within minutes" in page
    assert calls(everywhere, "did/store.reserve") == 1


def test_a_lost_answer_of_giving_up_is_read_by_the_holds_id(nord: Nord, everywhere: Sandbox) -> None:
    nord.connect("callr")
    nord.search(NEW_YORK)
    row = held(nord, "callr")
    everywhere.break_with("lost_answer", provider="callr", method="did/store.cancel_order", count=1)
    nord.browser.post(f"/ordering/holds/{row.pk}/give-up/")
    nord.work()
    with scope(organization=nord.organization):
        giving_up = Operation.objects.get(kind="ordering.cancel_hold")
    assert giving_up.state == OperationState.UNKNOWN
    assert not hold_of(nord).ended
    done = nord.passes(giving_up, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert hold_of(nord).ended
    with scope(organization=nord.organization):
        assert not Did.objects.exists()


def calls(sandbox: Sandbox, method: str) -> int:
    return sum(each["method"] == method for each in sandbox.seen())


def asked(nord: Nord, account: str, **fields: str) -> SpecialRequest:
    form = nord.browser.get(f"/ordering/requests/new/?account={account}").context["form"]
    pops = {
        each.html_name: each.field.choices[-1][0] for each in form.setup_fields if each.html_name.startswith("pop_")
    }
    answer = nord.browser.post(
        f"/ordering/requests/new/?account={account}",
        {"kind": "local", "country": "CA", "quantity": "2", "token": str(form["token"].value()), **pops, **fields},
    )
    assert answer.status_code == 302, answer.content.decode()
    nord.work()
    return request_of(nord)


def request_of(nord: Nord) -> SpecialRequest:
    with scope(organization=nord.organization):
        return SpecialRequest.objects.select_related("operation", "connection").get()


def test_a_back_order_is_followed_until_its_numbers_are_there(nord: Nord) -> None:
    account = nord.connect("voipms")
    client = make_client(nord.organization, "Clinique Dentaire Rosemont")
    row = asked(
        nord,
        str(account.pk),
        region="QC",
        rate_centre="Montreal",
        client=str(client.pk),
        **{f"route_{account.pk.hex}": "system:busy"},
    )
    assert row.operation is not None
    assert row.operation.state == OperationState.SUCCEEDED
    assert nord.browser.post(f"/ordering/requests/{row.pk}/look/").status_code == 302
    nord.work()
    row = request_of(nord)
    assert row.looked_at is not None
    assert row.remote_id
    assert row.state == RequestState.OPEN
    assert row.description in nord.browser.get(f"/ordering/requests/{row.pk}/").content.decode()

    make_did(nord.organization, account, "+15145550188")
    with scope(organization=nord.organization):
        SpecialRequest.objects.update(remote_id="no longer listed")
    nord.browser.post(f"/ordering/requests/{row.pk}/look/")
    nord.work()
    assert request_of(nord).state == RequestState.ARRIVED
    assert nord.did("+15145550188").client_id == client.pk


def test_a_lost_answer_of_a_back_order_is_found_among_those_that_are_new(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    place = {"region": "QC", "rate_centre": "Montreal", f"route_{account.pk.hex}": "system:busy"}
    with registry.get("voipms").open(CREDENTIALS["voipms"], endpoints=endpoints("voipms", nord.url)) as portal:
        assert portal.ordering
        wanted = values.SpecialRequest(
            country="CA", region="QC", rate_centre="MONTREAL", settings=FACTS["voipms"].settings
        )
        portal.ordering.backorder(wanted)  # somebody ordered for the same place in the portal
        (older,) = portal.ordering.list_backorders()
    everywhere.break_with("lost_answer", provider="voipms", method="backOrderDIDCAN", count=1)
    row = asked(nord, str(account.pk), **place)
    assert row.operation is not None
    assert row.operation.state == OperationState.UNKNOWN
    done = nord.passes(row.operation, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    row = request_of(nord)
    there = [each["id"] for each in everywhere.all("back_orders")]
    assert len(there) == 2
    assert row.remote_id in there
    assert row.remote_id != older.remote_id
    assert row.state == RequestState.OPEN


def test_a_back_order_that_never_arrived_is_told(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    everywhere.break_with("down", provider="voipms", method="backOrderDIDCAN", count=1)
    row = asked(
        nord, str(account.pk), region="QC", rate_centre="Montreal", **{f"route_{account.pk.hex}": "system:busy"}
    )
    for _ in range(2):
        failed = nord.passes(row.operation, seconds=3600)
    assert (failed.state, failed.error_kind) == (OperationState.FAILED, "did_not_happen")
    assert everywhere.all("back_orders") == []


def test_a_lost_request_to_the_staff_says_what_to_look_at(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voicemeup")
    everywhere.break_with("lost_answer", provider="voicemeup", method="request_dids", count=1)
    row = asked(nord, str(account.pk), area="514-555", words="Two lines, please")
    waiting = nord.passes(row.operation, seconds=5)
    assert (waiting.state, waiting.next_at) == (OperationState.UNKNOWN, None)
    page = nord.browser.get(f"/ordering/requests/{row.pk}/").content.decode()
    assert "Look for a ticket or a mail of its staff" in page
    assert calls(everywhere, "request_dids") == 1


def test_a_message_to_the_staff_is_ended_by_a_person(nord: Nord) -> None:
    account = nord.connect("voicemeup")
    row = asked(nord, str(account.pk), area="514-555", words="Two lines, please")
    assert row.operation is not None
    assert row.operation.state == OperationState.SUCCEEDED
    page = nord.browser.get(f"/ordering/requests/{row.pk}/").content.decode()
    assert "does not list its requests" in page
    assert "Look now" not in page
    assert nord.browser.post(f"/ordering/requests/{row.pk}/end/", {"how": "arrived"}).status_code == 302
    assert request_of(nord).state == RequestState.ARRIVED
    assert "2 × CA (514555)" in nord.browser.get("/ordering/requests/").content.decode()


def test_a_request_of_nothing_is_told_beside_the_field(nord: Nord) -> None:
    account = nord.connect("voicemeup")
    answer = nord.browser.post(
        f"/ordering/requests/new/?account={account.pk}", {"kind": "local", "country": "CA", "quantity": "1"}
    )
    assert answer.status_code == 422
    assert 'id="id_rate_centre_error"' in answer.content.decode()


def test_a_number_that_follows_is_met_by_the_reference_in_its_note(nord: Nord, everywhere: Sandbox) -> None:
    account = nord.connect("voipms")
    nord.search({"kind": "local", "country": "FR", "quantity": "1"})
    (order,) = nord.buy(nord.offers("voipms")[:1], **{f"route_{account.pk.hex}": "system:busy"})
    after = nord.order(order)
    assert after.outcome == Outcome.BOUGHT
    assert after.did_id is not None
    with scope(organization=nord.organization):
        did = Did.objects.get(pk=after.did_id)
    assert did.number == after.number
    assert order.reference in did.note


def test_templates_are_made_changed_and_deleted(nord: Nord) -> None:
    nord.connect("voipms")
    nord.browser.post("/ordering/templates/new/", {"name": "Clinic", "tags": "one, two"})
    with scope(organization=nord.organization):
        made = NumberTemplate.objects.get()
    assert made.tags == ["one", "two"]
    same = nord.browser.post("/ordering/templates/new/", {"name": "Clinic"})
    assert same.status_code == 422
    assert 'id="id_name_error"' in same.content.decode()
    assert nord.browser.post(f"/ordering/templates/{made.pk}/", {"name": "Clinic", "tags": "three"}).status_code == 302
    assert "three" in nord.browser.get("/ordering/templates/").content.decode()
    assert nord.browser.get(f"/ordering/templates/{made.pk}/delete/").status_code == 200
    assert nord.browser.post(f"/ordering/templates/{made.pk}/delete/").status_code == 302
    with scope(organization=nord.organization):
        assert not NumberTemplate.objects.exists()


def test_a_client_has_a_price_of_its_own_and_everybody_else_another(nord: Nord) -> None:
    client = make_client(nord.organization, "Clinique Dentaire Rosemont")
    for fields in ({"percent": "50", "fixed": "0"}, {"percent": "10", "fixed": "1", "client": str(client.pk)}) * 2:
        assert nord.browser.post("/ordering/prices/", fields).status_code == 302
    with scope(organization=nord.organization):
        assert PriceRule.objects.count() == 2
        own = PriceRule.objects.get(client=client)
    page = nord.browser.get("/ordering/prices/").content.decode()
    assert "Clinique Dentaire Rosemont" in page
    assert "Everybody else" in page
    assert nord.browser.post("/ordering/prices/", {"percent": "-1", "fixed": "0"}).status_code == 422
    assert nord.browser.post(f"/ordering/prices/{own.pk}/delete/").status_code == 302
