"""Both walls: each holds when the other is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django_scopes import ScopeError

from panel.dids.models import Did
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.scope import NoScope, as_user, current_organization_id, scope
from tests.factories import make_client, make_connection, make_did


def raw_numbers() -> set[str]:
    """What the database shows, whatever the managers think."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM dids_did")
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def two_tenants(nordphone: Organization, harbourline: Organization) -> None:
    make_did(nordphone, make_connection(nordphone), "+15145550142")
    make_did(harbourline, make_connection(harbourline), "+14165550117")


@pytest.mark.usefixtures("two_tenants")
class TestWalls:
    def test_a_manager_refuses_outside_of_a_scope(self) -> None:
        with pytest.raises(ScopeError):
            Did.objects.count()

    def test_the_database_shows_nothing_outside_of_a_scope(self) -> None:
        assert raw_numbers() == set()

    def test_a_scope_shows_its_own_organization_only(self, nordphone: Organization) -> None:
        with scope(organization=nordphone):
            assert {did.number for did in Did.objects.all()} == {"+15145550142"}
            assert raw_numbers() == {"+15145550142"}

    def test_the_database_refuses_a_row_of_another_organization(
        self, nordphone: Organization, harbourline: Organization
    ) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), scope(organization=nordphone):
            Client.objects.create(organization=harbourline, name="Smuggled")

    def test_the_walls_come_down_again(self, nordphone: Organization, harbourline: Organization) -> None:
        with scope(organization=nordphone):
            with scope(organization=harbourline):
                assert raw_numbers() == {"+14165550117"}
            assert raw_numbers() == {"+15145550142"}
        assert raw_numbers() == set()

    def test_the_walls_come_down_after_an_exception(self, nordphone: Organization, harbourline: Organization) -> None:
        with scope(organization=nordphone):
            with pytest.raises(RuntimeError), scope(organization=harbourline):
                raise RuntimeError
            assert raw_numbers() == {"+15145550142"}


def test_a_client_sees_its_own_numbers_only(nordphone: Organization) -> None:
    rosemont, kessler = make_client(nordphone, "Rosemont"), make_client(nordphone, "Kessler")
    account = make_connection(nordphone)
    make_did(nordphone, account, "+15145550142", client=rosemont)
    make_did(nordphone, account, "+15145550150", client=kessler)
    make_did(nordphone, account, "+15145550161")
    with scope(organization=nordphone, client=rosemont):
        assert {did.number for did in Did.objects.all()} == {"+15145550142"}
        assert raw_numbers() == {"+15145550142"}
        assert not Membership.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM connections_connection")
            assert cursor.fetchone() == (0,)


def test_a_person_sees_own_memberships_and_no_others(alice: Any, charlie: Any) -> None:
    with as_user(alice.pk):
        assert [each.user_id for each in Membership.own.all()] == [alice.pk]
        assert [each.slug for each in Organization.objects.all()] == ["nordphone"]


def test_an_operator_sees_the_list_of_organizations_but_not_their_data(
    nordphone: Organization, harbourline: Organization, olga: Any
) -> None:
    make_did(nordphone, make_connection(nordphone), "+15145550142")
    with as_user(olga.pk, operator=True):
        assert {each.slug for each in Organization.objects.all()} == {"nordphone", "harbourline"}
        assert raw_numbers() == set()


def test_the_application_role_owns_nothing_and_cannot_bypass(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


def test_the_application_role_cannot_name_a_partition(nordphone: Organization) -> None:
    with scope(organization=nordphone), connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_ensure_call_partition('2026-11-05')")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM calls_callrecord_2026_11")


def test_tenant_work_outside_of_a_scope_says_so() -> None:
    with pytest.raises(NoScope):
        current_organization_id()


def test_grants_can_be_made_again_when_there_are_partitions(nordphone: Organization) -> None:
    """Each migration ends with them; partitions bring indexes that inherit too."""

    from panel.tenancy.grants import PARTITIONS

    with scope(organization=nordphone), connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_ensure_call_partition('2026-11-05')")
        cursor.execute(PARTITIONS)
        named = {row[0] for row in cursor.fetchall()}
        assert "calls_callrecord_2026_11" in named
        cursor.execute("SELECT relname::text FROM pg_class WHERE relkind = 'I' OR relkind = 'i'")
        assert not named & {row[0] for row in cursor.fetchall()}
