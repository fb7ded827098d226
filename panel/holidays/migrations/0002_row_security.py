from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("holidays", "0001_calendars")]

    operations = [guard("holidays_holidaycalendar"), guard("holidays_holiday")]
