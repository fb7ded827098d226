"""The calls as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.calls.models import CallRecord
from panel.ui.tables import Column, Table


class CallTable(Table[CallRecord]):
    """Newest first. Costs are a column for those who may see them."""

    id = "calls"
    caption = _("Calls")
    default_sort = "-when"
    previous_label = _("Newer")
    next_label = _("Older")
    columns: tuple[Column, ...] = (
        Column("when", _("When"), sort="started_at", template="calls/_cell_when.html", css="ph-b", falling_first=True),
        Column("caller", _("From"), template="calls/_cell_caller.html", css="ph-a"),
        Column("callee", _("To"), template="calls/_cell_callee.html", css="ph-hide"),
        Column("direction", _("Direction"), value=lambda row: row.get_direction_display(), css="ph-hide"),
        Column("result", _("Result"), template="calls/_cell_result.html", css="ph-c"),
        Column("account", _("SIP account"), value="account", css="ph-hide mono"),
        Column("seconds", _("Length"), template="calls/_cell_length.html", css="ph-d right num"),
    )


class CallTableWithCosts(CallTable):
    columns = (
        *CallTable.columns,
        Column("cost", _("Cost"), template="calls/_cell_cost.html", css="ph-hide right num"),
    )
