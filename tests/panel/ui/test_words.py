"""How values are written, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from panel.ui import words
from panel.ui.status import level_of
from providers.ports import ProviderInfo

NOW = datetime(2026, 11, 21, 19, 2, 11, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+15145550142", "+1 514 555 0142"),
        ("+33199004712", "+33 1 99 00 47 12"),
        ("2041", "2041"),
        ("Anonymous", "Anonymous"),
        ("+1", "+1"),
        ("+999999999999999999", "+999999999999999999"),
    ],
)
def test_numbers_are_grouped_as_their_country_does(stored: str, shown: str) -> None:
    assert words.phone(stored).replace(words.NBSP, " ") == shown


@pytest.mark.parametrize(
    ("language", "decimals", "shown"),
    [("en", 2, "USD 1,284.40"), ("fr", 2, "1 284,40 USD"), ("en", 4, "USD 1,284.4000")],
)
def test_money_has_its_code_where_the_language_puts_it(language: str, decimals: int, shown: str) -> None:
    with translation.override(language):
        written = words.money(Decimal("1284.4"), "USD", decimals)
    assert written.replace("\u202f", " ").replace(words.NBSP, " ") == shown


def test_no_money_is_a_dash() -> None:
    assert render('{% money none "USD" %}', none=None) == "—"


@pytest.mark.parametrize(
    ("distance", "shown"),
    [
        (timedelta(seconds=-3), "just now"),
        (timedelta(seconds=-40), "40 s ago"),
        (timedelta(minutes=-2), "2 min ago"),
        (timedelta(seconds=40), "in 40 s"),
        (timedelta(minutes=59), "in 59 min"),
        (timedelta(hours=-1), "13:02"),
        (timedelta(hours=-20), "20 Nov, 18:02"),
        (timedelta(days=-400), "17 Oct 2025"),
    ],
)
def test_times_are_relative_within_the_hour_and_local_after(distance: timedelta, shown: str) -> None:
    with timezone.override(ZoneInfo("America/Toronto")), translation.override("en"):
        assert words.ago(NOW + distance, NOW) == shown


def test_the_exact_time_is_in_the_title() -> None:
    with timezone.override(ZoneInfo("America/Toronto")), translation.override("en"):
        assert 'title="21 Nov 2026, 14:02:11 EST"' in render("{{ at|ago }}", at=NOW)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (222, "3:42"),
        (3725, "1:02:05"),
        (timedelta(minutes=12, seconds=5), "12:05"),
    ],
)
def test_durations_are_minutes_and_seconds(seconds: int | timedelta, shown: str) -> None:
    assert words.duration(seconds) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anaïs Ouellet", "AO"),
        ("ops@nordphone.example", "ON"),
        ("Éric", "ÉR"),
        ("", "?"),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert words.initials(name) == shown


def test_a_status_is_an_icon_and_a_word_and_unknown_is_never_mistaken_for_failed() -> None:
    assert "pb-st--ok" in render('{% status "succeeded" "Succeeded" %}')
    assert "pb-pill--unk" in render('{% status "unknown" "Unknown" %}')
    assert "Unknown" in render('{% status "unknown" "Unknown" %}')
    assert level_of("failed") == "bad"
    assert level_of("never heard of") == "off"


def test_a_bare_provider_badge_keeps_its_name_for_screen_readers() -> None:
    info = ProviderInfo(
        slug="voipms", name="VoIP.ms", monogram="Vm", slot="vm", currency="USD", credential_fields=(), offers=()
    )
    html = render("{% provider info bare=True %}", info=info)
    assert '<span class="visually-hidden">VoIP.ms</span>' in html
    assert "p-vm" in html


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(LookupError):
        render('{% icon "../package" %}')


def test_a_stored_text_writes_money_as_its_reader_does() -> None:
    values = {"balance": words.stored_money(Decimal("1284.40"), "CAD")}
    assert words.translated("%(balance)s left.", values) == "CAD\xa01,284.40 left."
    with translation.override("fr"):
        assert words.translated("%(balance)s left.", values) == "Il reste 1\u202f284,40\xa0CAD."


@pytest.mark.parametrize(
    ("message", "values"),
    [("100% busy", {"provider": "VoIP.ms"}), ("%(gone)s", {"provider": "VoIP.ms"}), ("100% busy", {})],
)
def test_a_providers_own_words_stay_as_they_are(message: str, values: dict[str, str]) -> None:
    assert words.translated(message, values) == message


def test_months_and_days_are_no_proper_names_in_french() -> None:
    at = datetime(2026, 12, 11, 15, 30, tzinfo=UTC)
    with timezone.override("UTC"):
        assert words.moment(at) == "11 Dec 2026, 15:30:00 UTC"
        with translation.override("fr"):
            assert words.moment(at) == "11 déc. 2026, 15:30:00 UTC"
            assert words.ago(at, datetime(2026, 12, 31, 12, tzinfo=UTC)) == "11 déc., 15:30"
            assert words.ago(at, datetime(2028, 1, 1, tzinfo=UTC)) == "11 déc. 2026"
