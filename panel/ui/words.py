"""How values are written for a person: phone numbers, money, times, durations. Pure; the language is the active one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import phonenumbers
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\u00a0"


def phone(number: str) -> str:
    """`+15145550142` → `+1 514 555 0142`, with no-break spaces. What is not E.164 stays as it is."""
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return shown.replace("-", NBSP).replace(" ", NBSP)


def money(amount: Decimal, currency: str, decimals: int = 2) -> str:
    """`USD 0.85`; in French `0,85 USD`. ISO code always, so that a dollar is never any dollar."""
    figure = number(amount, decimals)
    return f"{figure}{NBSP}{currency}" if get_language() == "fr" else f"{currency}{NBSP}{figure}"


def number(amount: Decimal | int, decimals: int = 0) -> str:
    """Grouped as the language does: `1,284.40`, `1 284,40`."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(amount, format=pattern, locale=get_language() or "en")


def moment(at: datetime) -> str:
    """The exact time in the person's zone: `21 Nov 2026, 14:02:11 EST`."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'SHORT_DATE_FORMAT')}, {local:%H:%M:%S} {local.tzname()}"


def ago(at: datetime, now: datetime | None = None) -> str:
    """Relative within the hour, before or ahead; then the time today, the day with the time, and the date of other years."""
    now = now or timezone.now()
    distance = at - now
    if abs(distance) < timedelta(hours=1):
        return _near(distance)
    local, today = timezone.localtime(at), timezone.localtime(now)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{date_format(local, 'DAY_AND_MONTH_FORMAT')}, {local:%H:%M}"
    return date_format(local, "SHORT_DATE_FORMAT")


def _near(distance: timedelta) -> str:
    seconds = int(abs(distance).total_seconds())
    ahead = distance > timedelta(0)
    if seconds < 10:
        return _("now") if ahead else _("just now")
    amount = {"count": seconds if seconds < 60 else seconds // 60}
    if seconds < 60:
        return (_("in %(count)s s") if ahead else _("%(count)s s ago")) % amount
    return (_("in %(count)s min") if ahead else _("%(count)s min ago")) % amount


def duration(length: timedelta | int | float) -> str:
    """Minutes and seconds: `3:42`; with hours `1:02:05`."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"


def initials(name: str) -> str:
    """Two letters for an avatar: `Anaïs Ouellet` → `AO`."""
    words = [word for word in name.replace("@", " ").replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[1][0] if len(words) > 1 else words[0][1:2])).upper()


def translated(message: str, values: Mapping[str, Any]) -> str:
    """A stored msgid in the active language; `stored_money` is written as that language writes it.

    Text that takes no such values, a provider's own words, stays as it is.
    """
    if not message:
        return ""
    text = _(message)
    try:
        return text % {name: _written(value) for name, value in values.items()} if values else text
    except (KeyError, TypeError, ValueError):
        return text


def stored_money(amount: Decimal, currency: str) -> dict[str, str]:
    """An amount among the values of a stored text."""
    return {"amount": str(amount), "currency": currency}


def _written(value: Any) -> Any:
    return money(Decimal(value["amount"]), value["currency"]) if isinstance(value, dict) else value
