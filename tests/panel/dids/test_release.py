"""Giving a number back: the typed confirmation, what it brings with it, and the operation that is never sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from panel.connections.models import Connection
from panel.dids.models import Did, DidState
from panel.dids.release import consequences_of
from panel.dids.services import NotReleasable, release
from panel.dids.sync import DidMirror
from panel.operations.models import Operation, OperationState
from panel.operations.services import OperationProblem, retry
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values import dids as values
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE
from tests.factories import make_client, make_connection, make_did
from tests.panel.dids.at_sandbox import *  # noqa: F403
from tests.panel.dids.at_sandbox import again, later
from tests.panel.dids.conftest import make_device, make_object
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(did: Did, nordphone: Organization, alice: Any) -> Callable[[], Operation]:
    def asked() -> Operation:
        with scope(organization=nordphone):
            return release(did=did, by=alice, idempotency_key=str(uuid4()))

    return asked


def numbers_there(sandbox: Sandbox) -> set[str]:
    return {f"+1{each['did']}" for each in sandbox.all("dids")}


def times_asked(sandbox: Sandbox) -> int:
    return sum(each["method"] == "cancelDID" for each in sandbox.seen())


def operations_of(organization: Organization) -> list[Operation]:
    with scope(organization=organization):
        return list(Operation.objects.order_by("created_at"))


def test_the_number_leaves_the_account_and_its_row_says_so(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    operation = ask()
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, False)
    assert did.number not in numbers_there(sandbox)
    row = again(did)
    assert row.state == DidState.RELEASED
    assert row.gone_at is not None


def test_no_other_row_is_touched_and_a_listing_that_began_before_brings_it_not_back(
    ask: Callable[[], Operation], work: Callable[[], None], did: Did, account: Connection, nordphone: Organization
) -> None:
    from panel.connections.mirror import Listing

    other = make_did(nordphone, account, "+15145550199")
    listed = [values.Did(number=PhoneNumber(each.number), route=NOWHERE) for each in (did, other)]
    listing = Listing(listed, timezone.now())
    ask()
    work()
    with scope(organization=nordphone):
        DidMirror(account).store(listing)
    row = again(did)
    assert (row.state, again(other).state) == (DidState.RELEASED, DidState.ACTIVE)
    assert row.changed_at == row.gone_at


def test_a_lost_answer_is_looked_up_and_the_number_released_once(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    sandbox.break_with("lost_answer", method="cancelDID", count=1)
    operation = ask()
    work()
    assert again(operation).state == OperationState.UNKNOWN
    assert again(did).state == DidState.ACTIVE
    done = later(operation, work, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert again(did).state == DidState.RELEASED
    assert times_asked(sandbox) == 1


def test_a_request_that_got_lost_leaves_the_number_where_it_is(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    sandbox.break_with("down", method="cancelDID", count=1)
    operation = ask()
    work()
    later(operation, work)
    done = later(operation, work)
    assert (done.state, done.reconciled) == (OperationState.FAILED, True)
    assert did.number in numbers_there(sandbox)
    assert again(did).state == DidState.ACTIVE
    assert times_asked(sandbox) == 1


def test_a_listing_without_a_number_that_was_given_back_does_not_call_it_lost(
    ask: Callable[[], Operation], did: Did, account: Connection, nordphone: Organization, queue: Any
) -> None:
    from panel.connections.mirror import Listing

    ask()
    with scope(organization=nordphone):
        DidMirror(account).store(Listing.read([]))
    assert again(did).state == DidState.RELEASED


@pytest.mark.usefixtures("queue")
def test_the_page_tells_what_happens_and_wants_the_number_typed(
    browse: Any, alice: Any, nordphone: Organization, did: Did
) -> None:
    browser = browse(alice, nordphone)
    page = browser.get(f"/numbers/{did.pk}/release/").content.decode()
    assert "It cannot be taken back." in page
    assert "Calls to it stop." in page
    for typed in ("", "0000", "yes", "+1 514 555 9999", did.number[-3:], "x" * 300):
        answer = browser.post(f"/numbers/{did.pk}/release/", {"confirm": typed})
        assert answer.status_code == 422
        assert 'id="release-confirm_error"' in answer.content.decode()
    assert operations_of(nordphone) == []


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("typed", [slice(-4, None), slice(2, None), slice(0, None)])
def test_the_last_four_digits_or_the_number_release_it(
    browse: Any, alice: Any, nordphone: Organization, did: Did, typed: slice
) -> None:
    browser, token = browse(alice, nordphone), str(uuid4())
    for _ in range(2):  # pressed twice, it asks once
        answer = browser.post(f"/numbers/{did.pk}/release/", {"confirm": did.number[typed], "token": token})
        assert (answer.status_code, answer["Location"]) == (302, f"/o/nordphone/numbers/{did.pk}/")
    (operation,) = operations_of(nordphone)
    assert (operation.kind, operation.asked_by_id) == ("dids.release", alice.pk)
    assert "Release the number" in browser.get(f"/numbers/{did.pk}/").content.decode()


def test_staff_may_not_release_nor_try_a_failed_release_again(
    browse: Any, sam: Any, nordphone: Organization, did: Did, ask: Callable[[], Operation], queue: Any
) -> None:
    operation = ask()
    with scope(organization=nordphone):
        Operation.objects.update(state=OperationState.FAILED)
    browser = browse(sam, nordphone)
    assert browser.get(f"/numbers/{did.pk}/release/").status_code == 403
    assert browser.post(f"/numbers/{did.pk}/release/", {"confirm": did.number}).status_code == 403
    assert browser.post(f"/operations/{operation.pk}/retry/").status_code == 403
    page = browser.get(f"/numbers/{did.pk}/").content.decode()
    assert "Release this number" not in page
    assert "Who may: Owner, Admin." in page
    assert len(operations_of(nordphone)) == 1


def test_a_failed_release_is_tried_again_as_long_as_the_number_is_there(
    ask: Callable[[], Operation], did: Did, nordphone: Organization, alice: Any, queue: Any
) -> None:
    ask()
    with scope(organization=nordphone):
        Operation.objects.update(state=OperationState.FAILED)
        again_asked = retry(operation=Operation.objects.get(), by=alice)
        assert (again_asked.before, again_asked.wanted) == ({"held": True}, {"held": False})
        Operation.objects.update(state=OperationState.FAILED)
        Did.objects.filter(pk=did.pk).update(gone_at=timezone.now())
        with pytest.raises(OperationProblem):
            retry(operation=Operation.objects.get(pk=again_asked.pk), by=alice)


def test_a_provider_that_takes_no_numbers_back_says_so(browse: Any, alice: Any, nordphone: Organization) -> None:
    account = make_connection(nordphone, "VoiceMeUp", provider="voicemeup")
    did = make_did(nordphone, account, "+15145550199")
    with scope(organization=nordphone), pytest.raises(NotReleasable):
        release(did=did, by=alice, idempotency_key="x")
    browser = browse(alice, nordphone)
    assert "does not take numbers back" in browser.get(f"/numbers/{did.pk}/").content.decode()
    page = browser.get(f"/numbers/{did.pk}/release/").content.decode()
    assert 'name="confirm"' not in page


def test_the_consequences_name_what_is_known_and_what_is_not(nordphone: Organization) -> None:
    account = make_connection(nordphone)
    known = make_did(
        nordphone,
        account,
        "+15145550150",
        e911=True,
        sms_enabled=True,
        next_billing=date(2026, 12, 1),
        route_kind="none",
    )
    silent = make_did(nordphone, account, "+15145550151", e911=None, sms_enabled=None, route_kind="none")
    plain = make_did(nordphone, account, "+15145550152", e911=False, sms_enabled=False, route_kind="none")
    leaving = make_did(nordphone, account, "+15145550153", state="porting_out", route_kind="none")
    with scope(organization=nordphone):
        every = (known, silent, plain, leaving)
        facts = {did.number: {each.fact: each.level for each in consequences_of(did)} for did in every}
    assert [number for number, told in facts.items() if "It is being ported out." in told] == [leaving.number]
    assert facts[known.number]["Its E911 address is removed."] == "bad"
    assert facts[known.number]["Messages stop."] == "warn"
    assert facts[known.number]["The account is billed for it until 1 Dec 2026."] == "warn"
    assert facts[silent.number]["Whether it has an E911 address is not known."] == "unk"
    assert not any("E911" in fact or "essages" in fact for fact in facts[plain.number])
    assert facts[plain.number]["It cannot be taken back."] == "bad"
    assert facts[plain.number]["Calls to it are no longer in your account."] == "warn"


def told_of(did: Did) -> dict[str, tuple[str, str]]:
    with scope(organization=did.organization_id):
        did = Did.objects.select_related("connection", "client").get(pk=did.pk)
        return {each.fact: (each.level, each.text) for each in consequences_of(did)}


def test_where_messages_cannot_be_had_nothing_is_said_of_them(nordphone: Organization) -> None:
    account = make_connection(nordphone)
    numbers = [
        make_did(nordphone, account, "+15145550150", sms_enabled=None, sms_available=False),
        make_did(nordphone, account, "+15145550151", sms_enabled=None, sms_available=None),
    ]
    said = [any("messages" in fact for fact in told_of(did)) for did in numbers]
    assert said == [False, True]


def test_its_bill_and_where_its_calls_go_are_told(nordphone: Organization) -> None:
    account = make_connection(nordphone)
    client = make_client(nordphone, "Clinique Dentaire Rosemont")
    make_object(account, "ring_group", "4768", "Réception")
    led = {"route_kind": "ring_group", "route_target": "4768", "route_raw": "grp:4768"}
    paid = make_did(nordphone, account, "+15145550150", client=client, next_billing=date(2026, 12, 1), **led)
    silent = make_did(nordphone, account, "+15145550151")
    facts = told_of(paid)
    assert facts["The account is billed for it until 1 Dec 2026."] == (
        "warn",
        "Bill Clinique Dentaire Rosemont until then.",
    )
    assert "Réception" in facts["Calls to it stop."][1]
    assert told_of(silent)["VoIP.ms does not tell until when it is billed."] == ("unk", "")


def test_the_sip_accounts_that_call_out_with_it_are_named(nordphone: Organization) -> None:
    """Those of its own account that are there; with many of them the first."""
    account, second = make_connection(nordphone), make_connection(nordphone, "Second account")
    did = make_did(nordphone, account, "+15145550150")
    make_device(account, "100001_b", caller_id="5145550150")
    make_device(account, "100001_a", caller_id="+15145550150")
    make_device(account, "100001_other", caller_id="5145550151")
    make_device(account, "100001_gone", caller_id="5145550150", gone_at=timezone.now())
    make_device(second, "200002_theirs", caller_id="5145550150")
    assert "SIP accounts call out with it: 100001_a, 100001_b." in told_of(did)
    for line in range(4):
        make_device(account, f"100001_c{line}", caller_id="5145550150")
    said = "SIP accounts call out with it: 100001_a, 100001_b, 100001_c0, 100001_c1, 100001_c2 …."
    assert said in told_of(did)
