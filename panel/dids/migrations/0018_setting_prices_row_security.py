from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("dids", "0017_setting_prices")]

    operations = [guard("dids_settingprice")]
