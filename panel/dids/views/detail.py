"""The page of one number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from panel.calls.queries import recent_calls_of
from panel.connections import gateway
from panel.dids import release_operation, settings_operation
from panel.dids.flow import drawing_of, flow_of
from panel.dids.forms import RouteForm
from panel.dids.forms_ownership import ClientForm
from panel.dids.forms_settings import SettingsForm
from panel.dids.history import history_of
from panel.dids.models import Did
from panel.dids.notes import tags_of
from panel.dids.price_words import in_sentences
from panel.dids.queries_detail import change_under_way, did_by_id, is_busy, pop_of
from panel.dids.services import NotChangeable, refuse_unchangeable, why_not_released
from panel.dids.setting_prices import Cost
from panel.operations.cards import card
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may, roles_that_may
from panel.ui.htmx import render_page
from providers.capabilities import Capability

PAGE, BODY, EDITOR = "dids/did_detail.html", "dids/_did_body.html", "dids/_route_editor.html"


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """The whole page, or for htmx all of it below the head."""
    did = did_or_404(did_id)
    return render_page(request, PAGE, BODY, page_context(request, did))


def page_context(request: TenantRequest, did: Did, form: RouteForm | None = None) -> dict[str, Any]:
    flow = flow_of(did)
    did.tags = tags_of(did)  # type: ignore[attr-defined]
    return {
        **editor_context(request, did, form or RouteForm(did, gateway.info(did.connection.provider))),
        "flow": flow,
        "drawing": drawing_of(did, flow),
        "pop": pop_of(did),
        "calls": recent_calls_of(did) if may(request.membership.role, Permission.VIEW_CALLS) else [],
        "may_see_calls": may(request.membership.role, Permission.VIEW_CALLS),
        "may_see_costs": may(request.membership.role, Permission.VIEW_COSTS),
        **settings_context(request, did, SettingsForm(did, gateway.info(did.connection.provider))),
        **ownership_context(request, did),
        "history": history_of(did),
        "zone": timezone.get_current_timezone_name(),
    }


def editor_context(request: TenantRequest, did: Did, form: RouteForm) -> dict[str, Any]:
    """`open_change`: its operation's card stands in the place of the form. `locked`: why nobody can save; else who may."""
    change = change_under_way(did)
    return {
        "did": did,
        "info": form.info,
        "form": form,
        "route_costs": _cost_words(request, form.costs),
        "card": card(change, request.membership) if change else None,
        "change_is_open": change is not None and change.is_open,
        "changeable": form.info.offers_capability(Capability.ROUTING_SET_ROUTE),
        "locked": lock_reason(did),
        "may_change": may(request.membership.role, Permission.CHANGE_ROUTES),
        "who_may": ", ".join(str(role.label) for role in roles_that_may(Permission.CHANGE_ROUTES)),
    }


def settings_context(request: TenantRequest, did: Did, form: SettingsForm) -> dict[str, Any]:
    """As `editor_context`. `number_is_busy`: any change of the number is under way, and nothing else is taken before its end."""
    change = change_under_way(did, settings_operation.KIND)
    return {
        "did": did,
        "info": form.info,
        "settings_form": form,
        "settings_costs": _cost_words(request, form.costs),
        "settings_card": card(change, request.membership) if change else None,
        "number_is_busy": is_busy(did),
        "locked": lock_reason(did),
        "may_change": may(request.membership.role, Permission.CHANGE_ROUTES),
    }


def ownership_context(request: TenantRequest, did: Did) -> dict[str, Any]:
    """`no_release`: why nobody can give the number back from here; else who may."""
    change = change_under_way(did, release_operation.KIND)
    return {
        "client_form": ClientForm(did),
        "release_card": card(change, request.membership) if change else None,
        "no_release": why_not_released(did),
        "may_release": may(request.membership.role, Permission.RELEASE_NUMBERS),
        "who_may_release": ", ".join(str(role.label) for role in roles_that_may(Permission.RELEASE_NUMBERS)),
    }


def _cost_words(request: TenantRequest, costs: list[Cost]) -> list[str]:
    """What a change costs, as far as the person may see it."""
    if may(request.membership.role, Permission.VIEW_COSTS):
        return in_sentences(costs)
    return [_("This may be charged.")] if any(cost.may_cost for cost in costs) else []


def lock_reason(did: Did) -> str:
    try:
        refuse_unchangeable(did)
    except NotChangeable as problem:
        return str(problem)
    return ""


def did_or_404(did_id: UUID) -> Did:
    did = did_by_id(did_id)
    if did is None:
        raise Http404
    return did
