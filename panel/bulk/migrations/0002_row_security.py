from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("bulk", "0001_batches_and_playbooks")]

    operations = [
        guard("bulk_batch"),
        guard("bulk_filepart"),
        guard("bulk_batchrow"),
        guard("bulk_playbook"),
        guard("bulk_playbookroute"),
        guard("bulk_playbookentry"),
    ]
