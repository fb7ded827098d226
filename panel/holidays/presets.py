"""The public holidays of countries, states and provinces, from the library `holidays`. The only module that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
from babel import Locale
from holidays.registry import COUNTRIES

from panel.holidays.models import Holiday

FIRST = ("CA", "US")  # at the head of the list


@dataclass(frozen=True, slots=True)
class PublicDay:
    day: date
    name: str
    name_fr: str


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of those whose holidays are known, by name."""
    names = Locale.parse(language, sep="-").territories
    codes = {row[1] for row in COUNTRIES.values()}
    named = sorted(((code, names[code]) for code in codes if code in names), key=lambda each: each[1])
    return tuple(sorted(named, key=lambda each: FIRST.index(each[0]) if each[0] in FIRST else len(FIRST)))


def subdivisions(country: str, language: str) -> list[tuple[str, str]]:
    """(code, name) of a country's states or provinces whose holidays differ. The library's first name for one is English, its
    last one the local one."""
    if not is_known(country):
        return []
    aliases = holidays.country_holidays(country).get_subdivision_aliases()
    named = [
        (code, (names[-1 if language.startswith("fr") else 0] if names else code)) for code, names in aliases.items()
    ]
    return sorted(named, key=lambda each: each[1])


def is_known(country: str) -> bool:
    return any(row[1] == country for row in COUNTRIES.values())


def place_name(country: str, subdivision: str, language: str) -> str:
    """ "Quebec, Canada"; empty without a country."""
    if not country:
        return ""
    name = dict(countries(language)).get(country, country)
    return f"{dict(subdivisions(country, language)).get(subdivision, subdivision)}, {name}" if subdivision else name


def days_of(country: str, subdivision: str, year: int) -> list[PublicDay]:
    """The public holidays of a year, and the days on which they are kept when they fall on a weekend."""
    english, french = _named(country, subdivision, year, "en"), _named(country, subdivision, year, "fr")
    return [PublicDay(day, name, french.get(day, "")) for day, name in sorted(english.items())]


def _named(country: str, subdivision: str, year: int, language: str) -> dict[date, str]:
    """Empty where the library does not speak French; where it does not speak English, the country's own names."""
    spoken = _spoken(country, language)
    if language != "en" and not spoken:
        return {}
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=spoken or None)
    longest = Holiday._meta.get_field("name").max_length
    return {day: found[day][:longest] for day in found if day.year == year}


def _spoken(country: str, language: str) -> str:
    """The library's name of a language as it speaks it for a country: its own kind of English before that of the US."""
    entity = holidays.country_holidays(country)
    known = (entity.default_language, *entity.supported_languages)
    own = f"{language}_{country}"
    fitting = [each for each in known if each and each.split("_")[0] == language]
    return own if own in fitting else (fitting[0] if fitting else "")
