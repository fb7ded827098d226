"""What is known of every number of the stock, whoever has it: where it is, its tier and network, and what it can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from providers.sandbox.seed import Place
from providers.sandbox.world.stock import Stock

LATAS = {
    "212": 132, "718": 132, "305": 460, "415": 722, "512": 558, "312": 358, "206": 674,
}  # fmt: skip
CANADA = 888
NETWORKS = ("Level 3", "Bandwidth", "VI")
TIERS = ("0", "0", "1", "1", "2", "0", "1", "4")
FIRST_EXTENDED = 90  # the last lines of each place are a partner's: the extended inventory
TOLL_FREE_STATE = "TF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number. `tn` is ten digits. `cnam`: a caller name can be stored. `tier` is a text; empty for toll-free."""

    tn: str
    state: str
    rate_center: str
    country: str
    lata: int
    tier: str
    network: str
    t38: bool
    cnam: bool
    sms: bool
    toll_free: bool
    extended: bool

    @property
    def npa(self) -> str:
        return self.tn[:3]


def stocked(tn: str) -> str:
    """The stock's key of a ten-digit number."""
    return f"1{tn}"


def find(stock: Stock, tn: str) -> Line | None:
    """None for what no service has ever heard of."""
    place = stock.place(stocked(tn)) if len(tn) == 10 else None
    return line(tn, place) if place else None


def free(stock: Stock, *, toll_free: bool = False, **wanted: str) -> Iterator[Line]:
    """What is for sale. `wanted` are the filters of the stock."""
    for number, place in stock.free("toll_free" if toll_free else "local", **wanted):
        yield line(number[1:], place)


def line(tn: str, place: Place) -> Line:
    """All but the place follows from the digits."""
    last = int(tn[-2:])
    if not place.region:  # toll-free: as in a recorded answer (fact sheet, section 4)
        return Line(
            tn=tn, state="ALL", rate_center="US+CA", country="US", lata=0, tier="", network="VI", t38=False, cnam=False,
            sms=last % 2 == 0, toll_free=True, extended=False,
        )  # fmt: skip
    return Line(
        tn=tn,
        state=place.region,
        rate_center=place.centre,
        country=place.country,
        lata=LATAS.get(place.area_code, CANADA),
        tier=TIERS[(last + int(tn[2])) % len(TIERS)],
        network=NETWORKS[(last + int(tn[0])) % len(NETWORKS)],
        t38=last % 3 != 0,
        cnam=last % 5 != 0,
        sms=last % 4 != 3,
        toll_free=False,
        extended=last >= FIRST_EXTENDED,
    )
