"""The jobs as a table, and how it can be narrowed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panel.connections.queries import account_choices
from panel.jobs.models import Job, JobState
from panel.jobs.words import TITLES
from panel.ui.filters import Choices, FilterSet
from panel.ui.tables import Column, Table


class JobFilters(FilterSet):
    id = "jobs"

    state = Choices(_("State"), lookup="state__in", choices=JobState.choices)
    kind = Choices(_("Kind"), lookup="kind__in", choices=list(TITLES.items()))
    account = Choices(_("Account"), lookup="connection__in", choices=account_choices)


class JobTable(Table[Job]):
    """Newest first."""

    id = "job-list"
    caption = _("Jobs")
    default_sort = "-asked"
    previous_label = _("Newer")
    next_label = _("Older")
    columns = (
        Column("job", _("Job"), template="jobs/_cell_title.html", css="ph-a"),
        Column("state", _("State"), template="jobs/_cell_state.html", css="ph-c"),
        Column("result", _("Result"), template="jobs/_cell_result.html", css="ph-b"),
        Column("by", _("By"), template="jobs/_cell_by.html", css="ph-hide"),
        Column(
            "asked",
            _("Asked"),
            sort="created_at",
            template="jobs/_cell_asked.html",
            css="ph-d right",
            falling_first=True,
        ),
    )
