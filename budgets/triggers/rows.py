"""Rows of a version: written while it is prepared, in somebody's name, and never moved to another one."""

from __future__ import annotations

import pgtrigger

from budgets.triggers.history import remembered
from budgets.triggers.tables import no_truncate

# One trigger for each operation, once for each statement: a transition table belongs to one operation, and a workbook of
# 15,000 lines costs one look at the version for each COPY and not two for each line.

_WRITES = (
    ("inserted", pgtrigger.Insert, pgtrigger.Referencing(new="written")),
    ("updated", pgtrigger.Update, pgtrigger.Referencing(new="written")),
    ("deleted", pgtrigger.Delete, pgtrigger.Referencing(old="written")),
)


def _after_each_write(name: str, declare: list[tuple[str, str]], func: str) -> list[pgtrigger.Trigger]:
    """func  speaks of `written`: the rows as they are now, of a deletion as they were"""
    return [
        pgtrigger.Trigger(
            name=f"{name}_{done}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            declare=declare,
            func=func,
        )
        for done, operation, referencing in _WRITES
    ]


def freeze() -> list[pgtrigger.Trigger]:
    """Rows of a version can be written only while the version is being prepared.

    The parent is read FOR SHARE: without that lock an editor and a publisher pass each other unseen. It is taken when
    the rows are written and nobody else sees them, so whoever comes second finds what the first has done.
    """
    return _after_each_write(
        "freeze",
        [("parent", "bigint"), ("state", "text")],
        """
            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP
                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;
                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN
                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';
                END IF;
            END LOOP;
            RETURN NULL;
        """,
    )


def stay() -> pgtrigger.Trigger:
    """A row belongs to its version for ever."""
    return pgtrigger.Trigger(
        name="stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.budget_id IS DISTINCT FROM NEW.budget_id"),
        func="RAISE EXCEPTION '数据不能移到另一个版本';",
    )


def record_author() -> list[pgtrigger.Trigger]:
    """Whoever writes rows is an author of their version. A write that names nobody is refused.

    `budgets.versions.editing.acting_as` names the author for the length of a transaction.
    """
    return _after_each_write(
        "record_author",
        [("who", "text")],
        """
            IF NOT EXISTS (SELECT FROM written) THEN
                RETURN NULL;
            END IF;
            who := coalesce(current_setting('app.author', true), '');
            IF who = '' THEN
                RAISE EXCEPTION '未声明编写人，不能写入预算数据';
            END IF;
            IF who = 'discard' THEN
                RETURN NULL;
            END IF;
            INSERT INTO budgets_author (budget_id, user_id)
                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;
            RETURN NULL;
        """,
    )


def of_a_row() -> list[pgtrigger.Trigger]:
    """All that guards a table whose rows belong to a version."""
    return [*freeze(), stay(), *record_author(), *remembered(version="budget_id"), no_truncate()]
