from django.db import migrations

from panel.tenancy.rls import crossing, guard


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0001_callbacks")]

    operations = [
        guard("callbacks_callbackaddress"),
        guard("callbacks_callbackevent"),
        crossing(
            "patchbay_callback_address_by_token",
            "wanted text",
            "TABLE (organization_id uuid, id uuid)",
            "SELECT a.organization_id, a.id FROM callbacks_callbackaddress a WHERE a.token_hash = wanted",
        ),
    ]
