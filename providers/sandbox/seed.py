"""The sandbox's accounts as they are born. All data is invented: 555-01xx numbers, example domains, documentation addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VoipmsAccount:
    """A VoIP.ms account. `main` is the main SIP login, `numbers` how many DIDs it starts with."""

    api_username: str
    api_password: str
    main: str
    numbers: int
    calls_per_day: int
    balance: str


VOIPMS_ACCOUNTS = (
    VoipmsAccount(
        api_username="ops@nordphone.example",
        api_password="Nordet-4417-sandbox",
        main="118204",
        numbers=322,
        calls_per_day=220,
        balance="1284.40000",
    ),
    VoipmsAccount(
        api_username="desk@harbourline.example",
        api_password="Harbour-2290-sandbox",
        main="127731",
        numbers=60,
        calls_per_day=60,
        balance="212.08000",
    ),
)

# Area code, rate centre, province or state, country. Real geography; the lines are all 555-01xx.
PLACES = (
    ("514", "MONTREAL", "QC", "CA"),
    ("438", "MONTREAL", "QC", "CA"),
    ("450", "LAVAL", "QC", "CA"),
    ("418", "QUEBEC", "QC", "CA"),
    ("581", "LEVIS", "QC", "CA"),
    ("819", "GATINEAU", "QC", "CA"),
    ("873", "SHERBROOKE", "QC", "CA"),
    ("416", "TORONTO", "ON", "CA"),
    ("647", "TORONTO", "ON", "CA"),
    ("613", "OTTAWA", "ON", "CA"),
    ("905", "MISSISSAUGA", "ON", "CA"),
    ("604", "VANCOUVER", "BC", "CA"),
    ("250", "VICTORIA", "BC", "CA"),
    ("403", "CALGARY", "AB", "CA"),
    ("780", "EDMONTON", "AB", "CA"),
    ("902", "HALIFAX", "NS", "CA"),
    ("212", "NEW YORK", "NY", "US"),
    ("718", "BROOKLYN", "NY", "US"),
    ("305", "MIAMI", "FL", "US"),
    ("415", "SAN FRANCISCO", "CA", "US"),
    ("512", "AUSTIN", "TX", "US"),
    ("312", "CHICAGO", "IL", "US"),
    ("206", "SEATTLE", "WA", "US"),
)
