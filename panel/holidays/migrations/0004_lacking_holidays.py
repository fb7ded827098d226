from django.db import migrations

from panel.tenancy.rls import crossing


class Migration(migrations.Migration):
    dependencies = [("holidays", "0003_years")]

    operations = [
        # Calendars of before: the years that they have days of.
        migrations.RunSQL(
            "UPDATE holidays_holidaycalendar c SET years = d.years FROM ("
            "SELECT organization_id, calendar_id, jsonb_agg(DISTINCT extract(year FROM day)::int) AS years "
            "FROM holidays_holiday GROUP BY 1, 2"
            ") d WHERE c.organization_id = d.organization_id AND c.id = d.calendar_id AND c.country <> ''",
            migrations.RunSQL.noop,
        ),
        crossing(
            "patchbay_lacking_holidays",
            "wanted jsonb",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM holidays_holidaycalendar WHERE country <> '' AND NOT years @> wanted",
        ),
    ]
