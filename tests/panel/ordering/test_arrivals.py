"""What becomes of an order in our own rows: what is expected, what came, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from panel.connections.models import Connection
from panel.dids.emergency import e911_not_needed
from panel.dids.models import Did, DidState
from panel.ordering import arrivals
from panel.ordering.models import Hold, NumberOrder, Outcome, Purchase
from panel.ordering.tidying import AT_ONCE, tidy
from panel.tenancy.ids import uuid7
from panel.tenancy.models import Client, Organization
from panel.tenancy.scope import scope
from providers.values import dids as values
from providers.values.ordering import OrderedNumber, OrderState, Reservation
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE
from tests.factories import make_client, make_connection, make_did

NUMBER = "+15145550142"
Order = Callable[..., NumberOrder]


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


@pytest.fixture
def rosemont(nordphone: Organization) -> Client:
    return make_client(nordphone, "Clinique Dentaire Rosemont")


@pytest.fixture
def order(nordphone: Organization, account: Connection) -> Order:
    def made(**fields: Any) -> NumberOrder:
        with scope(organization=nordphone):
            purchase = Purchase.objects.create(organization=nordphone, token="one")
            sold = {"offer_id": "1", "number": NUMBER, "kind": "local", "connection": account}
            return NumberOrder.objects.create(organization=nordphone, purchase=purchase, **(sold | fields))

    return made


@pytest.fixture
def hold(nordphone: Organization, account: Connection) -> Hold:
    with scope(organization=nordphone):
        return Hold.objects.create(
            organization=nordphone,
            connection=account,
            offer_id="1",
            number=NUMBER,
            kind="local",
            remote_id="h1",
            expires_at=timezone.now() + timedelta(minutes=5),
        )


def again(did: Did) -> Did:
    with scope(organization=did.organization_id):
        return Did.objects.get(pk=did.pk)


def expected(sold: NumberOrder | Hold, state: DidState) -> Did:
    with scope(organization=sold.organization_id):
        return again(arrivals.expect(sold, state))


def met(order: NumberOrder, did: Did) -> Did:
    with scope(organization=order.organization_id):
        arrivals.met(NumberOrder.objects.get(pk=order.pk), Did.objects.get(pk=did.pk))
    return again(did)


class TestANumberThatFollows:
    def test_it_is_met_when_a_listing_has_the_orders_reference(
        self, nordphone: Organization, account: Connection, order: Order
    ) -> None:
        row = order(number="")
        with scope(organization=nordphone):
            arrivals.answered(row, OrderedNumber(offer_id="1", number=None, state=OrderState.PENDING))
            assert NumberOrder.objects.get().outcome == Outcome.FOLLOWS
            assert not Did.objects.exists()
        make_did(nordphone, make_connection(nordphone, "Second account"), NUMBER, note=f"x {row.reference}")
        tidy(nordphone.pk)
        with scope(organization=nordphone):
            assert NumberOrder.objects.get().outcome == Outcome.FOLLOWS, "that is another account's"
        did = make_did(nordphone, account, "+15145550143", note=f"x {row.reference}")
        tidy(nordphone.pk)
        with scope(organization=nordphone):
            after = NumberOrder.objects.get()
        assert (after.outcome, after.number, after.did_id) == (Outcome.BOUGHT, did.number, did.pk)

    def test_orders_that_never_arrive_hold_no_other_up(
        self, nordphone: Organization, account: Connection, order: Order
    ) -> None:
        row = order(number="", outcome=Outcome.FOLLOWS)
        with scope(organization=nordphone):
            never = {
                "organization": nordphone,
                "purchase": row.purchase,
                "connection": account,
                "outcome": Outcome.FOLLOWS,
            }
            NumberOrder.objects.bulk_create(
                NumberOrder(offer_id="1", kind="local", position=nth, **never) for nth in range(1, AT_ONCE + 20)
            )
            latest = NumberOrder.objects.order_by("-pk")[:3]
            expected = {
                late.pk: make_did(
                    nordphone, account, f"+151455501{40 + nth}", note=f"PB-0123456789 {late.reference}"
                ).pk
                for nth, late in enumerate((row, *latest))
            }
        tidy(nordphone.pk)
        with scope(organization=nordphone):
            assert dict(NumberOrder.objects.filter(did__isnull=False).values_list("pk", "did")) == expected
            assert NumberOrder.objects.filter(outcome=Outcome.FOLLOWS).count() == AT_ONCE + 20 - len(expected)

    def test_of_two_with_the_same_note_one_is_the_orders(
        self, nordphone: Organization, account: Connection, order: Order
    ) -> None:
        row = order(number="", outcome=Outcome.FOLLOWS, e911=True)
        first, second = (make_did(nordphone, account, f"+151455501{line}", note=row.reference) for line in (43, 44))
        tidy(nordphone.pk)
        with scope(organization=nordphone):
            assert NumberOrder.objects.get().did_id == first.pk
        assert again(second).needs_e911_since is None


class TestANumberThatCame:
    def test_of_a_test_order_nothing_is_kept(self, nordphone: Organization, order: Order) -> None:
        with scope(organization=nordphone):
            arrivals.arrived(order(test=True), values.Did(number=PhoneNumber(NUMBER), route=NOWHERE))
            assert not Did.objects.exists()

    def test_a_client_whom_it_has_already_keeps_it(
        self, nordphone: Organization, account: Connection, order: Order, rosemont: Client
    ) -> None:
        earlier = make_client(nordphone, "Cabinet Lavoie")
        did = make_did(nordphone, account, NUMBER, client=earlier)
        assert met(order(client=rosemont), did).client_id == earlier.pk

    def test_it_asks_once_for_a_911_address(
        self, nordphone: Organization, account: Connection, order: Order, sam: Any
    ) -> None:
        row, did = order(e911=True), make_did(nordphone, account, NUMBER)
        assert met(row, did).needs_e911
        with scope(organization=nordphone):
            e911_not_needed(did=again(did), by=sam)
        assert not met(row, did).needs_e911


class TestANumberThatIsExpected:
    @pytest.mark.parametrize("state", [DidState.PENDING, DidState.RESERVED])
    def test_one_that_is_listed_stays_as_it_is(
        self, nordphone: Organization, account: Connection, order: Order, rosemont: Client, state: DidState
    ) -> None:
        listed = make_did(nordphone, account, NUMBER, client=rosemont)
        after = expected(order(), state)
        assert (after.pk, after.state, after.client_id) == (listed.pk, DidState.ACTIVE, rosemont.pk)
        assert after.fingerprint == listed.fingerprint

    def test_one_that_was_given_back_begins_anew(
        self, nordphone: Organization, account: Connection, order: Order, rosemont: Client
    ) -> None:
        """What it was to an earlier client says nothing now."""
        now = timezone.now()
        past = {"state": DidState.RELEASED, "gone_at": now, "needs_e911_since": now, "client": rosemont}
        earlier = make_did(nordphone, account, NUMBER, **past)
        after = expected(order(), DidState.PENDING)
        assert (after.pk, after.state, after.gone_at) == (earlier.pk, DidState.PENDING, None)
        assert (after.client_id, after.needs_e911_since, after.fingerprint) == (None, None, "")

    def test_one_that_is_only_held_keeps_its_past(
        self, nordphone: Organization, account: Connection, hold: Hold, rosemont: Client
    ) -> None:
        make_did(nordphone, account, NUMBER, state=DidState.RELEASED, gone_at=timezone.now(), client=rosemont)
        after = expected(hold, DidState.RESERVED)
        assert (after.state, after.reserved_until, after.client_id) == (
            DidState.RESERVED,
            hold.expires_at,
            rosemont.pk,
        )

    def test_a_new_one_that_is_held_says_until_when(self, hold: Hold) -> None:
        assert expected(hold, DidState.RESERVED).reserved_until == hold.expires_at


class TestAHoldsTime:
    def test_its_number_is_forgotten_when_it_is_over_and_not_before(self, nordphone: Organization, hold: Hold) -> None:
        did = expected(hold, DidState.RESERVED)
        with scope(organization=nordphone):
            Hold.objects.update(held=True)
        tidy(nordphone.pk)
        assert again(did).state == DidState.RESERVED
        with scope(organization=nordphone):
            assert Hold.objects.get().in_force
            Hold.objects.update(expires_at=timezone.now())
        tidy(nordphone.pk)
        with scope(organization=nordphone):
            assert Hold.objects.get().ended
            assert not Did.objects.exists()

    def test_an_earlier_one_that_was_given_up_takes_nothing_from_a_later_one(
        self, nordphone: Organization, hold: Hold
    ) -> None:
        with scope(organization=nordphone):
            Hold.objects.update(held=True, ended=True, expires_at=timezone.now())
            later = Hold.objects.get()
            later.pk, later.ended, later.expires_at = uuid7(), False, timezone.now() + timedelta(minutes=5)
            later.save(force_insert=True)
        did = expected(later, DidState.RESERVED)
        tidy(nordphone.pk)
        assert again(did).state == DidState.RESERVED


class TestForgetting:
    @pytest.fixture
    def forgotten(self, nordphone: Organization, account: Connection) -> Callable[[Did], Did | None]:
        def forget(did: Did) -> Did | None:
            with scope(organization=nordphone):
                arrivals.forget(account, NUMBER, DidState.RESERVED)
                return Did.objects.filter(pk=did.pk).first()

        return forget

    def test_one_that_was_only_expected_is_removed(
        self, nordphone: Organization, account: Connection, forgotten: Callable[[Did], Did | None]
    ) -> None:
        assert forgotten(make_did(nordphone, account, NUMBER, state=DidState.RESERVED)) is None

    def test_one_that_the_account_ever_had_is_released_and_kept(
        self, nordphone: Organization, account: Connection, forgotten: Callable[[Did], Did | None]
    ) -> None:
        after = forgotten(make_did(nordphone, account, NUMBER, state=DidState.RESERVED, raw={"did": "5145550142"}))
        assert after is not None
        assert after.state == DidState.RELEASED
        assert after.gone_at is not None

    @pytest.mark.parametrize("raw", [{}, {"did": "5145550142"}])
    def test_one_that_came_meanwhile_stays(
        self, nordphone: Organization, account: Connection, forgotten: Callable[[Did], Did | None], raw: dict[str, str]
    ) -> None:
        after = forgotten(make_did(nordphone, account, NUMBER, raw=raw))
        assert after is not None
        assert (after.state, after.gone_at) == (DidState.ACTIVE, None)

    @pytest.mark.parametrize("raw", [{}, {"did": "5145550142"}])
    def test_another_accounts_stays(
        self, nordphone: Organization, forgotten: Callable[[Did], Did | None], raw: dict[str, str]
    ) -> None:
        second = make_connection(nordphone, "Second account")
        after = forgotten(make_did(nordphone, second, NUMBER, state=DidState.RESERVED, raw=raw))
        assert after is not None
        assert after.state == DidState.RESERVED


@pytest.mark.parametrize(
    ("state", "elsewhere", "ours"),
    [(DidState.ACTIVE, False, True), (DidState.LOST, False, False), (DidState.ACTIVE, True, False)],
)
def test_only_what_this_account_has_now_is_held(
    nordphone: Organization, account: Connection, order: Order, state: DidState, elsewhere: bool, ours: bool
) -> None:
    has_it = make_connection(nordphone, "Second account") if elsewhere else account
    make_did(nordphone, has_it, NUMBER, state=state)
    with scope(organization=nordphone):
        assert arrivals.is_held(order()) is ours


class TestReservations:
    @pytest.mark.parametrize(
        ("reservation", "seconds", "holds"),
        [("r1", 60, True), ("r1", 5, False), ("r1", -5, False), ("r1", None, True), ("", 60, False), ("", None, False)],
    )
    def test_one_that_ends_soon_is_not_relied_on(
        self, order: Order, reservation: str, seconds: int | None, holds: bool
    ) -> None:
        until = None if seconds is None else timezone.now() + timedelta(seconds=seconds)
        assert arrivals.reservation_holds(order(reservation=reservation, reserved_until=until)) is holds

    def test_its_number_is_known_before_anything_is_bought(self, nordphone: Organization, order: Order) -> None:
        row = order(number="")
        with scope(organization=nordphone):
            arrivals.reserved(row, Reservation(remote_id="r1", numbers=(PhoneNumber(NUMBER),), expires_at=None))
            row.refresh_from_db()
        assert (row.reservation, row.number) == ("r1", NUMBER)

    @pytest.mark.parametrize("held", [False, True])
    def test_a_number_that_was_drawn_and_refused_is_drawn_anew_and_one_that_was_chosen_stays(
        self, nordphone: Organization, order: Order, hold: Hold, held: bool
    ) -> None:
        row = order(reservation="r1", hold=hold if held else None)
        with scope(organization=nordphone):
            arrivals.not_sold(row)
            row.refresh_from_db()
        assert (row.reservation, row.number) == (("r1", NUMBER) if held else ("", ""))
