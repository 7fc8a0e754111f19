"""The triggers of 0003 for the tables of the fit quiz, which everybody may read, too."""

from importlib import import_module

from django.db import migrations

stamp = import_module("roadmap.migrations.0003_stamp_the_catalogue")

TABLES = ("roadmap_question", "roadmap_option", "roadmap_weight", "roadmap_firststep")


def raise_triggers(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = stamp.POSTGRESQL if is_postgresql else stamp.SQLITE
    for table in TABLES:
        for act in stamp.ACTS:
            schema_editor.execute(trigger.format(table=table, act=act))


def drop_triggers(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for act in stamp.ACTS:
            on_table = f" ON {table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_{act}_stamps{on_table}")


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0004_fit_quiz")]

    operations = [migrations.RunPython(raise_triggers, drop_triggers)]
