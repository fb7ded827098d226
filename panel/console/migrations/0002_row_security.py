from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("console", "0001_console_calls")]

    operations = [guard("console_consolecall")]
