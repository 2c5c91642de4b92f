"""What holds for a table whatever it is about."""

from __future__ import annotations

import pgtrigger


def kept_code(place: str, above: str) -> pgtrigger.Trigger:
    """Addresses outlive names: a code under which something is public is never changed, nor is the place above it.

    place  department or unit, as versions name it; above: the column that names what it belongs to
    """
    return pgtrigger.Trigger(
        name="kept_code",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF (NEW.code, NEW.{above}) IS DISTINCT FROM (OLD.code, OLD.{above}) AND EXISTS (
                SELECT 1 FROM budgets_departmentalbudget b WHERE b.{place}_id = OLD.id AND b.status = 'published') THEN
                RAISE EXCEPTION '编码 % 之下已有公开的文件，公开地址用到它，不能修改', OLD.code;
            END IF;
            RETURN NEW;
        """,  # noqa: S608  both names are ours, from the models' declarations
    )


def no_truncate() -> pgtrigger.Trigger:
    """TRUNCATE passes by row triggers, so it is refused as a statement."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION '不能清空预算数据表';",
    )
