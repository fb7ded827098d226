import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0006_exchange_at"),
        ("dids", "0014_needs_e911"),
        ("tenancy", "0002_row_security"),
    ]

    operations = [
        BtreeGinExtension(),
        TrigramExtension(),
        migrations.AddField(
            model_name="did",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower(
                        django.db.models.functions.text.Concat(
                            models.Value(" "), "description", models.Value(" "), "note", models.Value(" "), "remarks"
                        )
                    ),
                    models.Value("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"),
                    models.Value("aaaaaaceeeeiiiinooooouuuuyy"),
                    function="translate",
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="did",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["organization", "words"], name="did_by_words", opclasses=["uuid_ops", "gin_trgm_ops"]
            ),
        ),
    ]
