"""The database itself keeps a published version as it is, whoever writes to it.

Triggers refuse an UPDATE of a published version, INSERT and UPDATE of its nodes, edges and
credits, and a new slug for a skill that a published version holds. DELETE is refused in
Django, by PROTECT: a refusing DELETE trigger would break the flushing of test databases.
SQLite loses the triggers of a table that a later migration remakes; such a migration
has to call `raise_triggers` again, and a test lists them after `migrate`.
"""

from django.db import migrations

PLACED = ("roadmap_node", "roadmap_edge", "roadmap_credit")
TRIGGERS = (
    "roadmap_version_stays",
    "roadmap_skill_keeps_slug",
    *(f"{table}_{act}" for table in PLACED for act in ("insert", "update")),
)

SQLITE_VERSION = """
CREATE TRIGGER roadmap_version_stays BEFORE UPDATE ON roadmap_version
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""
SQLITE_SKILL = """
CREATE TRIGGER roadmap_skill_keeps_slug BEFORE UPDATE OF slug ON roadmap_skill
WHEN OLD.slug <> NEW.slug AND EXISTS (
    SELECT 1 FROM roadmap_node JOIN roadmap_version ON roadmap_version.id = roadmap_node.version_id
    WHERE roadmap_node.skill_id = OLD.id AND roadmap_version.published_at IS NOT NULL
)
BEGIN SELECT RAISE(ABORT, 'the slug of a published skill never changes'); END
"""
SQLITE_PLACED = """
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table}
WHEN EXISTS (
    SELECT 1 FROM roadmap_version WHERE id IN ({rows}) AND published_at IS NOT NULL
)
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""

POSTGRESQL_FUNCTIONS = """
CREATE FUNCTION roadmap_refuse_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION roadmap_refuse_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmap_node JOIN roadmap_version
            ON roadmap_version.id = roadmap_node.version_id
        WHERE roadmap_node.skill_id = OLD.id AND roadmap_version.published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the slug of a published skill never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- The share lock makes a writer wait for a publisher in flight, and the publisher for a writer.
CREATE FUNCTION roadmap_refuse_placed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    published timestamptz;
BEGIN
    SELECT published_at INTO published FROM roadmap_version WHERE id = NEW.version_id FOR SHARE;
    IF published IS NULL AND TG_OP = 'UPDATE' AND OLD.version_id <> NEW.version_id THEN
        SELECT published_at INTO published FROM roadmap_version WHERE id = OLD.version_id FOR SHARE;
    END IF;
    IF published IS NOT NULL THEN
        RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
POSTGRESQL_VERSION = """
CREATE TRIGGER roadmap_version_stays BEFORE UPDATE ON roadmap_version FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION roadmap_refuse_version()
"""
POSTGRESQL_SKILL = """
CREATE TRIGGER roadmap_skill_keeps_slug BEFORE UPDATE ON roadmap_skill FOR EACH ROW
WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION roadmap_refuse_slug()
"""
POSTGRESQL_PLACED = """
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table}
FOR EACH ROW EXECUTE FUNCTION roadmap_refuse_placed()
"""
FUNCTIONS = ("roadmap_refuse_version", "roadmap_refuse_slug", "roadmap_refuse_placed")


def raise_triggers(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTIONS)
        version, skill, placed = POSTGRESQL_VERSION, POSTGRESQL_SKILL, POSTGRESQL_PLACED
    else:
        version, skill, placed = SQLITE_VERSION, SQLITE_SKILL, SQLITE_PLACED
    schema_editor.execute(version)
    schema_editor.execute(skill)
    for table in PLACED:
        for act, rows in (
            ("insert", "NEW.version_id"),
            ("update", "OLD.version_id, NEW.version_id"),
        ):
            schema_editor.execute(placed.format(table=table, act=act, rows=rows))


def drop_triggers(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    tables = ("roadmap_version", "roadmap_skill", *(table for table in PLACED for _ in range(2)))
    for trigger, table in zip(TRIGGERS, tables, strict=True):
        on_table = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {trigger}{on_table}")
    for function in FUNCTIONS if is_postgresql else ():
        schema_editor.execute(f"DROP FUNCTION {function}()")


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0001_initial")]

    operations = [migrations.RunPython(raise_triggers, drop_triggers)]
