"""The address database behind emergency calls: a few streets of the United States and Canada, with English and French names.

Look-ups find what is meant: exactly, or nearly with alternates to choose from, or not at all. All streets are invented.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """As the database writes it. `region`: two letters. `unit` is empty where a building has none."""

    number: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    unit_type: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    """One side-less stretch of street. `units`: every address on it is a building that wants a unit."""

    street: str
    low: int
    high: int
    city: str
    region: str
    postal_code: str
    country: str
    units: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`exact`: known as written, and all that is needed was given. `lenient`: good enough for a check that asks less: the
    street and number are known, though the postal code is of the next street, or the unit is missing. `found` is the
    database's writing. `missing_unit`: the building wants one.
    """

    exact: bool = False
    lenient: bool = False
    found: Address | None = None
    alternates: tuple[Address, ...] = ()
    missing_unit: bool = False


STREETS = (
    Street("RUE SAINT-VIATEUR OUEST", 1, 399, "MONTREAL", "QC", "H2T 2L1", "CA"),
    Street("RUE SAINT-VIATEUR EST", 1, 299, "MONTREAL", "QC", "H2T 1A8", "CA"),
    Street("AVENUE DES ÉRABLES", 2000, 5999, "MONTREAL", "QC", "H2H 2E4", "CA"),
    Street("BOULEVARD DU HAVRE", 100, 2400, "MONTREAL", "QC", "H3C 1S6", "CA", units=True),
    Street("RUE DE L'ÉGLISE", 10, 480, "QUEBEC", "QC", "G1K 4B2", "CA"),
    Street("CHEMIN DES PATRIOTES", 1, 900, "LAVAL", "QC", "H7L 1B4", "CA"),
    Street("HARBOUR STREET", 1, 450, "TORONTO", "ON", "M5J 1B7", "CA", units=True),
    Street("MAPLE AVENUE EAST", 1, 700, "TORONTO", "ON", "M4X 1P3", "CA"),
    Street("MAPLE AVENUE WEST", 1, 700, "TORONTO", "ON", "M6R 2E2", "CA"),
    Street("BANK HILL ROAD", 100, 1300, "OTTAWA", "ON", "K1P 5Z9", "CA"),
    Street("CEDAR CRESCENT", 1, 220, "VANCOUVER", "BC", "V6J 2R3", "CA"),
    Street("GRANITE WAY", 500, 2200, "CALGARY", "AB", "T2P 3N4", "CA"),
    Street("LIGHTHOUSE LANE", 1, 140, "HALIFAX", "NS", "B3J 1M5", "CA"),
    Street("PINE STREET", 1, 999, "NEW YORK", "NY", "10005", "US", units=True),
    Street("WILLOW STREET", 1, 350, "BROOKLYN", "NY", "11201", "US"),
    Street("OCEAN DRIVE", 100, 1600, "MIAMI", "FL", "33139", "US"),
    Street("MARKET STREET", 1, 2200, "SAN FRANCISCO", "CA", "94103", "US", units=True),
    Street("CONGRESS AVENUE", 100, 3000, "AUSTIN", "TX", "78701", "US"),
    Street("LAKE STREET WEST", 1, 900, "CHICAGO", "IL", "60607", "US"),
    Street("HARBOR VIEW AVENUE NORTH", 10, 800, "SEATTLE", "WA", "98109", "US"),
)
# How one writes what the database writes in full.
SHORT = {
    "ST": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "BLVD": "BOULEVARD", "BOUL": "BOULEVARD", "BD": "BOULEVARD",
    "RD": "ROAD", "CRES": "CRESCENT", "DR": "DRIVE", "LN": "LANE", "CH": "CHEMIN", "E": "EAST", "W": "WEST",
    "N": "NORTH", "S": "SOUTH", "O": "OUEST", "STE": "SAINTE",
}  # fmt: skip
CITIES = {"MONTRÉAL": "MONTREAL", "QUÉBEC": "QUEBEC", "NEW YORK CITY": "NEW YORK", "MANHATTAN": "NEW YORK"}
NEAR = 0.72
MOST_ALTERNATES = 4


def look_up(asked: Address) -> Found:
    """Compare with the database, whatever the capitals. Anything else that differs makes it a near-miss."""
    for street in STREETS:
        if _same_street(asked, street) and _number(asked.number, street):
            found = _address(street, asked)
            missing = street.units and not asked.unit
            complete = _squeezed(asked.postal_code)[:5] == _squeezed(street.postal_code)[:5]
            if complete and not missing:
                return Found(exact=True, lenient=True, found=found)
            return Found(lenient=True, found=found, alternates=(found,), missing_unit=missing)
    return Found(alternates=_near(asked))


def _near(asked: Address) -> tuple[Address, ...]:
    """The most alike first. Same country, and the same region, city or postal code."""
    scored = sorted(
        ((_likeness(asked, street), street) for street in STREETS if street.country == asked.country.upper()),
        key=lambda pair: -pair[0],
    )
    return tuple(_address(street, asked) for score, street in scored if score >= NEAR)[:MOST_ALTERNATES]


def _likeness(asked: Address, street: Street) -> float:
    here = (
        _words(asked.city) == _words(street.city)
        or asked.region.upper() == street.region
        or _squeezed(asked.postal_code)[:3] == _squeezed(street.postal_code)[:3]
    )
    return difflib.SequenceMatcher(None, _words(asked.street), _words(street.street)).ratio() if here else 0.0


def _same_street(asked: Address, street: Street) -> bool:
    """Written as the database writes it, capitals and accents apart."""
    return (
        _plain(asked.street) == _plain(street.street)
        and _plain(CITIES.get(asked.city.upper().strip(), asked.city)) == street.city
        and asked.region.upper().strip() == street.region
        and asked.country.upper().strip() == street.country
    )


def _number(text: str, street: Street) -> bool:
    digits = re.match(r"\d+", text.strip())
    return digits is not None and street.low <= int(digits.group()) <= street.high


def _address(street: Street, asked: Address) -> Address:
    """The database's writing; a number beyond the street becomes its nearest."""
    digits = re.match(r"\d+", asked.number.strip())
    number = asked.number.strip().upper()
    if not _number(asked.number, street):
        number = str(min(max(int(digits.group()), street.low), street.high)) if digits else str(street.low)
    return replace(
        asked,
        number=number,
        street=street.street,
        city=street.city,
        region=street.region,
        postal_code=street.postal_code,
        country=street.country,
    )


def _plain(text: str) -> str:
    """Capitals, without accents and with single blanks."""
    letters = unicodedata.normalize("NFD", text.upper())
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def _words(text: str) -> str:
    words = re.sub(r"[^A-Z0-9]+", " ", _plain(CITIES.get(text.upper().strip(), text))).split()
    return " ".join(SHORT.get(word, word) for word in words)


def _squeezed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
