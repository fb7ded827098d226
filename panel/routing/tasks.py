"""Celery entry points of routing: the syncs of routing objects, and of devices with the points of presence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast

from django.conf import settings
from django.utils.translation import gettext_noop as _

from panel.connections.gateway import open_provider
from panel.connections.mirror import Listing, Mirror, Outcome, UnsafePlan
from panel.connections.models import Resource
from panel.connections.syncs import sync_lease
from panel.jobs.models import LogLevel
from panel.jobs.task import JobRun, job_task
from panel.routing import sync
from panel.routing.models import Kind, RoutingObject, Sound
from panel.routing.readings import with_readings
from providers.capabilities import Capability
from providers.errors import ProviderError, Refused, UnexpectedAnswer
from providers.ports import Devices, Sounds
from providers.values.routing import RouteKind

LARGEST_SOUND = 16 * 1024 * 1024

V = TypeVar("V")


@job_task("routing.sync")
def sync_objects(run: JobRun) -> None:
    """Read the routing objects kind by kind; a kind that cannot be read does not hold up the others."""
    with sync_lease(run.connection, Resource.ROUTING) as lease, open_provider(run.connection) as provider:
        if provider.routing is None:
            return
        parts = Parts(run)
        kinds = sorted(provider.routing.kinds)
        for number, kind in enumerate(kinds, start=1):
            mirror = sync.RoutingObjectMirror(run.connection, kind)
            parts.take(str(Kind(kind.value).label), mirror, partial(provider.routing.list_objects, kind), kind.value)
            run.progress(number, len(kinds))
        lease.cursor = with_readings(lease.cursor, parts.read)
    parts.end(_("The routing objects are up to date."))


@job_task("devices.sync")
def sync_devices(run: JobRun) -> None:
    """Read devices and points of presence, and ask for the registration of some devices, longest not asked for first."""
    with sync_lease(run.connection, Resource.DEVICES) as lease, open_provider(run.connection) as provider:
        if provider.devices is None:
            return
        parts = Parts(run)
        devices = sync.DeviceMirror(run.connection)
        parts.take("Devices", devices, provider.devices.list_devices, RouteKind.ACCOUNT.value)
        lease.cursor = with_readings(lease.cursor, parts.read)
        if provider.info.offers_capability(Capability.DEVICES_POPS):
            parts.take("Points of presence", sync.PopMirror(run.connection), provider.devices.list_pops)
        if provider.info.offers_capability(Capability.DEVICES_REGISTRATION):
            _ask_registrations(run, parts, provider.devices)
    parts.end(_("The devices and servers are up to date."))


@job_task("routing.fetch_sound")
def fetch_sound(run: JobRun) -> None:
    """Fetch one recording for listening."""
    with run.scope():
        row = RoutingObject.objects.get(pk=run.job.arguments["object"])
    with open_provider(run.connection) as provider:
        file = cast(Sounds, provider.routing).fetch_sound(row.remote_id)  # asked for only where it `plays`
    if len(file.content) > LARGEST_SOUND:
        run.partial(_("The sound is too large to be kept here."))
        return
    with run.scope():
        Sound.objects.update_or_create(
            routing_object=row,
            defaults={
                "organization_id": row.organization_id,
                "content": file.content,
                "content_type": file.content_type,
            },
        )
    run.finish(_("The sound is here."))


def _ask_registrations(run: JobRun, parts: Parts, devices: Devices) -> None:
    """One request each; stored one by one, so that a provider that goes away keeps what it told."""
    with run.scope():
        due = sync.due_for_registration(run.connection, limit=settings.REGISTRATIONS_PER_RUN)
    for number, device in enumerate(due, start=1):
        try:
            registration = devices.registration(device.login)
        except (Refused, UnexpectedAnswer) as problem:
            parts.could_not(device.login, problem)
            registration = None
        with run.scope():
            sync.store_registration(device, registration)
        run.progress(number, len(due))


class Parts:
    """A sync of several listings: each is stored on its own, and what could not be done is told at the end.

    `read`: by kind, when the listings were begun that are complete and that our rows follow.
    """

    def __init__(self, run: JobRun) -> None:
        self.read: dict[str, datetime] = {}
        self._run = run
        self._failed = 0
        self._unsafe: list[tuple[str, UnsafePlan]] = []

    def take(self, label: str, mirror: Mirror[Any, V], read: Callable[[], Iterable[V]], kind: str = "") -> None:
        """Read one listing and bring its rows in step. Temporary and account problems pass: they concern all of them."""
        try:
            listing = Listing.read(read())
        except (Refused, UnexpectedAnswer) as problem:
            self.could_not(label, problem)
            return
        try:
            with self._run.scope():
                outcome = mirror.store(listing, approved=self._run.approved(label))
        except UnsafePlan as unsafe:
            self._unsafe.append((label, unsafe))
            self._run.log(
                _("%(part)s: %(vanished)s of %(present)s are no longer listed."),
                LogLevel.WARNING,
                part=label,
                vanished=unsafe.vanished,
                present=unsafe.present,
            )
            return
        if kind and listing.complete:
            self.read[kind] = listing.started_at
        self._count(label, outcome)

    def could_not(self, label: str, problem: ProviderError) -> None:
        self._failed += 1
        self._run.count(failed=1)
        self._run.log(
            _("%(part)s: could not be read (%(problem)s). It stays as it was."),
            LogLevel.ERROR,
            part=label,
            problem=problem.public_message,
        )

    def end(self, message: str) -> None:
        if self._unsafe:
            label, unsafe = max(self._unsafe, key=lambda each: each[1].vanished)
            self._run.needs_person(
                _(
                    "%(part)s: the provider no longer lists %(vanished)s of %(present)s. These were left as they are. If that "
                    "is right, approve: they are then marked as gone, and come back by themselves when they are listed again."
                ),
                asks={label: unsafe.vanished for label, unsafe in self._unsafe},
                part=label,
                vanished=unsafe.vanished,
                present=unsafe.present,
            )
        elif self._failed:
            self._run.partial(_("Some parts could not be read; the log names them. The others are up to date."))
        else:
            self._run.finish(message)

    def _count(self, label: str, outcome: Outcome) -> None:
        self._run.count(**outcome.counts())
        if outcome.new or outcome.changed or outcome.gone:
            self._run.log(
                _("%(part)s: %(new)s new, %(changed)s changed, %(gone)s gone."),
                LogLevel.OK,
                part=label,
                new=outcome.new,
                changed=outcome.changed,
                gone=outcome.gone,
            )
        if outcome.skipped:
            self._failed += 1
            self._run.log(
                _("%(part)s: %(skipped)s entries could not be read and were left out."),
                LogLevel.WARNING,
                part=label,
                skipped=outcome.skipped,
            )
