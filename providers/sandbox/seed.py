"""The sandbox's accounts as they are born. All data is invented: 555-01xx numbers, example domains, documentation addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VoipmsAccount:
    """A VoIP.ms account. `main` is the main SIP login, `numbers` how many DIDs it starts with, of the lines of each place
    from `first_line` on. `balance` is in US dollars.
    """

    api_username: str
    api_password: str
    main: str
    numbers: int
    first_line: int
    calls_per_day: int
    balance: str


VOIPMS_ACCOUNTS = (
    VoipmsAccount(
        api_username="ops@nordphone.example",
        api_password="Nordet-4417-sandbox",
        main="118204",
        numbers=322,
        first_line=0,
        calls_per_day=220,
        balance="1284.40000",
    ),
    VoipmsAccount(
        api_username="desk@harbourline.example",
        api_password="Harbour-2290-sandbox",
        main="127731",
        numbers=60,
        first_line=50,
        calls_per_day=60,
        balance="212.08000",
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A rate centre under one area code. Real geography; the lines are all 555-0100 to 555-0199."""

    area_code: str
    centre: str
    region: str
    country: str

    def numbers(self, lines: Iterable[int]) -> list[str]:
        return [f"{self.area_code}55501{line:02d}" for line in lines]


PLACES = (
    Place("514", "MONTREAL", "QC", "CA"),
    Place("438", "MONTREAL", "QC", "CA"),
    Place("450", "LAVAL", "QC", "CA"),
    Place("418", "QUEBEC", "QC", "CA"),
    Place("581", "LEVIS", "QC", "CA"),
    Place("819", "GATINEAU", "QC", "CA"),
    Place("873", "SHERBROOKE", "QC", "CA"),
    Place("416", "TORONTO", "ON", "CA"),
    Place("647", "TORONTO", "ON", "CA"),
    Place("613", "OTTAWA", "ON", "CA"),
    Place("905", "MISSISSAUGA", "ON", "CA"),
    Place("604", "VANCOUVER", "BC", "CA"),
    Place("250", "VICTORIA", "BC", "CA"),
    Place("403", "CALGARY", "AB", "CA"),
    Place("780", "EDMONTON", "AB", "CA"),
    Place("902", "HALIFAX", "NS", "CA"),
    Place("212", "NEW YORK", "NY", "US"),
    Place("718", "BROOKLYN", "NY", "US"),
    Place("305", "MIAMI", "FL", "US"),
    Place("415", "SAN FRANCISCO", "CA", "US"),
    Place("512", "AUSTIN", "TX", "US"),
    Place("312", "CHICAGO", "IL", "US"),
    Place("206", "SEATTLE", "WA", "US"),
)
COUNTRY_OF = {place.area_code: place.country for place in PLACES}
REGIONS = {
    ("QC", "CA"): "QUEBEC",
    ("ON", "CA"): "ONTARIO",
    ("BC", "CA"): "BRITISH COLUMBIA",
    ("AB", "CA"): "ALBERTA",
    ("NS", "CA"): "NOVA SCOTIA",
    ("NY", "US"): "NEW YORK",
    ("FL", "US"): "FLORIDA",
    ("CA", "US"): "CALIFORNIA",
    ("TX", "US"): "TEXAS",
    ("IL", "US"): "ILLINOIS",
    ("WA", "US"): "WASHINGTON",
}
