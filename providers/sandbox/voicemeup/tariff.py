"""What calls cost, and the plans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from providers.sandbox.seed import PLACES
from providers.sandbox.voicemeup import places
from providers.sandbox.voicemeup.account import Account
from providers.sandbox.voicemeup.answer import Answer, Record
from providers.sandbox.voicemeup.refusal import Refused
from providers.sandbox.world.calls import OUTBOUND_RATE

PLACES_OF_A_RATE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rate:
    """Canadian dollars a minute."""

    code: str
    destination: str
    country: str
    amount: Decimal
    state: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Canadian dollars a month; services with how many are included."""

    id: str
    name: str
    fee: Decimal
    services: tuple[tuple[str, int], ...]


PLANS = (
    Plan("11", "Pay as you go", Decimal("0.00"), (("Peers", 5), ("Voice mailboxes", 5))),
    Plan("14", "Small office", Decimal("24.95"), (("Peers", 15), ("Voice mailboxes", 15), ("Local DIDs", 5))),
    Plan(
        "17",
        "Call centre",
        Decimal("149.00"),
        (("Peers", 100), ("Voice mailboxes", 40), ("Local DIDs", 25), ("E911 endpoints", 25)),
    ),
)
ABROAD = (
    ("33", "FRANCE", "FR", "0.0190"), ("336", "FRANCE MOBILE", "FR", "0.0890"), ("337", "FRANCE MOBILE", "FR", "0.0890"),
    ("44", "UNITED KINGDOM", "GB", "0.0165"), ("447", "UNITED KINGDOM MOBILE", "GB", "0.0740"),
    ("49", "GERMANY", "DE", "0.0178"), ("32", "BELGIUM", "BE", "0.0310"), ("41", "SWITZERLAND", "CH", "0.0420"),
    ("39", "ITALY", "IT", "0.0195"), ("34", "SPAIN", "ES", "0.0180"), ("52", "MEXICO", "MX", "0.0240"),
    ("61", "AUSTRALIA", "AU", "0.0225"), ("81", "JAPAN", "JP", "0.0360"), ("55", "BRAZIL", "BR", "0.0345"),
)  # fmt: skip


@cache
def _rates() -> tuple[Rate, ...]:
    home = (
        Rate(f"1{place.area_code}", f"{places.country_name(place.country).upper()} - {place.centre}", place.country,
             OUTBOUND_RATE, place.region)
        for place in PLACES
    )  # fmt: skip
    abroad = (Rate(code, name, country, Decimal(amount)) for code, name, country, amount in ABROAD)
    return (*home, *abroad)


def get_rates(account: Account, given: dict[str, str]) -> Answer:
    code, country, state = given.get("code", ""), given.get("country_id", ""), given.get("state_id", "")
    if country and country not in places.COUNTRIES:
        raise Refused("country_id_invalid")
    region = places.state_by_id(state)
    if state and region is None:
        raise Refused("state_id_invalid")
    found = [rate for rate in _rates() if country in {"", places.country_id(rate.country)}]
    if region:
        found = [rate for rate in found if (rate.state, rate.country) == (region.code, region.country)]
    if code:
        found = _matching(found, code)
        if not found:
            raise Refused("code_invalid")
    return Answer(records=tuple(_record(account, rate) for rate in found), element="rate_details", container="rates")


def _matching(rates: list[Rate], code: str) -> list[Rate]:
    """Those under the prefix; for a longer one, such as a whole number, the closest above it."""
    under = [rate for rate in rates if rate.code.startswith(code)]
    above = [rate for rate in rates if code.startswith(rate.code)]
    return under or ([max(above, key=lambda rate: len(rate.code))] if above else [])


def _record(account: Account, rate: Rate) -> dict[str, str]:
    state = places.state(rate.state, rate.country)
    return {
        "code": rate.code,
        "destination": rate.destination,
        "country_id": places.country_id(rate.country),
        "state_id": state.id if state else "",
        "rate": account.told(rate.amount, PLACES_OF_A_RATE),
        "increment": "6/6",
        "currency": account.currency,
    }


def get_plans(account: Account, given: dict[str, str]) -> Answer:
    records: list[Record] = [
        {
            "plan_id": plan.id, "name": plan.name, "monthly_fee": account.told(plan.fee), "currency": account.currency,
            "services": [{"name": name, "quantity": quantity} for name, quantity in plan.services],
        }
        for plan in PLANS
    ]  # fmt: skip
    return Answer(records=tuple(records), element="plan_details", container="plans")
