"""The pages of one object or device: what it is, changing it, deleting it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from panel.operations.cards import card
from panel.operations.services import AlreadyOpen
from panel.routing import services
from panel.routing.facts import facts_of
from panel.routing.forms import SettingsForm
from panel.routing.models import RoutingObject, Sound
from panel.routing.object_flow import drawing_of_object, flow_of_object
from panel.routing.queries import change_under_way, device_or_404, is_being_fetched, object_or_404
from panel.routing.services import RoutingProblem
from panel.routing.subjects import Row, Subject
from panel.routing.usage import Usage, usage_of
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may, roles_that_may
from panel.ui.htmx import go, render_page, toast
from providers.values.routing import RouteKind

RAW_SHOWN = 20_000


@require_safe
@requires(Permission.VIEW)
def routing_object(request: TenantRequest, object_id: UUID) -> HttpResponse:
    return _page(request, object_or_404(object_id))


@require_safe
@requires(Permission.VIEW)
def device(request: TenantRequest, device_id: UUID) -> HttpResponse:
    return _page(request, device_or_404(device_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def edit_object(request: TenantRequest, object_id: UUID) -> HttpResponse:
    return _edit(request, object_or_404(object_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def edit_device(request: TenantRequest, device_id: UUID) -> HttpResponse:
    return _edit(request, device_or_404(device_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def delete_object(request: TenantRequest, object_id: UUID) -> HttpResponse:
    return _delete(request, object_or_404(object_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def delete_device(request: TenantRequest, device_id: UUID) -> HttpResponse:
    return _delete(request, device_or_404(device_id))


def url_of(row: Row, action: str = "") -> str:
    noun = "object" if isinstance(row, RoutingObject) else "device"
    return reverse(f"routing:{noun}{action}", args=[row.pk])


def _page(request: TenantRequest, row: Row) -> HttpResponse:
    subject = Subject.of(row)
    role = request.membership.role
    flow = flow_of_object(row) if isinstance(row, RoutingObject) else []
    change = change_under_way("routing_object" if isinstance(row, RoutingObject) else "device", row.pk)
    context = {
        **_base(subject),
        "facts": facts_of(subject),
        "flow": flow,
        "drawing": drawing_of_object(row, flow) if isinstance(row, RoutingObject) else None,
        "usage": usage_of(row),
        **(_sound_of(row) if isinstance(row, RoutingObject) and row.kind == RouteKind.RECORDING else {}),
        "card": card(change, request.membership) if change else None,
        "may_change": may(role, Permission.CHANGE_ROUTES),
        "who_may": ", ".join(str(each.label) for each in roles_that_may(Permission.CHANGE_ROUTES)),
        "raw": json.dumps(row.raw, indent=2, ensure_ascii=False)[:RAW_SHOWN] if row.raw else "",
        "may_see_raw": may(role, Permission.MANAGE_CONNECTIONS),
    }
    return render_page(request, "routing/object_detail.html", "routing/_object_body.html", context)


def _sound_of(row: RoutingObject) -> dict[str, Any]:
    kept = Sound.objects.defer("content").filter(routing_object=row.pk).first()
    return {"sound": kept, "fetching": is_being_fetched(row)}


def _base(subject: Subject) -> dict[str, Any]:
    row = subject.row
    context = {"subject": subject, "row": row, "info": subject.info, "connection": subject.connection}
    if row is None:
        return context
    return {
        **context,
        "page_url": url_of(row),
        "edit_url": url_of(row, "_edit"),
        "delete_url": url_of(row, "_delete"),
        "is_device": not isinstance(row, RoutingObject),
    }


def _edit(request: TenantRequest, row: Row) -> HttpResponse:
    subject = Subject.of(row)
    return answer_form(request, subject, url_of(row), {**_base(subject), "no_way": subject.locked or subject.no_update})


def answer_form(request: TenantRequest, subject: Subject, page: str, context: dict[str, Any]) -> HttpResponse:
    """The form of an object, new or not; POST asks for it and goes to `page`, or to the page of the wish."""
    form = SettingsForm(subject, *((request.POST, request.FILES) if request.method == "POST" else ()))
    context = {**context, "form": form, "variant": subject.variant}
    if request.method != "POST" or context["no_way"]:
        return render_page(request, "routing/object_form.html", "routing/_object_form.html", context)
    if form.is_to_be_drawn_again:
        return render_page(request, "routing/object_form.html", "routing/_object_form.html", context)
    if form.is_valid():
        try:
            operation = services.save(
                subject=subject,
                settings=form.changed,
                secrets=form.secrets,
                label=subject.name if subject.row else form.label_typed,
                seen=form.cleaned_data["was"],
                by=request.user,
                idempotency_key=form.key,
            )
        except AlreadyOpen as problem:
            form.add_error(None, str(problem))
        except services.Conflict as problem:
            _see_what_is_now(form)
            form.add_error(None, str(problem))
        except RoutingProblem as problem:
            form.add_error(None, str(problem))
        else:
            where = page or reverse("routing:wish", args=[operation.subject_id])
            return toast(request, go(request, where), _("Asked for. The card below follows it to its end."), "run")
    return render_page(request, "routing/object_form.html", "routing/_object_form.html", context, status=422)


def _see_what_is_now(form: SettingsForm) -> None:
    """The form carries from here on what it is now: saving again means it."""
    form.data = {**{name: form.data[name] for name in form.data}, "was": form.initial["was"]}


def _delete(request: TenantRequest, row: Row) -> HttpResponse:
    subject = Subject.of(row)
    usage = usage_of(row)
    typed = request.POST.get("name", "").strip()
    problem = ""
    if request.method == "POST":
        problem = _not_confirmed(subject, usage, typed)
        if not problem:
            try:
                key = f"delete:{row.pk}:{UUID(request.POST.get('token', ''))}"
            except ValueError:
                key = f"delete:{row.pk}:{uuid4()}"
            try:
                services.delete(subject=subject, by=request.user, idempotency_key=key)
            except (RoutingProblem, AlreadyOpen) as raised:
                problem = str(raised)
            else:
                return toast(
                    request, go(request, url_of(row)), _("Asked for. The card below follows it to its end."), "run"
                )
    context = {
        **_base(subject),
        "usage": usage,
        "no_way": subject.locked or subject.no_delete,
        "typed": typed,
        "problem": problem,
        "token": request.POST.get("token") or str(uuid4()),
    }
    return render_page(
        request,
        "routing/object_delete.html",
        "routing/_object_delete.html",
        context,
        status=422 if problem else 200,
    )


def _not_confirmed(subject: Subject, usage: Usage, typed: str) -> str:
    """What is used is deleted only by who typed its name. Nobody types the no-break spaces of a number, or sees two spaces."""
    if not usage or _as_typed(typed) == _as_typed(subject.name):
        return ""
    return _("Type “%(name)s” exactly, to delete it all the same.") % {"name": subject.name}


def _as_typed(name: str) -> str:
    return " ".join(name.split()).casefold()
