from django.db import migrations

from panel.tenancy.rls import CLIENT, OPERATOR, ORGANIZATION, USER, crossing, guard, guard_by_rule


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_organizations")]

    operations = [
        # A person sees the organizations they belong to; an operator sees the list; rows are written inside the organization.
        guard_by_rule(
            "tenancy_organization",
            using=f"id = {ORGANIZATION} OR {OPERATOR} OR id IN "
            f"(SELECT organization_id FROM tenancy_membership WHERE user_id = {USER})",
            check=f"id = {ORGANIZATION} AND {CLIENT} IS NULL",
        ),
        # A client sees the row of its own client.
        guard("tenancy_client", client_column="id"),
        # A person sees their own memberships from outside of any organization.
        guard_by_rule(
            "tenancy_membership",
            using=f"(organization_id = {ORGANIZATION} AND {CLIENT} IS NULL) OR user_id = {USER}",
            check=f"organization_id = {ORGANIZATION} AND {CLIENT} IS NULL",
        ),
        crossing(
            "patchbay_organization_ids",
            "",
            "SETOF uuid",
            "SELECT id FROM tenancy_organization ORDER BY created_at, id",
        ),
    ]
