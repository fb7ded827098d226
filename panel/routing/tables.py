"""Routing objects and devices as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.routing.models import Device, RoutingObject
from panel.ui.tables import Column, Table


class RoutingTable(Table[RoutingObject]):
    id = "routing"
    caption = _("Routing objects")
    default_sort = "name"
    columns = (
        Column("name", _("Name"), sort="name", template="routing/_cell_name.html", css="ph-a"),
        Column("kind", _("Kind"), template="routing/_cell_kind.html", css="ph-c"),
        Column("leads", _("Leads to"), template="routing/_cell_links.html", css="ph-b"),
        Column("account", _("Account"), template="dids/_cell_account.html", css="ph-hide"),
        Column(
            "changed",
            _("Changed"),
            sort="changed_at",
            template="dids/_cell_changed.html",
            css="ph-hide right",
            falling_first=True,
        ),
    )

    def row_css(self, row: RoutingObject) -> str:
        return "is-unk" if row.gone_at else ""


class DeviceTable(Table[Device]):
    id = "devices"
    caption = _("Devices")
    default_sort = "login"
    columns = (
        Column("login", _("SIP account"), sort="login", template="routing/_cell_login.html", css="ph-a"),
        Column("registered", _("Registration"), template="routing/_cell_registered.html", css="ph-c"),
        Column("protocol", _("Protocol"), template="routing/_cell_protocol.html", css="ph-hide"),
        Column("account", _("Account"), template="dids/_cell_account.html", css="ph-hide"),
        Column(
            "changed",
            _("Changed"),
            sort="changed_at",
            template="dids/_cell_changed.html",
            css="ph-hide right",
            falling_first=True,
        ),
    )
