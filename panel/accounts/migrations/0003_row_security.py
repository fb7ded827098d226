from django.db import migrations

from panel.tenancy.rls import crossing, guard


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invitation"), ("tenancy", "0002_row_security")]

    operations = [
        guard("accounts_invitation"),
        crossing(
            "patchbay_invitation_by_token",
            "wanted text",
            "TABLE (organization_id uuid, id uuid)",
            "SELECT i.organization_id, i.id FROM accounts_invitation i WHERE i.token_hash = wanted",
        ),
    ]
