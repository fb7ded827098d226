"""Finds the organization of a request and raises both walls around the view.

An organization's pages live below `/o/<slug>/`: two tabs can show two organizations, and a link can be shared. The prefix is
taken off before the URL is resolved and given back as the script prefix, so `reverse` and `{% url %}` stay inside of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from panel.tenancy.access import Access, Door, access_of
from panel.tenancy.models import Membership, Organization
from panel.tenancy.roles import may
from panel.tenancy.scope import as_user, scope

if TYPE_CHECKING:
    from panel.accounts.models import User

PREFIX = "/o/"


class TenantRequest(HttpRequest):
    """What a member's view gets. `memberships` are the person's, for the organization switcher."""

    user: User  # signed in, or the page would not have been reached
    organization: Organization
    membership: Membership
    memberships: list[Membership]
    htmx: HtmxDetails


class TenancyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = cast(TenantRequest, request)
        tenant.memberships = cast(list[Membership], SimpleLazyObject(lambda: memberships_of(request)))
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        slug, _, rest = request.path_info.removeprefix(PREFIX).partition("/")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        membership = next((each for each in memberships_of(request) if each.organization.slug == slug), None)
        if membership is None:
            return self.get_response(_nowhere(request))
        tenant.organization, tenant.membership = membership.organization, membership
        outside = get_script_prefix()
        set_script_prefix(f"{outside.rstrip('/')}{PREFIX}{slug}/")
        request.path_info = f"/{rest}"
        try:
            with (
                timezone.override(request.user.time_zone or membership.organization.time_zone),
                scope(organization=membership.organization_id, client=membership.client_id, user_id=membership.user_id),
            ):
                response = self.get_response(request)
                if getattr(request, "view_failed", False):
                    transaction.set_rollback(True)
                return response
        finally:
            set_script_prefix(outside)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        access = access_of(view)
        if access is None:
            raise Http404("This page declares no access.")
        if access.door is Door.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if access.door is Door.OPERATOR and not request.user.is_operator:
            raise Http404
        if access.door is Door.MEMBER:
            return _enter(request, access)
        return None

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        """The scope's transaction must not keep half of what a failed view did; it ends when the answer is made.

        Not at once: allauth answers an exception of its own by asking the database how the person may confirm themselves.
        """
        request.view_failed = True  # type: ignore[attr-defined]


def _enter(request: HttpRequest, access: Access) -> HttpResponse | None:
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return _send_home(request)
    if access.permission is None or may(membership.role, access.permission):
        return None
    if membership.client_id is not None:
        raise Http404
    raise PermissionDenied


def _send_home(request: HttpRequest) -> HttpResponse:
    """A member's page asked for without an organization: go to the person's first one, or to the page that explains."""
    first = next(iter(memberships_of(request)), None)
    if first is None or request.method != "GET":
        raise Http404
    return HttpResponseRedirect(f"{PREFIX}{first.organization.slug}{request.get_full_path()}")


def _nowhere(request: HttpRequest) -> HttpRequest:
    """Not a member, or no such organization: the same answer, the ordinary 404 page."""
    request.path_info = "/no-such-page"
    return request


def memberships_of(request: HttpRequest) -> list[Membership]:
    """The person's memberships with their organizations, by name. One query a request."""
    if not request.user.is_authenticated:
        return []
    cached: list[Membership] | None = getattr(request, "_memberships", None)
    if cached is None:
        with as_user(request.user.pk):
            cached = list(
                Membership.own.filter(user=request.user).select_related("organization").order_by("organization__name")
            )
        request._memberships = cached  # type: ignore[attr-defined]
    return cached
