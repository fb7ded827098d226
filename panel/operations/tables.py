"""The list of operations as declarations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.accounts.models import User
from panel.connections.models import Connection
from panel.operations.models import Operation, OperationState
from panel.operations.words import kinds
from panel.tenancy.models import Membership
from panel.ui.filters import Choices, FilterSet, Search
from panel.ui.tables import Column, Table


def connections() -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in Connection.objects.only("name").order_by("name")]


def people() -> list[tuple[str, str]]:
    members = User.objects.filter(pk__in=Membership.objects.values("user")).order_by("name", "email")
    return [(str(user.pk), str(user)) for user in members]


class OperationFilters(FilterSet):
    id = "operations"

    q = Search(
        _("Search operations"),
        narrow=lambda rows, text: (
            rows.filter(subject_label__icontains=text.replace(" ", "\u00a0"))
            | rows.filter(subject_label__icontains=text)
        ),
        placeholder=_("Number or name"),
    )
    state = Choices(_("State"), lookup="state__in", choices=OperationState.choices)
    kind = Choices(_("Kind of change"), lookup="kind__in", choices=kinds)
    connection = Choices(_("Account"), lookup="connection__in", choices=connections)
    by = Choices(_("Asked by"), lookup="asked_by__in", choices=people)


class OperationTable(Table[Operation]):
    id = "operations"
    caption = _("Operations")
    default_sort = "-created_at"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("kind", _("Operation"), template="operations/_cell_kind.html", css="ph-b"),
        Column("subject_label", _("Target"), template="operations/_cell_target.html", css="ph-a"),
        Column("connection", _("Account"), template="operations/_cell_account.html", css="ph-hide"),
        Column("asked_by", _("By"), value=lambda row: row.asked_by or "", css="ph-hide"),
        Column("state", _("State"), template="operations/_cell_state.html", css="ph-c"),
        Column(
            "created_at",
            _("When"),
            sort="created_at",
            template="operations/_cell_when.html",
            css="right ph-d",
            falling_first=True,
        ),
    )

    def row_css(self, row: Operation) -> str:
        return "is-unk" if row.state == OperationState.UNKNOWN else ""
