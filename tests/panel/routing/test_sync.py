"""The syncs of routing objects, devices and points of presence over the wire, with the sandbox's faults."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection as database
from django.utils import timezone

from panel.connections.mirror import Listing
from panel.connections.models import Connection, Resource
from panel.jobs.models import JobState
from panel.routing.known import all_known
from panel.routing.models import Device, PointOfPresence, RoutingObject
from panel.routing.naming import Spot, names_of
from panel.routing.sync import RoutingObjectMirror, due_for_registration, store_registration
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.devices import Registration
from providers.values.routing import RouteKind
from providers.values.routing import RoutingObject as RoutingObjectValue
from tests.sandbox import Sandbox
from tests.synced import connected, log_of, run_sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(sandbox: Sandbox, nordphone: Organization) -> Connection:
    return connected(nordphone)


def objects(account: Connection, **which: Any) -> list[RoutingObject]:
    with scope(organization=account.organization_id):
        return list(RoutingObject.objects.filter(connection=account, **which).order_by("kind", "remote_id"))


def words_of(account: Connection, kind: RouteKind) -> str:
    """A destination that the account does not have."""
    with scope(organization=account.organization_id):
        spot = Spot(account.pk, kind.value, "404")
        return names_of([spot]).of(spot).text


def known_since(account: Connection) -> datetime:
    with scope(organization=account.organization_id):
        at = all_known(account.provider, account.pk, "+15145550142", []).read_at
    assert at is not None
    return at


def devices(account: Connection) -> list[Device]:
    with scope(organization=account.organization_id):
        return list(Device.objects.filter(connection=account).order_by("login"))


def versions(account: Connection, table: str) -> list[tuple[Any, ...]]:
    with scope(organization=account.organization_id), database.cursor() as cursor:
        cursor.execute(f"SELECT id, ctid, xmin FROM {table} ORDER BY id")  # noqa: S608
        return list(cursor.fetchall())


def test_objects_of_every_kind_arrive_and_a_second_run_writes_none(account: Connection, sandbox: Sandbox) -> None:
    job = run_sync(account, Resource.ROUTING)
    assert job.state == JobState.SUCCEEDED, log_of(job)
    found = objects(account)
    assert job.counts["new"] == len(found)
    assert {each.remote_id for each in found if each.kind == RouteKind.RING_GROUP} == {
        each["ring_group"] for each in sandbox.all("ring_groups")
    }
    assert any(each.links for each in found if each.kind == RouteKind.IVR)
    before = versions(account, "routing_routingobject")
    again = run_sync(account, Resource.ROUTING)
    assert (again.state, again.counts["unchanged"]) == (JobState.SUCCEEDED, len(found))
    assert versions(account, "routing_routingobject") == before


@pytest.mark.parametrize(("fault", "code"), [("html", ""), ("status", "invalid_account"), ("types", "")])
def test_a_kind_that_fails_marks_nothing_gone_and_the_others_go_on(
    account: Connection, sandbox: Sandbox, fault: str, code: str
) -> None:
    sandbox.break_with(fault, method="getIVRs", code=code, count=1)
    first = run_sync(account, Resource.ROUTING)
    assert first.state == JobState.PARTIAL
    assert objects(account, kind=RouteKind.IVR) == []
    assert objects(account, kind=RouteKind.RING_GROUP)
    assert words_of(account, RouteKind.RING_GROUP) == "Ring group 404 (not found)"
    assert words_of(account, RouteKind.IVR) == "IVR 404"  # nobody looked
    assert [level for level, text in log_of(first) if "IVR" in text] == ["err"]
    run_sync(account, Resource.ROUTING)
    there = objects(account, kind=RouteKind.IVR, gone_at=None)
    assert there
    assert words_of(account, RouteKind.IVR) == "IVR 404 (not found)"
    sandbox.break_with(fault, method="getIVRs", code=code, count=1)
    last = run_sync(account, Resource.ROUTING)
    assert last.state == JobState.PARTIAL
    assert objects(account, kind=RouteKind.IVR, gone_at=None) == there
    assert known_since(account) < last.created_at  # the menus are still those of the run before
    run_sync(account, Resource.ROUTING)
    assert known_since(account) > last.created_at


def test_a_provider_that_is_down_ends_the_run_and_marks_nothing_gone(account: Connection, sandbox: Sandbox) -> None:
    run_sync(account, Resource.ROUTING)
    before = versions(account, "routing_routingobject")
    sandbox.break_with("down")
    assert run_sync(account, Resource.ROUTING).state == JobState.WAITING
    assert versions(account, "routing_routingobject") == before


def add_object(account: Connection, kind: RouteKind, remote_id: str) -> None:
    now = timezone.now()
    with scope(organization=account.organization_id):
        RoutingObject.objects.create(
            organization_id=account.organization_id,
            connection=account,
            kind=kind,
            remote_id=remote_id,
            name=f"Object {remote_id}",
            fingerprint="",
            first_seen_at=now,
            changed_at=now,
        )


def test_objects_of_one_kind_say_nothing_of_another(account: Connection) -> None:
    add_object(account, RouteKind.QUEUE, "1")
    with scope(organization=account.organization_id):
        ivrs, queues = (RoutingObjectMirror(account, kind) for kind in (RouteKind.IVR, RouteKind.QUEUE))
        assert (ivrs.rows().count(), queues.rows().count()) == (0, 1)


def test_a_listing_says_nothing_of_what_was_made_or_changed_after_it_began(account: Connection) -> None:
    """A person makes one object, changes another and deletes a third while a sync is reading."""

    def ivr(remote_id: str, name: str) -> RoutingObjectValue:
        return RoutingObjectValue(kind=RouteKind.IVR, remote_id=remote_id, name=name)

    with scope(organization=account.organization_id):
        mirror = RoutingObjectMirror(account, RouteKind.IVR)
        mirror.store(Listing.read([ivr("1", "Before"), ivr("2", "Deleted")]))
        old = Listing.read([ivr("1", "Before"), ivr("2", "Deleted")])
        mirror.store_one(ivr("1", "After"))
        mirror.store_one(ivr("3", "Made"))
        mirror.rows().filter(remote_id="2").update(gone_at=timezone.now(), changed_at=timezone.now())
        mirror.store(old)
    told = {each.name: each.gone_at is None for each in objects(account)}
    assert told == {"After": True, "Made": True, "Deleted": False}


def test_an_object_without_a_name_goes_by_its_id(account: Connection) -> None:
    nameless = RoutingObjectValue(kind=RouteKind.APP, remote_id="KJUI2OGX", name=" ")
    with scope(organization=account.organization_id):
        RoutingObjectMirror(account, RouteKind.APP).store(Listing.read([nameless]))
    assert [each.name for each in objects(account)] == ["KJUI2OGX"]


def test_a_kind_that_loses_too_much_waits_for_a_person_and_the_others_go_on(account: Connection) -> None:
    for number in range(40):
        add_object(account, RouteKind.DISA, f"old-{number}")
    job = run_sync(account, Resource.ROUTING)
    assert job.state == JobState.NEEDS_PERSON
    assert "40 of 4" in job.text
    assert objects(account, kind=RouteKind.RING_GROUP)
    assert len(objects(account, remote_id__startswith="old-", gone_at=None)) == 40
    assert job.arguments["asks"] == {"DISA": 40}
    assert words_of(account, RouteKind.DISA) == "DISA 404"
    approved = run_sync(account, Resource.ROUTING, approved=job.arguments["asks"])
    assert (approved.state, approved.counts["gone"]) == (JobState.SUCCEEDED, 40)
    assert len(objects(account, remote_id__startswith="old-", gone_at__isnull=False)) == 40


def test_devices_and_points_of_presence_arrive_and_a_second_run_writes_none(
    account: Connection, sandbox: Sandbox, settings: Any
) -> None:
    settings.REGISTRATIONS_PER_RUN = 0
    job = run_sync(account, Resource.DEVICES)
    assert job.state == JobState.SUCCEEDED, log_of(job)
    assert {each["account"] for each in sandbox.all("sub_accounts")} < {device.login for device in devices(account)}
    with scope(organization=account.organization_id):
        assert PointOfPresence.objects.filter(connection=account).count() > 5
    tables = ("routing_device", "routing_pointofpresence")
    before = [versions(account, table) for table in tables]
    run_sync(account, Resource.DEVICES)
    assert [versions(account, table) for table in tables] == before


def test_registrations_are_asked_for_in_turns(account: Connection, sandbox: Sandbox, settings: Any) -> None:
    settings.REGISTRATIONS_PER_RUN = 2
    run_sync(account, Resource.DEVICES)
    assert sum(device.registration_at is not None for device in devices(account)) == 2
    run_sync(account, Resource.DEVICES)
    asked = [each["parameters"]["account"] for each in sandbox.seen() if each["method"] == "getRegistrationStatus"]
    assert len(asked) == len(set(asked)) == 4
    assert {device.registered for device in devices(account) if device.login in asked} <= {True, False}


def test_a_device_that_cannot_be_asked_does_not_hold_up_the_others(
    account: Connection, sandbox: Sandbox, settings: Any
) -> None:
    settings.REGISTRATIONS_PER_RUN = 3
    sandbox.break_with("types", method="getRegistrationStatus", count=1)
    job = run_sync(account, Resource.DEVICES)
    assert job.state == JobState.PARTIAL
    asked = [device for device in devices(account) if device.registration_at is not None]
    assert len(asked) == 3
    assert sum(device.registered is None for device in asked) == 1


def test_those_not_asked_for_longest_come_first(account: Connection, settings: Any) -> None:
    settings.REGISTRATIONS_PER_RUN = 0
    run_sync(account, Resource.DEVICES)
    with scope(organization=account.organization_id):
        first, second, third = due_for_registration(account, limit=3)
        store_registration(first, Registration(login=first.login, registered=True, server="montreal1.example.com"))
        store_registration(second, None)
        assert due_for_registration(account, limit=1) == [third]
        everybody = due_for_registration(account, limit=10_000)
        assert everybody[-2:] == [first, second]
        assert Device.objects.get(pk=first.pk).registered_server == "montreal1.example.com"
        store_registration(first, None)  # what was true once is not passed off as of now
        again = Device.objects.get(pk=first.pk)
        assert (again.registered, again.registered_server) == (None, "")
