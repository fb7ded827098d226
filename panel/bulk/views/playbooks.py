"""Failover playbooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panel.bulk import following, playbook_services
from panel.bulk.forms import RoutesForm
from panel.bulk.models import Batch, Playbook
from panel.bulk.playbook_forms import PlaybookForm
from panel.bulk.playbook_services import HolidayNow, NameTaken
from panel.bulk.queries import entries_of, playbook_or_404, playbooks
from panel.bulk.services import BulkProblem
from panel.bulk.tables import EntryTable, PlaybookTable
from panel.bulk.words import reasons, routes_in_words
from panel.connections.models import Connection
from panel.dids.route_operation import settings_of
from panel.holidays.queries import put_next_beside
from panel.routing.destinations import spot_of
from panel.routing.naming import names_of
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import go, invalid, render_page, toast

RECENT = 5


@require_safe
@requires(Permission.VIEW)
def playbook_list(request: TenantRequest) -> HttpResponse:
    table = PlaybookTable(playbooks(), request)
    put_next_beside([row.calendar for row in table.page.rows if row.calendar], timezone.now())
    context = {"table": table, "empty": "bulk/_no_playbooks.html"}
    return render_page(request, "bulk/playbook_list.html", "ui/_table.html", context)


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, playbook_id: UUID) -> HttpResponse:
    playbook = playbook_or_404(playbook_id)
    table = EntryTable(entries_of(playbook), request)
    _put_words_beside(playbook, table)
    context = {
        "playbook": playbook,
        "table": table,
        "leads": routes_in_words(playbook),
        "follows": following.outlook(playbook, timezone.now()),
        "free_again": playbook_services.free_again(playbook),
        "runs": list(Batch.objects.filter(playbook=playbook).order_by("-created_at")[:RECENT]),
        "may_change": may(request.membership.role, Permission.CHANGE_ROUTES),
    }
    return render_page(request, "bulk/playbook_detail.html", "ui/_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def new(request: TenantRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def edit(request: TenantRequest, playbook_id: UUID) -> HttpResponse:
    return _edit(request, playbook_or_404(playbook_id))


def _edit(request: TenantRequest, playbook: Playbook | None) -> HttpResponse:
    asked = {"calendar": request.GET.get("calendar"), "numbers": request.GET.get("number")}
    form = PlaybookForm(playbook, request.POST if request.method == "POST" else None, initial=asked)
    context = {"playbook": playbook, "form": form}
    if request.method != "POST":
        return render(request, "bulk/playbook_edit.html", context)
    if form.is_valid():
        try:
            with transaction.atomic():
                saved = playbook_services.save(
                    playbook=playbook,
                    name=form.cleaned_data["name"],
                    remarks=form.cleaned_data["remarks"],
                    dids=form.dids,
                    calendar=form.cleaned_data["calendar"],
                    by=request.user,
                )
        except NameTaken as problem:
            form.add_error("name", str(problem))
        except HolidayNow as problem:
            form.add_error("calendar", str(problem))
        except BulkProblem as problem:
            form.add_error("numbers", str(problem))
        else:
            return go(
                request, reverse("bulk:playbook_routes" if playbook is None else "bulk:playbook", args=[saved.pk])
            )
    return invalid(request, "bulk/playbook_edit.html", "bulk/_playbook_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def routes(request: TenantRequest, playbook_id: UUID) -> HttpResponse:
    """Where it sends the numbers of each account."""
    playbook = playbook_or_404(playbook_id)
    used = entries_of(playbook).values("did__connection")
    accounts = list(Connection.objects.filter(pk__in=used).order_by("name").defer("sealed"))
    chosen = playbook_services.routes_of(playbook)
    form = RoutesForm(accounts, request.POST if request.method == "POST" else None, chosen=chosen)
    context = {"playbook": playbook, "form": form}
    if request.method != "POST":
        return render(request, "bulk/playbook_routes.html", context)
    if form.is_valid():
        try:
            playbook_services.set_routes(playbook=playbook, routes=form.routes, by=request.user)
        except BulkProblem as problem:
            form.add_error(None, str(problem))
        else:
            return go(request, reverse("bulk:playbook", args=[playbook.pk]))
    return invalid(request, "bulk/playbook_routes.html", "bulk/_playbook_routes_form.html", context)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def apply(request: TenantRequest, playbook_id: UUID) -> HttpResponse:
    return _run(request, playbook_id, playbook_services.put_in_force)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def revert(request: TenantRequest, playbook_id: UUID) -> HttpResponse:
    return _run(request, playbook_id, playbook_services.take_back)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def delete(request: TenantRequest, playbook_id: UUID) -> HttpResponse:
    return _run(request, playbook_id, playbook_services.delete)


def _run(request: TenantRequest, playbook_id: UUID, deed: Callable[..., Batch | None]) -> HttpResponse:
    playbook = playbook_or_404(playbook_id)
    here = reverse("bulk:playbook", args=[playbook_id])
    try:
        with transaction.atomic():
            batch = deed(playbook=playbook, by=request.user)
    except BulkProblem as problem:
        return toast(request, go(request, here), str(problem), "warn")
    return go(request, reverse("bulk:detail", args=[batch.pk]) if batch else reverse("bulk:playbooks"))


def _put_words_beside(playbook: Playbook, table: EntryTable) -> None:
    """Each row's standing, where its calls go now, and why the latest run left it out."""
    rows: list[Any] = list(table.page.rows)
    playbook_services.put_standing_beside(playbook, rows)
    spots = {row.pk: spot_of(row.did.connection_id, settings_of(row.did)["route"]) for row in rows}
    names = names_of(spots.values())
    for row in rows:
        row.destination = names.of(spots[row.pk])
        row.why_not = reasons(row.left_out) if row.left_out else []
