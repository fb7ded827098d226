from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("routing", "0007_sounds")]

    operations = [guard("routing_sound")]
