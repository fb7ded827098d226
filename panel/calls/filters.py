"""How the calls can be narrowed. Every filter is in the address."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.calls.models import CallRecord, DirectionChoice, DispositionChoice
from panel.connections.queries import account_choices
from panel.tenancy.queries import client_choices, of_client
from panel.ui.filters import Choices, Day, FilterSet, OneOf, Search


def about(rows: QuerySet[CallRecord], text: str) -> QuerySet[CallRecord]:
    """Calls from or to numbers that begin with these digits, in any notation; a name when there are letters."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if any(char.isalpha() for char in text) or not digits:
        return rows.filter(Q(caller_name__icontains=text.strip()) | Q(account__icontains=text.strip()))
    prefixes = [f"+{digits}"] if text.strip().startswith("+") else [f"+{digits}", f"+1{digits}"]
    found = Q()
    for prefix in prefixes:
        for field in ("caller_number", "callee_number"):
            found |= Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + ":"})  # ":" follows "9"
    return rows.filter(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_current_timezone())


class CallFilters(FilterSet):
    id = "calls"

    q = Search(_("Search calls"), narrow=about, placeholder=_("Number, name or SIP account"))
    since = Day(_("From"), narrow=lambda rows, day: rows.filter(started_at__gte=_midnight(day)))
    until = Day(_("To"), narrow=lambda rows, day: rows.filter(started_at__lt=_midnight(day + timedelta(days=1))))
    direction = Choices(_("Direction"), lookup="direction__in", choices=DirectionChoice.choices)
    result = Choices(_("Result"), lookup="disposition__in", choices=DispositionChoice.choices)
    account = Choices(_("Account"), lookup="connection__in", choices=account_choices)
    client = OneOf(_("Client"), choices=client_choices, narrow=of_client)
