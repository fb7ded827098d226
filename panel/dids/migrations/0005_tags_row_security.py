from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("dids", "0004_tags_states_and_notes")]

    operations = [guard("dids_tag"), guard("dids_didtag")]
