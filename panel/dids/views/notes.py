"""Notes and tags, edited in their cell of the list; without script on a page of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.dids.forms_inventory import RemarksForm, TagsForm
from panel.dids.models import Did
from panel.dids.notes import NoteMoved, set_remarks, set_tags, tags_of
from panel.dids.queries import tag_choices
from panel.dids.views.detail import did_or_404
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import wants_fragment

PAGE = "dids/own_words.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def remarks(request: TenantRequest, did_id: UUID) -> HttpResponse:
    did = did_or_404(did_id)
    form = _remarks_form(did, _said(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            set_remarks(did, said["remarks"], by=request.user, seen=said["was"])
        except NoteMoved as problem:
            form = _shown_again(request, did, problem)
        else:
            return _done(request, "dids/_cell_remarks.html", did)
    return _form(request, "dids/_edit_remarks.html", did, form)


def _remarks_form(did: Did, data: Any) -> RemarksForm:
    return RemarksForm(data, initial={"remarks": did.remarks, "was": did.remarks}, auto_id=f"note-{did.pk}-%s")


def _shown_again(request: HttpRequest, did: Did, problem: NoteMoved) -> RemarksForm:
    """What the person typed, beside what the note is now. Saving again then means it."""
    data = request.POST.copy()
    data["was"] = problem.now
    form = _remarks_form(did, data)
    text = _("The note was changed since you opened it: “%(note)s”. Save again to replace it.")
    form.add_error("remarks", text % {"note": problem.now or _("empty")})
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def tags(request: TenantRequest, did_id: UUID) -> HttpResponse:
    did = did_or_404(did_id)
    now = ", ".join(tags_of(did))
    form = TagsForm(_said(request), initial={"tags": now, "was": now}, auto_id=f"tags-{did.pk}-%s")
    if form.is_valid():
        said = form.cleaned_data
        did.tags = set_tags(did, said["tags"], by=request.user, seen=said["was"])  # type: ignore[attr-defined]
        return _done(request, "dids/_cell_tags.html", did)
    return _form(request, "dids/_edit_tags.html", did, form, known=[name for _pk, name in tag_choices()])


def _said(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(request: HttpRequest, cell: str, did: Did) -> HttpResponse:
    if wants_fragment(request):
        return render(request, cell, {"row": did, "just_saved": True})  # the focus goes back to what opened the form
    return HttpResponseRedirect(_back(request))


def _form(request: HttpRequest, cell: str, did: Did, form: Form, **more: Any) -> HttpResponse:
    context = {"row": did, "form": form, "cell": cell, "back": _back(request), **more}
    template = cell if wants_fragment(request) else PAGE
    return render(request, template, context, status=422 if form.is_bound else 200)


def _back(request: HttpRequest) -> str:
    """The list as it was when the person left it."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("dids:list")
