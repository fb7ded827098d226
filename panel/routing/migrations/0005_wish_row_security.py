from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_settings_and_wishes")]

    operations = [guard("routing_wish")]
