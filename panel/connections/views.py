"""The pages of connections: the list, the wizard, an account and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panel.connections import services
from panel.connections.badges import put_providers_beside
from panel.connections.forms import CredentialsForm, PaceForm
from panel.connections.gateway import all_infos, calls_per_second, info
from panel.connections.models import Connection, ConnectionState
from panel.connections.queries import (
    connection_or_404,
    exchanges_of,
    first_sync,
    jobs_of,
    last_check,
    plan_or_404,
    plans_of,
)
from panel.dids.queries import count_at
from panel.jobs.models import JobState
from panel.jobs.queries import lines_of_last_try, shown
from panel.jobs.services import AlreadyRunning
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, stop_polling, toast
from providers.ports import ProviderInfo
from providers.registry import UnknownProvider


@require_safe
@requires(Permission.VIEW)
def connection_list(request: TenantRequest) -> HttpResponse:
    connections = list(Connection.objects.order_by("name", "id"))
    put_providers_beside(connections)
    return render(request, "connections/connection_list.html", {"connections": connections})


# ── The wizard: provider → credentials → check → first sync ───────────────────────────


@require_safe
@requires(Permission.MANAGE_CONNECTIONS)
def choose(request: TenantRequest) -> HttpResponse:
    return render(request, "connections/connect_provider.html", {"infos": all_infos(), "step": 1})


@requires(Permission.MANAGE_CONNECTIONS)
def credentials(request: TenantRequest, provider: str) -> HttpResponse:
    declared = _info_or_404(provider)
    form = CredentialsForm(declared, request.POST or None)
    context = {"form": form, "info": declared, "step": 2}
    if request.method != "POST":
        return render(request, "connections/connect_credentials.html", context)
    if not form.is_valid():
        return invalid(request, "connections/connect_credentials.html", "connections/_credentials_form.html", context)
    try:
        connection, _job = services.add(
            info=declared, name=form.cleaned_data["name"], credentials=form.credentials, by=request.user
        )
    except services.NameTaken:
        form.add_error("name", _("Another connection has this name."))
        return invalid(request, "connections/connect_credentials.html", "connections/_credentials_form.html", context)
    return go(request, reverse("connections:setup", args=[connection.pk]))


@requires(Permission.MANAGE_CONNECTIONS)
def setup(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """The check of an account with its form beside it; after success the progress of the first sync."""
    connection = connection_or_404(connection_id)
    declared = _info_or_404(connection.provider)
    form = CredentialsForm(declared, request.POST or None, connection=connection)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_credentials(
                connection=connection,
                info=declared,
                name=form.cleaned_data["name"],
                credentials=form.credentials,
                by=request.user,
            )
            return go(request, request.path)
        except services.NameTaken:
            form.add_error("name", _("Another connection has this name."))
        except AlreadyRunning:
            form.add_error(None, _("The check is still running. Save again when it has ended."))
    context = {"form": form, "info": declared, "connection": connection, **_check_context(connection)}
    if request.method == "POST":
        return invalid(request, "connections/connect_setup.html", "connections/_credentials_form.html", context)
    return render(request, "connections/connect_setup.html", context)


@require_safe
@requires(Permission.MANAGE_CONNECTIONS)
def check_state(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """The check's panel, which follows it and then the first sync to their end."""
    context = _check_context(connection_or_404(connection_id))
    response = render(request, "connections/_check.html", context)
    return response if context["polling"] else stop_polling(response)


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def check_again(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    response = go(request, reverse("connections:setup", args=[connection.pk]))
    try:
        services.check(connection=connection, by=request.user)
    except AlreadyRunning:
        return toast(request, response, _("The check is still running."), "run")
    return response


def _check_context(connection: Connection) -> dict[str, Any]:
    job = last_check(connection)
    connected = connection.state == ConnectionState.ACTIVE and (job is None or job.state == JobState.SUCCEEDED)
    syncing = first_sync(connection) if connected else None
    return {
        "connection": connection,
        "job": job,
        "lines": lines_of_last_try(job) if job else [],
        "connected": connected,
        "syncs": shown(syncing.jobs) if syncing else [],
        "polling": bool(job and job.in_flight) or bool(syncing and syncing.running),
        "step": 4 if connected else 3,
    }


# ── An account ────────────────────────────────────────────────────────────────────────


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    declared = _info_or_404(connection.provider)
    context = {
        "connection": connection,
        "info": declared,
        "plans": plans_of(connection),
        "numbers": count_at(connection),
        "calls_per_second": calls_per_second(connection),
        "exchanges": exchanges_of(connection),
        "jobs": shown(jobs_of(connection)),
    }
    return render_page(request, "connections/connection_detail.html", "connections/_account.html", context)


@require_POST
@requires(Permission.RUN_SYNC)
def sync_now(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_or_404(plan_id)
    if plan.connection.state != ConnectionState.ACTIVE:
        return _back(request, plan.connection, _("This account is paused. Resume it first."), "warn")
    try:
        job = services.request_sync(plan=plan, by=request.user)
    except AlreadyRunning as running:
        job = running.job
    return go(request, reverse("jobs:detail", args=[job.pk]))


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def switch_plan(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_or_404(plan_id)
    services.set_plan_enabled(plan=plan, enabled=not plan.enabled, by=request.user)
    return _back(request, plan.connection, _("Sync turned off.") if plan.enabled else _("Sync turned on."), "ok")


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def pause(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    if not services.pause(connection=connection, by=request.user):
        return _back(request, connection, _("This account is not active, so there is nothing to pause."), "warn")
    return _back(request, connection, _("Paused. Nothing is read or changed until you resume it."), "ok")


@require_POST
@requires(Permission.MANAGE_CONNECTIONS)
def resume(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    if not services.resume(connection=connection, by=request.user):
        return _back(request, connection, _("This account is not paused, so there is nothing to resume."), "warn")
    return _back(request, connection, _("Resumed. Everything is read again now."), "ok")


@requires(Permission.MANAGE_CONNECTIONS)
def pace(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    declared = _info_or_404(connection.provider)
    form = PaceForm(request.POST or None, initial={"calls_per_second": connection.calls_per_second})
    if request.method == "POST" and form.is_valid():
        services.set_pace(
            connection=connection, calls_per_second=form.cleaned_data["calls_per_second"], by=request.user
        )
        return _back(request, connection, _("Saved. The next call keeps to it."), "ok")
    context = {"connection": connection, "info": declared, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "connections/connection_pace.html", context, status=status)


@requires(Permission.MANAGE_CONNECTIONS)
def disconnect(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """GET explains and asks for the name; POST erases the credentials, or the whole account when it never worked."""
    connection = connection_or_404(connection_id)
    known = services.was_connected(connection)
    context: dict[str, Any] = {"connection": connection, "info": _info_or_404(connection.provider), "known": known}
    if request.method != "POST":
        return render(request, "connections/connection_disconnect.html", context)
    if request.POST.get("name", "").split() != connection.name.split():  # a page shows several spaces as one
        context["problem"] = _("Type the name exactly as it is shown.")
        context["typed"] = request.POST.get("name", "")
        return render(request, "connections/connection_disconnect.html", context, status=422)
    if not known:
        if not services.remove(connection=connection, by=request.user):
            return _back(request, connection, _("This account was connected in the meantime, so it stays."), "warn")
        return toast(request, redirect(reverse("connections:list")), _("Removed. Its credentials are erased."), "ok")
    services.disconnect(connection=connection, by=request.user)
    return _back(request, connection, _("Disconnected. Its credentials are erased."), "ok")


def _back(request: HttpRequest, connection: Connection, text: str, level: str) -> HttpResponse:
    return toast(request, redirect(reverse("connections:detail", args=[connection.pk])), text, level)


def _info_or_404(provider: str) -> ProviderInfo:
    try:
        return info(provider)
    except UnknownProvider:
        raise Http404 from None
