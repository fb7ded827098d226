"""Countries, time zones, destinations and what a number tells: `list.*` and the home network lookup."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from providers.sandbox.callr.account import Account
from providers.sandbox.world.store import Document

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A country, as far as the service lists it. Rates are cents a minute and a message. `mcc` and `mnc`: a home network."""

    label: str
    french: str
    dial: str
    capital: str
    continent: str
    languages: str
    latitude: str
    longitude: str
    neighbours: str
    length: str
    tld: str
    currency: str
    local: str
    per_minute: str
    per_sms: str
    mcc: str
    mnc: str


# The fields of Place behind the code.
_TABLE = """\
BE|belgium|Belgique|32|BRU|EUR|nl-BE,fr-BE,de-BE|50.83|4.00|DE,NL,LU,FR|9|.be|EUR|0|1.20|7.50|206|01
CA|canada|Canada|1|OTT|NAM|en-CA,fr-CA|60.00|-95.00|US|10|.ca|CAD|1|0.90|1.00|302|720
CH|switzerland|Suisse|41|BRN|EUR|de-CH,fr-CH,it-CH|47.00|8.00|DE,IT,LI,FR,AT|9|.ch|CHF|0|2.10|6.20|228|01
DE|germany|Allemagne|49|BER|EUR|de|51.00|9.00|CH,PL,NL,DK,BE,CZ,LU,FR,AT|10|.de|EUR|0|1.00|7.80|262|01
FR|france|France|33|PAR|EUR|fr-FR|46.00|2.00|CH,DE,BE,LU,IT,AD,MC,ES|9|.fr|EUR|0|0.80|5.90|208|01
GB|united kingdom|Royaume-Uni|44|LON|EUR|en-GB|54.00|-2.00|IE|10|.uk|GBP|0|0.70|3.60|234|15
US|united states|États-Unis|1|WAS|NAM|en-US,es-US|38.00|-97.00|CA,MX,CU|10|.us|USD|1|0.90|0.80|310|410"""
COUNTRIES = {code: Place(*fields) for code, *fields in (line.split("|") for line in _TABLE.splitlines())}
ZONES = {
    1: ("America/Montreal", ["America/Toronto", "America/Montreal"], ["CA"], "(UTC-05:00) Montréal, Toronto"),
    2: ("America/New_York", ["America/New_York", "US/Eastern"], ["US"], "(UTC-05:00) New York"),
    3: ("America/Chicago", ["America/Chicago", "US/Central"], ["US"], "(UTC-06:00) Chicago"),
    4: ("America/Vancouver", ["America/Vancouver", "Canada/Pacific"], ["CA"], "(UTC-08:00) Vancouver"),
    5: ("Europe/London", ["Europe/London", "GB"], ["GB"], "(UTC+00:00) London"),
    6: ("Europe/Paris", ["Europe/Paris"], ["FR"], "(UTC+01:00) Paris"),
    7: ("Europe/Brussels", ["Europe/Brussels"], ["BE"], "(UTC+01:00) Bruxelles"),
    8: ("Europe/Zurich", ["Europe/Zurich"], ["CH"], "(UTC+01:00) Zürich"),
    9: ("Etc/UTC", ["Etc/UTC", "UTC"], [], "(UTC) Coordinated Universal Time"),
}
KINDS = {
    PhoneNumberType.MOBILE: "MOBILE",
    PhoneNumberType.TOLL_FREE: "TOLLFREE",
    PhoneNumberType.SHARED_COST: "SHAREDCOST",
    PhoneNumberType.PREMIUM_RATE: "SPECIAL",
    PhoneNumberType.VOIP: "NON-GEOGRAPHIC",
}


def list_countries(account: Account, given: Given) -> dict[str, Document]:
    return {code: _country(code, place) for code, place in COUNTRIES.items()}


def _country(code: str, place: Place) -> Document:
    return {
        "capital_code": place.capital,
        "continent_code": place.continent,
        "country_code": code,
        "country_dialcode": place.dial,
        "country_en_label": place.label.upper(),
        "country_fr_label": place.french.upper(),
        "country_label": place.label,
        "country_languages": place.languages,
        "country_latitude": place.latitude,
        "country_localcode": place.local,
        "country_longitude": place.longitude,
        "country_neighbours": place.neighbours,
        "country_number_length": place.length,
        "country_tld": place.tld,
        "currency_code": place.currency,
    }


def list_timezones(account: Account, given: Given) -> dict[str, Document]:
    return {
        str(number): {
            "id": number,
            "iana": iana,
            "iana_names": names,
            "country_codes": countries,
            "label": label,
            "dst": "0" if iana == "Etc/UTC" else "1",
        }
        for number, (iana, names, countries, label) in ZONES.items()
    }


def list_destinations(account: Account, given: Given) -> list[Document]:
    """One of the guessed shapes: a row for each country and what it costs, in cents."""
    return [
        {
            "country_code": code,
            "label": destination(code),
            "amount_per_minute": place.per_minute,
            "amount_per_sms": place.per_sms,
        }
        for code, place in COUNTRIES.items()
    ]


def destination(code: str) -> str:
    """The label of the tariff."""
    place = COUNTRIES.get(code)
    return place.label.upper() if place else "INTERNATIONAL"


def number_infos(account: Account, given: Given) -> Document:
    """Nonsense is no error."""
    return infos(given["number"])


def infos(number: str) -> Document:
    try:
        parsed = phonenumbers.parse(number)
        possible = phonenumbers.is_possible_number(parsed)
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        empty = dict.fromkeys(
            ("country_code", "intl_code", "intl_number", "local_number", "local_prefix", "location", "type"), ""
        )
        return {**empty, "is_valid": False}
    country = country_of(number)
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    return {
        "country_code": country,
        "intl_code": str(parsed.country_code),
        "intl_number": phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        "is_valid": True,
        "local_number": "".join(char for char in national if char.isdigit()),
        "local_prefix": COUNTRIES[country].local if country in COUNTRIES else "",
        "location": COUNTRIES[country].label.title() if country in COUNTRIES else "",
        "type": kind_of(number),
    }


@lru_cache(maxsize=10_000)
def country_of(number: str) -> str:
    """ISO code, "" when it cannot be told. Canada and the United States share a plan; fictional lines are told apart too."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    found = phonenumbers.region_code_for_number(parsed)
    return found if found and found != "001" else phonenumbers.region_code_for_country_code(parsed.country_code or 0)


@lru_cache(maxsize=10_000)
def kind_of(number: str) -> str:
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""
    return KINDS.get(kind, "GEOGRAPHIC")


def look_up_home(account: Account, given: Given) -> Document:
    """Numbers that end in 00 have no home network."""
    place = COUNTRIES.get(country_of(given["number"]))
    if place is None or given["number"].endswith("00"):
        return {"mcc": "", "mnc": "", "state": "FAILURE"}
    return {"mcc": place.mcc, "mnc": place.mnc, "state": "SUCCESS"}
