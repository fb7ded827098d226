"""Batches, their rows, and playbooks, as tables."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from panel.bulk.models import Batch, BatchRow, Playbook, PlaybookEntry, RowState
from panel.bulk.queries import rows_called
from panel.ui.filters import Choices, FilterSet, Search
from panel.ui.tables import Column, Table


class BatchTable(Table[Batch]):
    """Newest first."""

    id = "batches"
    caption = _("Bulk changes")
    default_sort = "-begun"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("batch", _("Bulk change"), template="bulk/_cell_batch.html", css="ph-a"),
        Column("state", _("State"), template="bulk/_cell_state.html", css="ph-c"),
        Column("source", _("Numbers"), value="get_source_display", css="ph-hide"),
        Column("by", _("By"), template="bulk/_cell_by.html", css="ph-b"),
        Column(
            "begun",
            _("Begun"),
            sort="created_at",
            template="bulk/_cell_begun.html",
            css="right ph-d",
            falling_first=True,
        ),
    )


class RowFilters(FilterSet):
    id = "rows"

    q = Search(_("Search rows"), narrow=rows_called, placeholder=_("Number"))
    state = Choices(_("State"), lookup="state__in", choices=RowState.choices)


class RowTable(Table[BatchRow]):
    """In the order of the file or of the selection."""

    id = "rows"
    caption = _("Rows")
    default_sort = "position"
    columns = (
        Column("position", _("Row"), sort="position", css="num ph-hide"),
        Column("number", _("Number"), template="bulk/_cell_number.html", css="ph-a"),
        Column("changes", _("What changes"), template="bulk/_cell_changes.html", css="wrap ph-b"),
        Column("methods", _("Is called"), template="bulk/_cell_methods.html", css="wrap ph-hide"),
        Column("state", _("State"), template="bulk/_cell_row_state.html", css="ph-c"),
    )

    def row_css(self, row: BatchRow) -> str:
        return "is-unk" if row.state == RowState.REFUSED else ""


class PlaybookTable(Table[Playbook]):
    id = "playbooks"
    caption = _("Failover playbooks")
    default_sort = "name"
    columns = (
        Column("name", _("Playbook"), sort="name", template="bulk/_cell_playbook.html", css="ph-a"),
        Column("numbers", _("Numbers"), value="numbers", css="right num ph-d"),
        Column("state", _("State"), template="bulk/_cell_playbook_state.html", css="ph-c"),
        Column("calendar", _("By itself"), template="bulk/_cell_playbook_calendar.html", css="wrap ph-hide"),
        Column("remarks", _("When to use it"), css="ph-b"),
    )


class EntryTable(Table[PlaybookEntry]):
    """The numbers of a playbook."""

    id = "entries"
    caption = _("Numbers of the playbook")
    default_sort = "number"
    columns = (
        Column("number", _("Number"), sort="did__number", template="bulk/_cell_entry.html", css="ph-a"),
        Column("account", _("Account"), value="did.connection.name", css="ph-hide"),
        Column("now", _("Calls go to"), template="bulk/_cell_entry_now.html", css="wrap ph-b"),
        Column("applied", _("State"), template="bulk/_cell_entry_state.html", css="ph-c"),
    )

    def __init__(self, queryset: QuerySet[PlaybookEntry], request: HttpRequest) -> None:
        super().__init__(queryset.select_related("did__connection"), request)
