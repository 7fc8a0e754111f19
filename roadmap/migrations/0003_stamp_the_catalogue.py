"""The database itself stamps the catalogue anew whenever what everybody may read changes.

A published version never changes, and comes or goes together with its compiled row, so the
tables of versions and of what stands on them need no trigger. As with those of 0002, SQLite
loses the triggers of a table that a later migration remakes; it has to call `raise_triggers`.
"""

from django.db import migrations, models

TABLES = (
    "roadmap_track",
    "roadmap_fact",
    "roadmap_roadmap",
    "roadmap_skill",
    "roadmap_resource",
    "roadmap_compiled",
)
ACTS = ("insert", "update", "delete")

# DELETE, then INSERT: an `OR IGNORE` of the statement outside would govern a REPLACE in here.
SQLITE = """
CREATE TRIGGER {table}_{act}_stamps AFTER {act} ON {table}
BEGIN
    DELETE FROM roadmap_cataloguestamp;
    INSERT INTO roadmap_cataloguestamp (id, token) VALUES (1, lower(hex(randomblob(16))));
END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION roadmap_stamp_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free bigint;
BEGIN
    SELECT id INTO free FROM roadmap_cataloguestamp ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE roadmap_cataloguestamp SET token = gen_random_uuid() WHERE id = free;
    ELSE
        INSERT INTO roadmap_cataloguestamp (token) VALUES (gen_random_uuid());
    END IF;
    RETURN NULL;
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_{act}_stamps AFTER {act} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION roadmap_stamp_catalogue()
"""


def raise_triggers(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        for act in ACTS:
            trigger = POSTGRESQL if is_postgresql else SQLITE
            schema_editor.execute(trigger.format(table=table, act=act))


def drop_triggers(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for act in ACTS:
            on_table = f" ON {table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_{act}_stamps{on_table}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION roadmap_stamp_catalogue()")


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0002_freeze_published_versions")]

    operations = [
        migrations.CreateModel(
            name="CatalogueStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField()),
            ],
        ),
        migrations.RunPython(raise_triggers, drop_triggers),
    ]
