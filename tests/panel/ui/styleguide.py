"""Pages that exist in tests only: each shared part once, to be looked at and driven by a browser."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from panel.dids.models import Did
from panel.tenancy.access import requires
from panel.tenancy.roles import Permission
from panel.ui.charts import Series, StackedBars
from panel.ui.filters import Choices, FilterSet, OneOf, Search, YesNo
from panel.ui.forms import Form
from panel.ui.htmx import invalid, render_page, toast
from panel.ui.tables import Column, Table
from providers.ports import ProviderInfo

VOIPMS = ProviderInfo(
    slug="voipms", name="VoIP.ms", monogram="Vm", slot="vm", currency="USD", credential_fields=(), offers=()
)


class NumberFilters(FilterSet):
    id = "numbers"
    q = Search("Search numbers", narrow=lambda rows, text: rows.filter(number__contains=text), placeholder="Number")
    region = OneOf(
        "Province", lookup="region", choices=[("QC", "Québec"), ("ON", "Ontario"), ("BC", "British Columbia")]
    )
    state = Choices("State", lookup="state__in", choices=[("active", "Active"), ("lost", "Lost")])
    sms = YesNo("SMS", lookup="sms_enabled")


class NumberTable(Table[Did]):
    id = "numbers"
    caption = "Numbers"
    columns = (
        Column("number", "Number", sort="number", value=lambda did: did.number, css="ph-a num"),
        Column("place", "Place", value="description", sort="description", css="ph-b"),
        Column("account", "Account", value="connection.name", css="ph-hide"),
        Column("region", "Province", sort="region", css="ph-c"),
    )
    default_sort = "number"
    page_size = 12
    css = "pb-t--stack"


class RouteForm(Form):
    spans = {"ring": "s3", "pop": "s3"}
    name = forms.CharField(label="Name of this connection", help_text="Shown to your team.", max_length=20)
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(label="API password", widget=forms.PasswordInput)
    ring = forms.IntegerField(label="Ring for, in seconds", required=False)
    pop = forms.ChoiceField(label="Server", choices=[("mtl", "Montréal"), ("tor", "Toronto")])
    when = forms.ChoiceField(label="When", choices=[("now", "Now"), ("later", "Later")], widget=forms.RadioSelect)
    cnam = forms.BooleanField(label="Look up caller names", required=False)


@requires(Permission.VIEW)
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = RouteForm(initial={"name": "VoIP.ms, main", "email": "ops@nordphone.example", "pop": "mtl", "when": "now"})
    days = [date(2026, 11, 1) + timedelta(days=each) for each in range(21)]
    context = {
        "states": ["succeeded", "running", "queued", "unknown", "partial", "failed", "abandoned"],
        "form": form,
        "job": SimpleNamespace(
            pk=1,
            state="running",
            get_state_display="Running",
            in_flight=True,
            done=7,
            total=19,
            message="",
            created_at=now,
        ),
        "operations": [operation(state) for state in ("unknown", "failed", "succeeded")],
        "steps": [
            {"level": "ok", "title": "Asked for", "at": now - timedelta(minutes=2)},
            {"level": "run", "title": "Sent to VoIP.ms", "note": "attempt 1", "at": now},
            {"level": "", "title": "Read back and compared"},
        ],
        "chart": StackedBars(
            id="calls",
            label="Calls per day by provider, 1 to 21 November.",
            days=days,
            series=[
                Series("VoIP.ms", "vm", [1200 + 40 * (each % 5) for each in range(21)]),
                Series("VoiceMeUp", "vu", [640 + 90 * (each % 4) for each in range(21)]),
            ],
        ),
    }
    return render(request, "guide/page.html", context)


def operation(state: str) -> Any:
    words = {"unknown": "Unknown — reconciling", "failed": "Failed", "succeeded": "Succeeded"}
    return SimpleNamespace(
        pk=state,
        state=state,
        get_state_display=words[state],
        is_open=state == "unknown",
        next_at=timezone.now() + timedelta(seconds=40) if state == "unknown" else None,
        error_message="VoIP.ms does not accept this destination." if state == "failed" else "",
        error_code="invalid_routing" if state == "failed" else "",
    )


@requires(Permission.VIEW)
def trial_form(request: HttpRequest) -> HttpResponse:
    form = RouteForm(request.POST)
    if not form.is_valid():
        return invalid(request, "guide/_form.html", "guide/_form.html", {"form": form})
    return toast(request, render(request, "guide/_form.html", {"form": form}), "Saved")


@requires(Permission.VIEW)
def trial_list(request: HttpRequest) -> HttpResponse:
    filters = NumberFilters(request)
    table = NumberTable(filters.narrow(Did.objects.select_related("connection")), request)
    context = {"filters": filters, "table": table, "count": f"{len(table.rows)} shown"}
    return render_page(request, "guide/list.html", "ui/_list_fragment.html", context)


@requires(Permission.VIEW)
def trial_toast(request: HttpRequest) -> HttpResponse:
    return toast(request, HttpResponse(status=204), "Not saved: VoIP.ms refused the route", "bad", url="/", link="Why")


@requires(Permission.VIEW)
def trial_remove(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<!doctype html><link rel="icon" href="data:,"><title>Released</title><h1>Released</h1>')


urlpatterns = [
    path("guide/", guide),
    path("guide/list/", trial_list, name="trial-list"),
    path("guide/form/", trial_form, name="trial-form"),
    path("guide/toast/", trial_toast),
    path("guide/remove/", trial_remove),
    path("", include("panel.urls")),
]
