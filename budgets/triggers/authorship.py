"""Who is an author beside whoever wrote: recorded by PostgreSQL as it happens, and refused where four eyes are asked for."""

from __future__ import annotations

import pgtrigger


def uploader_is_author(taken_in: str, *, name: str) -> pgtrigger.Trigger:
    """Who uploaded a file is an author of the version into which another has read it.

    The uploader of a file never changes, and what became of a file that was read in is never rewritten.

    taken_in  a condition over a row of the table: the file was read in
    name      its column with the name of the file
    """
    old, new = (f"({record}).{taken_in}" for record in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="uploader_is_author",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' THEN
                IF {old} AND NOT (coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (
                    SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft')) THEN
                    RAISE EXCEPTION '已读入的文件的记录不能删除';
                END IF;
                RETURN OLD;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF (NEW.by_id, NEW.budget_id) IS DISTINCT FROM (OLD.by_id, OLD.budget_id) THEN
                    RAISE EXCEPTION '文件的上传人不能修改';
                END IF;
                IF {old} THEN
                    IF NEW IS DISTINCT FROM OLD THEN
                        RAISE EXCEPTION '已读入的文件的记录不能修改';
                    END IF;
                    RETURN NEW;
                END IF;
            END IF;
            IF {new} AND NEW.by_id IS NOT NULL THEN
                INSERT INTO budgets_author (budget_id, user_id, way, file)
                    VALUES (NEW.budget_id, NEW.by_id, 'uploaded', NEW.{name}) ON CONFLICT DO NOTHING;
            END IF;
            RETURN NEW;
        """,  # noqa: S608  both are ours, from the models' declarations
    )


# The authors of the units' own versions whose rows a record of taking over stands for, earlier versions of each included.
# For a whole these are all versions up to the newest approved or published one of each unit.
AUTHORS_OF_UNITS = """
    INSERT INTO budgets_author (budget_id, user_id, way, source_id)
        SELECT DISTINCT {row}.budget_id, a.user_id, 'taken_over', unit.id
        FROM budgets_departmentalbudget whole
        JOIN budgets_departmentalbudget unit ON unit.unit_id IS NOT NULL
            AND (unit.region_id, unit.fiscal_year, unit.department_id, unit.phase)
                = (whole.region_id, whole.fiscal_year, whole.department_id, whole.phase)
        JOIN budgets_author a ON a.budget_id = unit.id AND a.user_id IS NOT NULL
        WHERE whole.id = {row}.budget_id AND CASE
            WHEN {row}.unit_id IS NOT NULL THEN unit.unit_id = {row}.unit_id AND unit.version <= {row}.version
            ELSE unit.version <= (
                SELECT max(counting.version) FROM budgets_departmentalbudget counting
                WHERE (counting.region_id, counting.fiscal_year, counting.department_id, counting.phase)
                        = (unit.region_id, unit.fiscal_year, unit.department_id, unit.phase)
                    AND counting.unit_id = unit.unit_id AND counting.status IN ('approved', 'published'))
            END
        ON CONFLICT DO NOTHING
"""


def takes_authors_over() -> pgtrigger.Trigger:
    """Who wrote a unit's rows is an author of the department's version that took them over, as they were then."""
    return pgtrigger.Trigger(
        name="takes_authors_over",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""{AUTHORS_OF_UNITS.format(row="NEW")};
            RETURN NULL;
        """,
    )


# What the refusals below declare.
DECLARED = [("way", "text"), ("of_version", "integer")]


def refuse_author(person: str, *, wrote: str, act: str) -> str:
    """Refuses a person whose text the version may hold: an author of it or of a version that it corrects. Asks in a row NEW
    of the version itself.

    person  an expression over NEW
    wrote   in words, what the authors of this very version did
    act     in words, what they cannot do
    """
    return f"""
            SELECT a.way, e.version INTO way, of_version FROM budgets_author a
                JOIN budgets_departmentalbudget e ON e.id = a.budget_id
                WHERE a.user_id = {person} AND e.department_id = version.department_id AND e.unit_id IS NOT DISTINCT FROM version.unit_id
                    AND (e.region_id, e.fiscal_year, e.phase) = (version.region_id, version.fiscal_year, version.phase)
                    AND e.version <= version.version
                ORDER BY e.version DESC, a.id LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION '%的人不能{act}', CASE
                    WHEN of_version < version.version THEN '编写过所更正的第 ' || of_version || ' 版'
                    WHEN way = 'uploaded' THEN '上传过本版本所读入文件'
                    WHEN way = 'taken_over' THEN '编写过本版本所引入的单位预算'
                    ELSE '{wrote}' END;
            END IF;
    """  # noqa: S608  all of it is ours
