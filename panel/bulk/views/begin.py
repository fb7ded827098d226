"""Beginning a batch: from the list of numbers, or from a file; and saying what is to change."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panel.bulk import dry_run, services
from panel.bulk.columns import COLUMNS
from panel.bulk.forms import ChangesForm, ColumnsForm, FileForm
from panel.bulk.models import Batch, BatchState, Source
from panel.bulk.queries import batch_or_404
from panel.bulk.services import BulkProblem
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import go, invalid, toast

EXAMPLE = {
    "number": "+1 514 555 0173",
    "account": "",
    "client": "Clinique Dentaire Rosemont",
    "add_tags": "reception, priority",
    "route": "ring_group:4768",
    "sms_enabled": "on",
    "remarks": "Moved on 1 March",
}
MOST_IDS = 1000


@require_POST
@requires(Permission.CHANGE_ROUTES)
def new(request: TenantRequest) -> HttpResponse:
    """Begin with the ticked numbers (`ids`), or with everything that a list's query string matches (`everything` and `query`)."""
    if request.POST.get("everything"):
        costs = may(request.membership.role, Permission.VIEW_COSTS)
        query = request.POST.get("query", "")  # whole: without its last filter it would match more
        batch = services.begin(title=_("All matching numbers"), query=query, costs=costs, by=request.user)
    else:
        ids = _ids(request.POST.getlist("ids")[:MOST_IDS])
        if not ids:
            answer = go(request, _list_as_it_was(request.POST.get("query", "")))
            return toast(request, answer, _("Tick the numbers that you want to change first."), "warn")
        title = ngettext("%(amount)s number", "%(amount)s numbers", len(ids)) % {"amount": len(ids)}
        batch = services.begin(title=title, ids=ids, by=request.user)
    return go(request, reverse("bulk:change", args=[batch.pk]))


def _list_as_it_was(query: str) -> str:
    """The list of numbers with the filters, order and page that it had."""
    kept = QueryDict(query.removeprefix("?")).urlencode()
    return f"{reverse('dids:list')}?{kept}" if kept else reverse("dids:list")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def change(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    """What is to change of the chosen numbers."""
    batch = batch_or_404(batch_id)
    here = reverse("bulk:detail", args=[batch.pk])
    if batch.source != Source.LIST or batch.started_at is not None or batch.state == BatchState.PLANNING:
        return go(request, here)
    accounts = dry_run.accounts_of(batch)
    form = ChangesForm(accounts, request.POST if request.method == "POST" else None, chosen=batch.changes)
    context = {"batch": batch, "form": form, "chosen": _chosen(batch)}
    if request.method != "POST":
        return render(request, "bulk/change.html", context)
    if form.is_valid():
        try:
            services.choose_changes(batch=batch, changes=form.changes, by=request.user)
        except BulkProblem as problem:
            form.add_error(None, str(problem))
        else:
            return go(request, here)
    return invalid(request, "bulk/change.html", "bulk/_change_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def file(request: TenantRequest) -> HttpResponse:
    """A file, or its text."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context = {"form": form, "columns": COLUMNS.items()}
    if request.method != "POST":
        return render(request, "bulk/file.html", context)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.chunks() if upload else BytesIO(form.cleaned_data["text"].encode())
        title = upload.name if upload else _("Pasted text")
        try:
            with transaction.atomic():
                batch = services.begin_from_file(title=title, content=content, by=request.user)
        except BulkProblem as problem:
            form.add_error("file" if upload else "text", str(problem))
        else:
            return go(request, reverse("bulk:columns", args=[batch.pk]))
    return invalid(request, "bulk/file.html", "bulk/_file_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def columns(request: TenantRequest, batch_id: UUID) -> HttpResponse:
    """What each column of the file is."""
    batch = batch_or_404(batch_id)
    here = reverse("bulk:detail", args=[batch.pk])
    if batch.source != Source.CSV or batch.state != BatchState.CHOOSING:
        return go(request, here)
    form = ColumnsForm(batch.columns, services.sample(batch), request.POST if request.method == "POST" else None)
    context = {"batch": batch, "form": form}
    if request.method != "POST":
        return render(request, "bulk/columns.html", context)
    if form.is_valid():
        headings = form.cleaned_data["headings"]
        try:
            services.choose_columns(batch=batch, fields=form.chosen, headings=headings, by=request.user)
        except BulkProblem as problem:
            return toast(request, go(request, here), str(problem), "warn")
        return go(request, here)
    return invalid(request, "bulk/columns.html", "bulk/_columns_form.html", context)


@require_safe
@requires(Permission.CHANGE_ROUTES)
def sample(request: TenantRequest) -> HttpResponse:
    """A file to begin with: all columns, and a line of how they are filled in."""
    lines = [",".join(COLUMNS), ",".join(f'"{EXAMPLE.get(name, "")}"' for name in COLUMNS)]
    response = HttpResponse("\ufeff" + "\r\n".join(lines) + "\r\n", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="patchbay-numbers.csv"'
    return response


def _chosen(batch: Batch) -> int | None:
    """How many numbers were ticked; None for everything that matches, which nobody counts here."""
    return len(batch.selection["ids"]) if "ids" in batch.selection else None


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
