"""Changing the settings of a number apart from its route."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.connections import gateway
from panel.dids.forms_settings import SettingsForm
from panel.dids.models import Did
from panel.dids.services import BadSettings, NumberProblem, SettingsMoved, change_settings
from panel.dids.views.answers import changing
from panel.dids.views.detail import PAGE, did_or_404, page_context, settings_context
from panel.operations.services import AlreadyOpen
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.forms import filled_in
from panel.ui.htmx import invalid, render_page, wants_fragment

EDITOR = "dids/_settings.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def settings(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """GET shows what the chosen values would change; POST asks for it."""
    did = did_or_404(did_id)
    if request.method == "POST":
        return _save(request, did)
    form = _form(did, filled_in(_form(did, None), request.GET) if request.GET else None)
    return render_page(request, PAGE, EDITOR, _context(request, did, form))


def _save(request: TenantRequest, did: Did) -> HttpResponse:
    form = _form(did, request.POST)
    if not form.is_valid():
        return _refused(request, did, form)
    try:
        operation = change_settings(
            did=did, wanted=form.wanted, seen=form.seen_settings, by=request.user, idempotency_key=form.key
        )
    except SettingsMoved as problem:
        return _moved(request, did_or_404(did.pk), problem)
    except BadSettings as problem:
        for name, reason in problem.reasons.items():
            form.add_error(name if name in form.fields else None, reason)
        return _refused(request, did, form)
    except AlreadyOpen as problem:
        return changing(request, did, str(problem), "warn", problem.operation.pk)
    except NumberProblem as problem:
        form.add_error(None, str(problem))
        return _refused(request, did, form)
    return changing(request, did, _("Changing the settings…"), "run", operation.pk)


def _moved(request: TenantRequest, did: Did, problem: SettingsMoved) -> HttpResponse:
    """Show what they are now beside what the person chose. Saving again then means it."""
    data = request.POST.copy()
    data["seen"] = _form(did, None).initial["seen"]
    form = _form(did, data)
    form.is_valid()
    form.add_error(None, str(problem))
    return _refused(request, did, form)


def _refused(request: TenantRequest, did: Did, form: SettingsForm) -> HttpResponse:
    return invalid(request, PAGE, EDITOR, _context(request, did, form), into="settings-editor")


def _context(request: TenantRequest, did: Did, form: SettingsForm) -> dict[str, Any]:
    """The editor alone for htmx; everything for a browser without."""
    if wants_fragment(request):
        return settings_context(request, did, form)
    return {**page_context(request, did), **settings_context(request, did, form)}


def _form(did: Did, data: QueryDict | None) -> SettingsForm:
    return SettingsForm(did, gateway.info(did.connection.provider), data)
