"""Which codes follow which, and who is in which group with which rights, are remembered like the rows themselves.

The tables of many-to-many relations are no models of ours, so that their triggers are written here by hand.
"""

from django.conf import settings
from django.db import migrations

FUNCTION = """
CREATE FUNCTION budgets_remember_relation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    deed bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM written) THEN
        RETURN NULL;
    END IF;
    deed := budgets_change_of(NULL, NULL);
    INSERT INTO budgets_historyentry (change_id, "table", "row", budget_id, operation, old, new)
    SELECT deed, TG_TABLE_NAME, w.id::text, NULL, lower(TG_OP),
        CASE TG_OP WHEN 'DELETE' THEN to_jsonb(w) - 'id' END, CASE TG_OP WHEN 'INSERT' THEN to_jsonb(w) - 'id' END
    FROM written w;
    RETURN NULL;
END $$
"""

TABLES = [
    "budgets_functionalclass_predecessors", "budgets_economicclass_predecessors", "budgets_economicclass_members",
    "auth_user_groups", "auth_user_user_permissions", "auth_group_permissions",
]


def of(table):
    return [
        f"CREATE TRIGGER remember_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS written"
        " FOR EACH STATEMENT EXECUTE FUNCTION budgets_remember_relation()",
        f"CREATE TRIGGER remember_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS written"
        " FOR EACH STATEMENT EXECUTE FUNCTION budgets_remember_relation()",
        ("SELECT budgets_remember_base(%s, '', '', 'id', '{id}'::text[], '{}'::text[])", [table]),
    ]


def gone(table):
    return [f"DROP TRIGGER remember_inserted ON {table}", f"DROP TRIGGER remember_deleted ON {table}"]


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0011_last_look"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION budgets_remember_relation()"),
        *(migrations.RunSQL(of(table), gone(table)) for table in TABLES),
    ]
