"""The lists of purchases, holds and requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.ordering.models import Hold, Purchase, SpecialRequest
from panel.ui.tables import Column, Table


class PurchaseTable(Table[Purchase]):
    id = "purchases"
    caption = _("Purchases")
    default_sort = "-when"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("when", _("When"), sort="created_at", template="ordering/_cell_purchase.html", css="ph-a", falling_first=True),
        Column("orders", _("Numbers"), value="how_many", css="ph-c right num"),
        Column("charge", _("Accepted charge"), template="ordering/_cell_charge.html", css="ph-b"),
        Column("by", _("By"), value="asked_by", css="ph-d"),
    )  # fmt: skip


class HoldTable(Table[Hold]):
    id = "holds"
    caption = _("Held numbers")
    default_sort = "-when"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("number", _("Number"), template="ordering/_cell_held.html", css="ph-a"),
        Column("account", _("Account"), value="connection", css="ph-hide"),
        Column("until", _("Held until"), template="ordering/_cell_until.html", css="ph-c"),
        Column("when", _("Asked"), sort="created_at", template="ordering/_cell_asked.html", css="ph-b", falling_first=True),
        Column("deeds", _("What can be done"), template="ordering/_cell_hold_deeds.html", css="ph-d", label_hidden=True),
    )  # fmt: skip


class RequestTable(Table[SpecialRequest]):
    id = "requests"
    caption = _("Special requests")
    default_sort = "-when"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("what", _("Wanted"), template="ordering/_cell_request.html", css="ph-a"),
        Column("account", _("Account"), value="connection", css="ph-hide"),
        Column("state", _("State"), template="ordering/_cell_request_state.html", css="ph-c"),
        Column("when", _("Asked"), sort="created_at", template="ordering/_cell_asked.html", css="ph-b", falling_first=True),
        Column("by", _("By"), value="asked_by", css="ph-d"),
    )  # fmt: skip
