from django.db import migrations

from panel.tenancy.rls import guard

TABLES = (
    "search",
    "searchpart",
    "offer",
    "pricerule",
    "numbertemplate",
    "hold",
    "purchase",
    "numberorder",
    "specialrequest",
)


class Migration(migrations.Migration):
    dependencies = [("ordering", "0001_ordering")]

    operations = [guard(f"ordering_{table}") for table in TABLES]
