"""Two organizations with everything in them, for the walk over all pages. What is Nordphone's carries a marker in its texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection as database
from django.utils import timezone

from panel.accounts.models import Invitation, User, token_digest
from panel.audit.models import AuditEntry
from panel.bulk.models import Batch, BatchRow, FilePart, HolidayRun, Playbook, PlaybookEntry, PlaybookRoute
from panel.callbacks.models import CallbackAddress, CallbackEvent
from panel.calls.models import CallHour, CallRecord
from panel.connections.models import Connection, Exchange, Resource, SyncPlan
from panel.console.models import ConsoleCall
from panel.dids.models import DidTag, SavedView, SettingPrice, Tag
from panel.dids.totals import recount
from panel.holidays.models import Holiday, HolidayCalendar
from panel.jobs.models import Job, JobLogLine, JobState
from panel.operations.models import Operation, OperationEvent, OperationState
from panel.ordering.models import (
    Hold,
    NumberOrder,
    NumberTemplate,
    Offer,
    PartState,
    PriceRule,
    Purchase,
    Search,
    SearchPart,
    SpecialRequest,
)
from panel.routing.models import Device, PointOfPresence, RoutingObject, Sound, Wish
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import scope
from tests.factories import make_client, make_connection, make_did, make_member, make_organization, make_user

NUMBER = "+15145550142"
MARKERS = ("zebrafish", "5550142", "555\N{NO-BREAK SPACE}0142", "555 0142")
"""None of them may reach anybody outside of Nordphone, in whatever spelling."""


@dataclass
class World:
    nordphone: Organization
    harbourline: Organization
    alice: User  # owns Nordphone
    sam: User  # its staff
    victor: User  # may look
    clara: User  # a person of its client Rosemont, whose number is in `objects`
    karl: User  # a person of its other client
    charlie: User  # owns Harbourline
    olga: User  # the operator
    objects: dict[str, UUID] = field(default_factory=dict)


def make_world() -> World:
    nordphone = make_organization("Nordphone", "nordphone")
    harbourline = make_organization("Harbourline", "harbourline")
    rosemont = make_client(nordphone, "Zebrafish Rosemont")
    other = make_client(nordphone, "Kessler")
    world = World(
        nordphone=nordphone,
        harbourline=harbourline,
        alice=make_member(nordphone, "alice@nordphone.example", Role.OWNER, name="Alice Zebrafish"),
        sam=make_member(nordphone, "sam@nordphone.example", Role.STAFF, name="Sam Zebrafish"),
        victor=make_member(nordphone, "victor@nordphone.example", Role.VIEWER, name="Victor Zebrafish"),
        clara=make_member(nordphone, "clara@rosemont.example", Role.CLIENT, name="Clara Benoit", client=rosemont),
        karl=make_member(nordphone, "karl@kessler.example", Role.CLIENT, name="Karl Kessler", client=other),
        charlie=make_member(harbourline, "charlie@harbourline.example", Role.OWNER, name="Charlie Young"),
        olga=make_user("olga@patchbay.example", name="Olga Operator", is_operator=True),
    )
    account = make_connection(nordphone, "Zebrafish account", last_error_message="zebrafish trouble")
    did = make_did(nordphone, account, NUMBER, client=rosemont, description="Zebrafish line", note="zebrafish note")
    with scope(organization=nordphone):
        membership = Membership.objects.get(user=world.sam)
        world.objects |= {"connection": account.pk, "did": did.pk, "client": rosemont.pk, "membership": membership.pk}
        world.objects |= _background(nordphone, account, world.alice)
        world.objects |= _ordering(nordphone, account, rosemont, world.alice)
        world.objects |= _operation(nordphone, account, rosemont, did.pk)
        world.objects |= _mirrors(nordphone, account)
        _callbacks(nordphone, account)
        world.objects |= _bulk(nordphone, account, did.pk)
        tag = Tag.objects.create(organization=nordphone, name="zebrafish tag")
        DidTag.objects.create(organization=nordphone, did=did, tag=tag)
        view = SavedView.objects.create(organization=nordphone, owner=world.alice, name="zebrafish view", shared=True)
        world.objects["view"] = view.pk
        SettingPrice.objects.create(organization=nordphone, connection=account, item="sms_enabled", currency="USD")
        recount(account)
        _calls(nordphone, account, rosemont)
        world.objects["invitation"] = _people(nordphone, world.alice)
    return world


def _background(organization: Organization, account: Connection, by: User) -> dict[str, UUID]:
    now = timezone.now()
    job = Job.objects.create(
        organization=organization,
        kind="dids.sync",
        connection=account,
        asked_by=by,
        state=JobState.RUNNING,
        message="zebrafish message",
    )
    JobLogLine.objects.create(organization=organization, job=job, message="zebrafish log line")
    plan = SyncPlan.objects.create(
        organization=organization,
        connection=account,
        resource=Resource.DIDS,
        interval=900,
        next_due_at=now + timedelta(hours=1),
        last_job=job,
    )
    Exchange.objects.create(
        organization=organization,
        connection=account,
        operation="getDIDsInfo",
        milliseconds=20,
        outcome="ok",
        request="zebrafish request",
        response="zebrafish response",
    )
    call = ConsoleCall.objects.create(
        organization=organization,
        connection=account,
        method="getBalance",
        writes=False,
        arguments={"advanced": "zebrafish"},
        asked_by=by,
        finished_at=now,
        outcome="ok",
        answer="zebrafish answer",
    )
    return {"job": job.pk, "plan": plan.pk, "console_call": call.pk}


def _operation(organization: Organization, account: Connection, client: Client, did_id: UUID) -> dict[str, UUID]:
    route = {"kind": "ring_group", "target": "7", "raw": "grp:7"}
    operation = Operation.objects.create(
        organization=organization,
        client=client,
        parameters={"number": NUMBER, "route": route, "failovers": {}},
        before={"route": route, "failovers": {}},
        wanted={"route": route, "failovers": {}},
        connection=account,
        kind="dids.set_route",
        subject_type="did",
        subject_id=did_id,
        subject_label=NUMBER,
        idempotency_key="zebrafish-key",
        state=OperationState.FAILED,
        error_message="zebrafish refused it",
    )
    OperationEvent.objects.create(
        organization=organization, operation=operation, state=operation.state, note="zebrafish"
    )
    return {"operation": operation.pk}


def _bulk(organization: Organization, account: Connection, did_id: UUID) -> dict[str, UUID]:
    calendar = HolidayCalendar.objects.create(
        organization=organization, name="Zebrafish days", time_zone="America/Toronto", country="CA", subdivision="QC"
    )
    holiday = Holiday.objects.create(
        organization=organization, calendar=calendar, day=timezone.now().date(), name="Zebrafish day"
    )
    playbook = Playbook.objects.create(
        organization=organization, name="Zebrafish flood", remarks="zebrafish remarks", calendar=calendar
    )
    HolidayRun.objects.create(organization=organization, playbook=playbook, day=holiday.day, name="Zebrafish day")
    PlaybookRoute.objects.create(
        organization=organization, playbook=playbook, connection=account, settings={"route": "ring_group:7"}
    )
    PlaybookEntry.objects.create(organization=organization, playbook=playbook, did_id=did_id)
    batch = Batch.objects.create(
        organization=organization, title="Zebrafish batch", source="list", state="ended", playbook=playbook
    )
    BatchRow.objects.create(
        organization=organization,
        batch=batch,
        position=1,
        label=NUMBER,
        did_id=did_id,
        connection=account,
        state="failed",
        reason="zebrafish reason",
    )
    FilePart.objects.create(organization=organization, batch=batch, position=0, content=b"zebrafish")
    return {"batch": batch.pk, "playbook": playbook.pk, "calendar": calendar.pk, "holiday": holiday.pk}


def _mirrors(organization: Organization, account: Connection) -> dict[str, UUID]:
    now = timezone.now()
    common: dict[str, Any] = {
        "organization": organization,
        "connection": account,
        "fingerprint": "f",
        "first_seen_at": now,
        "changed_at": now,
    }
    group = RoutingObject.objects.create(remote_id="7", kind="ring_group", name="Zebrafish agents", **common)
    device = Device.objects.create(remote_id="8", login="118204_zebrafish", description="Zebrafish desk", **common)
    recording = RoutingObject.objects.create(remote_id="11", kind="recording", name="Zebrafish welcome", **common)
    Sound.objects.create(
        organization=organization, routing_object=recording, content=b"RIFFzebrafish", content_type="audio/wav"
    )
    wish = Wish.objects.create(organization=organization, connection=account, kind="ring_group", remote_id="7")
    PointOfPresence.objects.create(remote_id="9", name="Zebrafish, QC", hostname="zebrafish.example.net", **common)
    return {"routing_object": group.pk, "recording": recording.pk, "device": device.pk, "wish": wish.pk}


def _callbacks(organization: Organization, account: Connection) -> None:
    CallbackAddress.objects.create(
        organization=organization,
        connection=account,
        token_hash=token_digest("zebrafish"),
        sealed=b"",
        key_id="zebrafish",
    )
    CallbackEvent.objects.create(
        organization=organization,
        connection=account,
        kind="message",
        remote_id="zebrafish-event",
        verified=False,
        raw={"message": "zebrafish"},
    )


def _ordering(organization: Organization, account: Connection, client: Client, by: User) -> dict[str, UUID]:
    now = timezone.now()
    search = Search.objects.create(
        organization=organization,
        asked_by=by,
        client=client,
        wanted={"kind": "local", "country": "CA", "region": "", "rate_centre": "ZEBRAFISH", "area_code": "514"},
    )
    part = SearchPart.objects.create(
        organization=organization,
        search=search,
        connection=account,
        state=PartState.DONE,
        started_at=now,
        finished_at=now,
    )
    sold: dict[str, Any] = {
        "organization": organization,
        "offer_id": "did:5145550142",
        "number": NUMBER,
        "kind": "local",
        "country": "CA",
        "place": "ZEBRAFISH",
    }
    offer = Offer.objects.create(part=part, position=0, **sold)
    hold = Hold.objects.create(connection=account, asked_by=by, held=True, expires_at=now + timedelta(hours=1), **sold)
    purchase = Purchase.objects.create(organization=organization, asked_by=by, token="zebrafish")
    order = NumberOrder.objects.create(purchase=purchase, connection=account, client=client, **sold)
    request = SpecialRequest.objects.create(
        organization=organization, connection=account, country="CA", rate_centre="ZEBRAFISH", note="zebrafish words"
    )
    template = NumberTemplate.objects.create(organization=organization, name="Zebrafish template", client=client)
    rule = PriceRule.objects.create(organization=organization, client=client, percent=10)
    made = {"search": search, "offer": offer, "hold": hold, "purchase": purchase, "order": order}
    return {name: row.pk for name, row in (made | {"request": request, "template": template, "rule": rule}).items()}


def _calls(organization: Organization, account: Connection, client: Client) -> None:
    now = timezone.now()
    with database.cursor() as cursor:
        cursor.execute("SELECT patchbay_ensure_call_partition(%s::date)", [now.date()])
    CallRecord.objects.create(
        organization=organization,
        client=client,
        connection=account,
        remote_id="zebrafish-call",
        started_at=now,
        direction="inbound",
        disposition="answered",
        caller="Zebrafish <5145550199>",
        caller_number="+15145550199",
        callee=NUMBER,
        callee_number=NUMBER,
        did_number=NUMBER,
        seconds=42,
        account="zebrafish",
        currency="USD",
    )
    CallHour.objects.create(
        organization=organization,
        connection=account,
        hour=now.replace(minute=0, second=0, microsecond=0),
        direction="inbound",
        calls=1,
        answered=1,
        seconds=42,
    )


def _people(organization: Organization, by: User) -> UUID:
    invitation = Invitation.objects.create(
        organization=organization,
        email="zebrafish@nordphone.example",
        role=Role.STAFF,
        invited_by=by,
        token_hash=token_digest("zebrafish"),
        expires_at=timezone.now() + timedelta(days=7),
    )
    AuditEntry.objects.create(
        organization=organization,
        actor=by,
        verb="accounts.invited",
        object_type="invitation",
        object_id=invitation.pk,
        object_label="zebrafish",
    )
    return invitation.pk


# How a URL's argument is filled: (app, argument) → the id of something of Nordphone's. A page with a new argument adds a line,
# and if need be the object to `make_world`.
OBJECTS: dict[tuple[str, str], Callable[[World], UUID]] = {
    ("accounts", "invitation_id"): lambda world: world.objects["invitation"],
    ("accounts", "membership_id"): lambda world: world.objects["membership"],
    ("accounts", "client_id"): lambda world: world.objects["client"],
    ("callbacks", "connection_id"): lambda world: world.objects["connection"],
    ("bulk", "batch_id"): lambda world: world.objects["batch"],
    ("bulk", "playbook_id"): lambda world: world.objects["playbook"],
    ("connections", "connection_id"): lambda world: world.objects["connection"],
    ("connections", "plan_id"): lambda world: world.objects["plan"],
    ("prices", "connection_id"): lambda world: world.objects["connection"],
    ("console", "connection_id"): lambda world: world.objects["connection"],
    ("console", "call_id"): lambda world: world.objects["console_call"],
    ("dids", "did_id"): lambda world: world.objects["did"],
    ("dids", "view_id"): lambda world: world.objects["view"],
    ("holidays", "calendar_id"): lambda world: world.objects["calendar"],
    ("holidays", "holiday_id"): lambda world: world.objects["holiday"],
    ("jobs", "job_id"): lambda world: world.objects["job"],
    ("routing", "connection_id"): lambda world: world.objects["connection"],
    ("routing", "object_id"): lambda world: world.objects["routing_object"],
    ("routing", "recording_id"): lambda world: world.objects["recording"],
    ("routing", "device_id"): lambda world: world.objects["device"],
    ("routing", "wish_id"): lambda world: world.objects["wish"],
    ("ordering", "hold_id"): lambda world: world.objects["hold"],
    ("ordering", "offer_id"): lambda world: world.objects["offer"],
    ("ordering", "order_id"): lambda world: world.objects["order"],
    ("ordering", "purchase_id"): lambda world: world.objects["purchase"],
    ("ordering", "request_id"): lambda world: world.objects["request"],
    ("ordering", "rule_id"): lambda world: world.objects["rule"],
    ("ordering", "search_id"): lambda world: world.objects["search"],
    ("ordering", "template_id"): lambda world: world.objects["template"],
    ("operations", "operation_id"): lambda world: world.objects["operation"],
}

# Arguments that are words, not somebody's objects: one that the page knows.
WORDS: dict[tuple[str, str], str] = {
    ("", "uidb36"): "1a",
    ("", "key"): "b2-c3",
    ("accounts", "token"): "not-a-token",
    ("callbacks", "token"): "not-a-token",
    ("connections", "provider"): "voipms",
    ("console", "method"): "getBalance",
    ("overview", "name"): "jobs",
    ("routing", "kind"): "ring_group",
}
