"""How routing objects and devices can be narrowed."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panel.connections.queries import account_choices
from panel.routing.models import Kind
from panel.ui.filters import Choices, FilterSet, Search, YesNo

NOT_LISTED = {"account", "system", "none", "unknown"}


class RoutingFilters(FilterSet):
    id = "routing"

    q = Search(
        _("Search routing"),
        narrow=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(remote_id=text)),
        placeholder=_("Name or id"),
    )
    kind = Choices(
        _("Kind"), lookup="kind__in", choices=[choice for choice in Kind.choices if choice[0] not in NOT_LISTED]
    )
    account = Choices(_("Account"), lookup="connection__in", choices=account_choices)
    gone = YesNo(
        _("Gone"),
        lookup="gone_at__isnull",
        narrow=lambda rows, gone: rows.filter(gone_at__isnull=not gone),
        yes=_("yes"),
        no=_("no"),
    )


class DeviceFilters(FilterSet):
    id = "devices"

    q = Search(
        _("Search devices"),
        narrow=lambda rows, text: rows.filter(Q(login__icontains=text) | Q(description__icontains=text)),
        placeholder=_("Login or description"),
    )
    account = Choices(_("Account"), lookup="connection__in", choices=account_choices)
    registered = YesNo(_("Registered"), lookup="registered", yes=_("yes"), no=_("no"))
