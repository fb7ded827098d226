from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_audit_entries")]

    operations = [
        guard("audit_auditentry"),
    ]
