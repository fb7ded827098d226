from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_routing_objects")]

    operations = [
        guard("routing_routingobject"),
        guard("routing_device"),
        guard("routing_pointofpresence"),
    ]
