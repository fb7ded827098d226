"""What a person can do to routing objects and devices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.connections import vault
from panel.jobs.models import Job
from panel.jobs.services import AlreadyRunning, start_job
from panel.operations.models import Operation
from panel.operations.services import refuse_while_open, request_operation
from panel.routing.models import RoutingObject, Wish
from panel.routing.reach import rows_of
from panel.routing.subjects import Row, Subject
from panel.tenancy.scope import current_organization_id

SEALED_FOR_AT_MOST = timedelta(hours=1)  # longer than any operation tries
SOUND_JOB = "routing.fetch_sound"
SAVE = {False: "routing.save_object", True: "devices.save"}
DELETE = {False: "routing.delete_object", True: "devices.delete"}


class RoutingProblem(Exception):
    """Why something cannot be done as asked, worded for the person who asked."""


class Conflict(RoutingProblem):
    """It is no longer what the person saw."""

    def __init__(self) -> None:
        super().__init__(_("This was changed since you opened the page. Nothing was sent. Below is what you typed."))


def save(
    *,
    subject: Subject,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    label: str,
    seen: str,
    by: User,
    idempotency_key: str,
) -> Operation:
    """Create, or change the subject's row, through an operation. `settings` are what is to change.

    `secrets` wait sealed until they are sent, and are kept nowhere. `seen` is the fingerprint of what the person saw.
    Raises `RoutingProblem`, or `AlreadyOpen`.
    """
    if asked := Operation.objects.filter(idempotency_key=idempotency_key).first():
        return asked
    row = _locked(subject)
    _refuse_locked(subject, subject.no_create if row is None else subject.no_update)
    if row is not None:
        if row.fingerprint != seen:
            raise Conflict
        refuse_while_open(_type_of(subject), row.pk)
    wish = _wish(subject, secrets)
    before = {name: row.settings.get(name, "") for name in settings} if row is not None else {}
    return request_operation(
        connection=subject.connection,
        kind=SAVE[subject.kind == Wish.DEVICE],
        subject_type=_type_of(subject) if row is not None else "routing_wish",
        subject_id=row.pk if row is not None else wish.pk,
        subject_label=f"{subject.kind_name} {label}",
        parameters={
            "object": subject.kind,
            "remote_id": row.remote_id if row is not None else "",
            "settings": dict(settings),
            "wish": str(wish.pk),
            "sealed": bool(secrets),
        },
        before={"exists": True, "settings": before} if row is not None else {"exists": False},
        wanted={"exists": True, "settings": dict(settings)},
        by=by,
        idempotency_key=idempotency_key,
    )


def delete(*, subject: Subject, by: User, idempotency_key: str) -> Operation:
    """Raises `RoutingProblem`, or `AlreadyOpen`."""
    if asked := Operation.objects.filter(idempotency_key=idempotency_key).first():
        return asked
    row = _locked(subject)
    _refuse_locked(subject, subject.no_delete)
    if row is None:
        raise RoutingProblem(_("There is nothing to delete."))
    refuse_while_open(_type_of(subject), row.pk)
    return request_operation(
        connection=subject.connection,
        kind=DELETE[subject.kind == Wish.DEVICE],
        subject_type=_type_of(subject),
        subject_id=row.pk,
        subject_label=f"{subject.kind_name} {subject.name}",
        parameters={"object": subject.kind, "remote_id": row.remote_id},
        before={"exists": True},
        wanted={"exists": False},
        by=by,
        idempotency_key=idempotency_key,
    )


def fetch_sound(*, row: RoutingObject, by: User) -> Job:
    """Fetch a recording for listening, by a job. Raises `RoutingProblem` where that cannot be."""
    subject = Subject.of(row)
    _refuse_locked(subject, subject.no_sound)
    try:
        return start_job(kind=SOUND_JOB, connection=row.connection, by=by, arguments={"object": str(row.pk)})
    except AlreadyRunning as problem:
        raise RoutingProblem(_("A sound of this account is being fetched already. Try again in a moment.")) from problem


def _locked(subject: Subject) -> Row | None:
    """The subject's row as it is now; nobody else asks for a change of it before this transaction ends."""
    if subject.row is not None:
        subject.row = rows_of(subject.connection, subject.kind).select_for_update().get(pk=subject.row.pk)
    return subject.row


def _type_of(subject: Subject) -> str:
    return "device" if subject.kind == Wish.DEVICE else "routing_object"


def _refuse_locked(subject: Subject, impossible: str) -> None:
    if problem := subject.locked or impossible:
        raise RoutingProblem(problem)


def _wish(subject: Subject, secrets: Mapping[str, str]) -> Wish:
    """The row that follows the wish; secrets that an earlier one left behind (its worker died) are erased with it."""
    old = timezone.now() - SEALED_FOR_AT_MOST
    Wish.objects.filter(created_at__lt=old).exclude(sealed=b"").update(sealed=b"", key_id="")
    wish = Wish(id=uuid4(), organization_id=current_organization_id(), connection=subject.connection, kind=subject.kind)
    if secrets:
        vault.seal(wish, secrets)
    wish.save(force_insert=True)
    return wish
