"""Every model and every table stands behind both walls. The second half shows that the checks would complain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection, connections, models
from django.test.utils import isolate_apps

from panel.tenancy.models import Organization, TenantModel
from panel.tenancy.rls import guard
from tests.panel.tenancy import checks


@pytest.mark.django_db
@pytest.mark.parametrize("model", checks.panel_models(), ids=lambda model: model.__name__)
def test_every_model_belongs_to_an_organization_and_refuses_outside_of_a_scope(model: type[models.Model]) -> None:
    assert list(checks.model_problems(model)) == []


@pytest.mark.django_db
def test_every_table_index_function_and_partition_keeps_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT patchbay_ensure_call_partition('2026-11-05')")
        assert checks.database_problems(cursor) == []


@pytest.mark.django_db
def test_the_lists_of_exceptions_name_only_what_exists() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
        indexes = [name for (name,) in cursor.fetchall()]
    assert set(checks.GLOBAL_TABLES) | set(checks.TENANT_TABLES_WITHOUT_COLUMN) <= tables
    assert [name for name in checks.INDEX_EXCEPTIONS if not any(index.startswith(name) for index in indexes)] == []


class TestTheChecksComplain:
    """The test of the test: what somebody might add without thinking."""

    @pytest.fixture
    def owner(self) -> Iterator[Any]:
        """DDL as the owner of the tables, undone with the test's transaction."""
        with connections["owner"].cursor() as cursor:
            yield cursor

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_table_without_a_policy(self, owner: Any) -> None:
        owner.execute("CREATE TABLE fax_fax (id uuid PRIMARY KEY, organization_id uuid NOT NULL)")
        assert checks.database_problems(owner) == [
            "fax_fax has no row level security. Add rls.guard() to the migration that creates it.",
            "fax_fax has 0 policies and should have one: several are joined by OR.",
        ]

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_table_that_nobody_owns(self, owner: Any) -> None:
        owner.execute("CREATE TABLE fax_page (id uuid PRIMARY KEY, fax_id uuid)")
        assert (
            "fax_page has no organization_id. Give it one, or list it in GLOBAL_TABLES with the reason."
            in checks.database_problems(owner)
        )

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_policy_that_is_not_forced(self, owner: Any) -> None:
        self.make_guarded(owner)
        assert checks.database_problems(owner) == []
        owner.execute("ALTER TABLE fax_fax NO FORCE ROW LEVEL SECURITY")
        assert checks.database_problems(owner) == [
            "fax_fax does not force row level security: its owner would go round the policy."
        ]

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_second_policy_that_lets_everything_through(self, owner: Any) -> None:
        self.make_guarded(owner)
        owner.execute("CREATE POLICY wide ON fax_fax FOR SELECT USING (true)")
        problems = checks.database_problems(owner)
        assert "fax_fax has 2 policies and should have one: several are joined by OR." in problems
        assert "fax_fax: policy wide does not ask for the organization in USING." in problems

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_an_index_that_starts_elsewhere(self, owner: Any) -> None:
        self.make_guarded(owner)
        owner.execute("CREATE INDEX fax_newest ON fax_fax (sent_at)")
        assert checks.database_problems(owner) == [
            "fax_fax: index fax_newest starts with sent_at. Put organization first, or list it with the reason."
        ]

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_grant_on_a_partition(self, owner: Any) -> None:
        owner.execute("SELECT patchbay_ensure_call_partition('2031-02-01')")
        role = connections["default"].settings_dict["USER"]
        owner.execute(f'GRANT SELECT ON calls_callrecord_2031_02 TO "{role}"')
        assert checks.database_problems(owner) == [
            f"calls_callrecord_2031_02 is a partition and {role} has a grant on it."
        ]

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_crossing_that_returns_more_than_ids(self, owner: Any) -> None:
        owner.execute(
            "CREATE FUNCTION patchbay_chatty() RETURNS TABLE (id uuid, name text) LANGUAGE sql SECURITY DEFINER "
            "AS 'SELECT id, name FROM tenancy_client'"
        )
        assert checks.database_problems(owner) == [
            "patchbay_chatty looks across tenants and returns uuid, text; only ids may come out.",
            "patchbay_chatty has no search_path of its own.",
            "patchbay_chatty may be called by everybody.",
        ]

    @pytest.mark.django_db(databases=["default", "owner"])
    def test_of_a_view_over_guarded_tables(self, owner: Any) -> None:
        owner.execute("CREATE VIEW everybodys_clients AS SELECT * FROM tenancy_client")
        assert checks.database_problems(owner) == ["everybodys_clients is a view that reads round the policies."]

    @isolate_apps("panel.tenancy")
    def test_of_a_model_without_an_organization(self) -> None:
        class Fax(models.Model):
            class Meta:
                app_label = "tenancy"

        assert "Fax has no mandatory foreign key “organization”." in " ".join(checks.model_problems(Fax))

    @pytest.mark.django_db
    @isolate_apps("panel.tenancy")
    def test_of_a_manager_that_answers_outside_of_a_scope(self) -> None:
        class Open(models.Model):
            organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "tenancy"
                db_table = "tenancy_client"

        class Careless(TenantModel):
            everything: ClassVar[models.Manager[Any]] = models.Manager()

            class Meta:
                app_label = "tenancy"
                db_table = "tenancy_membership"

        told = "answers outside of a scope. Use TenantManager or ClientManager."
        assert list(checks.model_problems(Open)) == [f"Open.objects {told}"]
        assert list(checks.model_problems(Careless)) == [f"Careless.everything {told}"]

    def make_guarded(self, owner: Any) -> None:
        owner.execute(
            "CREATE TABLE fax_fax (id uuid PRIMARY KEY, organization_id uuid NOT NULL, client_id uuid, sent_at timestamptz)"
        )
        for statement in guard("fax_fax", client_column="client_id").sql:
            owner.execute(statement)
