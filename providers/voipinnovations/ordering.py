"""Port Ordering: what is in stock (getDIDs and the coverage methods), reserveDID, assignDID, releaseDID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from providers import errors
from providers.values.ordering import (
    Area,
    AvailableNumber,
    BackOrder,
    NumberKind,
    NumberSearch,
    OrderedNumber,
    OrderSettings,
    OrderState,
    Quote,
    Reservation,
    SpecialRequest,
)
from providers.values.phone import PhoneNumber
from providers.values.routing import RouteKind
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import Row

HOLD = timedelta(minutes=30)  # fact sheet §5.1
TOLL_FREE = "TF"
DONE = "100"
COUNTRIES = frozenset({"US", "CA"})
TEN_DIGITS = re.compile("[0-9]{10}")


class VoipinnovationsOrdering:
    kinds = frozenset({NumberKind.LOCAL, NumberKind.TOLL_FREE})

    def __init__(self, client: Client) -> None:
        self._client = client

    def areas(
        self, *, kind: NumberKind = NumberKind.LOCAL, country: str = "US", region: str = "", area_code: str = ""
    ) -> Iterator[Area]:
        """States or provinces, or the rate centres of one."""
        if kind is not NumberKind.LOCAL or country not in COUNTRIES:
            return
        if not region:
            for state in scalars.texts(self._client.call("GetAvailableStates"), "responseData"):
                if scalars.place(state) == (country, state):
                    yield Area(remote_id=state, name=state, country=country, region=state)
            return
        for centre in scalars.texts(self._client.call("GetAvailableRateCenters", state=region), "responseData"):
            yield Area(remote_id=f"{region}/{centre}", name=centre, country=country, region=region, rate_centre=centre)

    def search(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        """Read as a stream that stops at the limit: big areas give big answers (§5.1). Nothing is sold elsewhere."""
        if wanted.country not in COUNTRIES:
            return iter(())
        if wanted.kind is NumberKind.TOLL_FREE:
            criteria = {"state": TOLL_FREE, "npa": wanted.area_code, "nxx": wanted.exchange}
        else:
            region, _, centre = wanted.area.partition("/")
            criteria = {
                "state": wanted.region or region,
                "rateCenter": wanted.rate_centre or centre,
                "npa": wanted.area_code,
                "nxx": wanted.exchange,
            }
        asked = {name: value for name, value in criteria.items() if value}
        if not asked:
            raise faults.error(errors.Invalid, messages.SEARCH_BY_SOMETHING, operation="getDIDs", field="region")
        rows = self._client.rows("getDIDs", "DIDLocator", **asked)
        offers = self._client.values("getDIDs", rows, offer_from)
        return islice((offer for offer in offers if _suits(offer, wanted)), wanted.limit)

    def quote(self, offer: AvailableNumber, *, quantity: int = 1) -> Quote:
        raise faults.unsupported("quote")

    def reserve(self, offers: Sequence[AvailableNumber], *, quantity: int = 1) -> Reservation:
        """All of them or an error: what could be held until then runs out by itself."""
        numbers = [_tn(offer) for offer in offers]
        found = self._client.per_number("reserveDID", didParams=[{"tn": tn, "epg": 0} for tn in numbers])
        for tn in numbers:
            problem = self._client.problem_of("reserveDID", found.get(tn, {}))
            if problem is not None:
                raise problem
        held = tuple(PhoneNumber(f"+1{tn}") for tn in numbers)
        # The answer's expireDate says 1900 here: the documented half hour counts from now.
        return Reservation(remote_id="", numbers=held, expires_at=datetime.now(UTC) + HOLD)

    def reservation(self, remote_id: str, number: PhoneNumber | None) -> Reservation | None:
        """A hold has no id: queryDID tells of each number whether it is reserved for the caller."""
        tn = scalars.ten_digits(number) if number else ""
        row = self._client.per_number("queryDID", did=tn).get(tn, {})
        state, code = scalars.text(row.get("availability")).lower(), scalars.text(row.get("statusCode"))
        if number is not None and code == DONE and state == "reserved":
            return Reservation(remote_id="", numbers=(number,), expires_at=_end_of_hold(row), raw=row)
        if state in {"available", "assigned"} or code[-3:] in {str(each) for each in faults.NOT_OURS}:
            return None
        raise self._client.unreadable("queryDID", "whether the number is reserved", row)

    def cancel_reservation(self, remote_id: str) -> None:
        raise faults.unsupported("cancel_reservation")

    def order(
        self, offers: Sequence[AvailableNumber], settings: OrderSettings, *, reservation: str = ""
    ) -> tuple[OrderedNumber, ...]:
        """`settings.route` must be an endpoint group: a number belongs to one from the beginning. A reserved number is bought in
        the same way; it is held for this account."""
        if settings.test:
            raise faults.unsupported("assignDID")
        if settings.route.kind is not RouteKind.ENDPOINT_GROUP:
            raise faults.invalid("assignDID", "route", "choose the endpoint group that the number goes to")
        reference = (settings.note or settings.reference)[
            :50
        ]  # the one text that a number has: what a person wrote goes first
        params = [
            {"tn": _tn(offer), "epg": settings.route.target} | ({"refId": reference} if reference else {})
            for offer in offers
        ]
        found = self._client.per_number("assignDID", didParams=params)
        return tuple(self._ordered(offer, found.get(_tn(offer), {})) for offer in offers)

    def backorder(self, request: SpecialRequest) -> BackOrder:
        raise faults.unsupported("backorder")

    def list_backorders(self) -> Iterator[BackOrder]:
        raise faults.unsupported("backorder")

    def cancel_backorder(self, remote_id: str) -> None:
        raise faults.unsupported("backorder")

    def release(self, number: PhoneNumber) -> None:
        try:
            tn = scalars.ten_digits(number)
        except scalars.WrongShape:
            raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="releaseDID") from None
        self._client.act("releaseDID", tn, didParams=[{"tn": tn, "epg": 0}])

    def _ordered(self, offer: AvailableNumber, row: Row) -> OrderedNumber:
        problem = self._client.problem_of("assignDID", row)
        if problem is None:
            return OrderedNumber(
                offer_id=offer.offer_id, state=OrderState.DONE, number=PhoneNumber(f"+1{_tn(offer)}"), raw=row
            )
        state = OrderState.PENDING if isinstance(problem, errors.OutcomeUnknown) else OrderState.FAILED
        return OrderedNumber(
            offer_id=offer.offer_id,
            state=state,
            message=problem.public_message,
            code=problem.code,
            problem=problem.kind,
            raw=row,
        )


def _end_of_hold(row: Row) -> datetime:
    """As told, read as Eastern time, where that makes sense; else the documented half hour from now."""
    now = datetime.now(UTC)
    told = scalars.moment(row.get("expireDate"), scalars.CARRIER_ZONE)
    return told if told is not None and now < told <= now + HOLD else now + HOLD


def offer_from(row: Row) -> AvailableNumber:
    """A DIDLocator as a value. Prices are in the rate deck, which the API does not tell."""
    number = scalars.phone(row.get("tn") or "")
    if number is None:
        raise scalars.WrongShape("a number that is none")
    state = row.get("state") or ""
    country, region = scalars.place(state)
    return AvailableNumber(
        offer_id=number.e164[2:],
        number=number,
        kind=NumberKind.TOLL_FREE if state in scalars.TOLL_FREE_STATES else NumberKind.LOCAL,
        country=country,
        region=region,
        rate_centre=row.get("rateCenter") or "",
        sms=scalars.flag(row.get("sms")),
        fax=scalars.flag(row.get("t38")),
        raw=row,
    )


def _suits(offer: AvailableNumber, wanted: NumberSearch) -> bool:
    """The service knows no countries: an exchange is looked for in both."""
    is_there = offer.country in ("", wanted.country)
    return is_there and offer.number is not None and wanted.is_spelled_by(offer.number)


def _tn(offer: AvailableNumber) -> str:
    if not TEN_DIGITS.fullmatch(offer.offer_id):
        raise faults.invalid("assignDID", "offer", "not a number of this provider")
    return offer.offer_id
