"""Keeping views of the list of numbers, and dropping them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from panel.dids.forms_inventory import ViewForm
from panel.dids.models import SavedView
from panel.dids.saved_views import as_view, save_view
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import toast

PAGE = "dids/view_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def save(request: TenantRequest) -> HttpResponse:
    """GET with the list's own query asks for a name; POST keeps it."""
    may_share = may(request.membership.role, Permission.CHANGE_ROUTES)
    if request.method != "POST":
        form = ViewForm(may_share=may_share, query=as_view(request.GET))
        return render(request, PAGE, {"form": form, "query": as_view(request.GET)})
    form = ViewForm(request.POST, may_share=may_share)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "query": request.POST.get("query", "")}, status=422)
    said = form.cleaned_data
    view = save_view(name=said["name"], query=said["query"], shared=said.get("shared", False), by=request.user)
    response = HttpResponseRedirect(f"{reverse('dids:list')}?{view.query}")
    return toast(request, response, _("The view “%(name)s” is kept.") % {"name": view.name})


@require_POST
@requires(Permission.VIEW)
def drop(request: TenantRequest, view_id: UUID) -> HttpResponse:
    """One's own views; shared ones of others too, for those who manage the connections."""
    seen = Q(owner=request.user) | Q(shared=True)
    view = SavedView.objects.filter(seen, pk=view_id).select_related("owner").first()
    if view is None:
        raise Http404
    response = HttpResponseRedirect(reverse("dids:list"))
    if view.owner != request.user and not may(request.membership.role, Permission.MANAGE_CONNECTIONS):
        text = _("The view “%(name)s” is %(owner)s’s. They or an admin can delete it.")
        return toast(request, response, text % {"name": view.name, "owner": view.owner}, "warn")
    view.delete()
    return toast(request, response, _("The view “%(name)s” is gone.") % {"name": view.name})
