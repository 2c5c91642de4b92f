"""What rows said before: each write adds to the history what became other, in the database and whoever writes.

One trigger for each operation, once for each statement (docs/mechanisms.md, History). The Change that a write belongs to is made
by the first row of a deed: `budgets_change_of` stands in the migration that created the tables of the history.
"""

from __future__ import annotations

from collections.abc import Sequence

import pgtrigger


def remembered(
    *, version: str = "", region: str = "", key: str = "id", ignored: Sequence[str] = (), digested: Sequence[str] = (),
    secret: Sequence[str] = (),
) -> list[pgtrigger.Trigger]:  # fmt: skip
    """The history of a table.

    version   the column that names the version a row belongs to; empty: rows of the installation
    region    the column that names the region of such a row; empty: none does
    key       the column that names the row
    ignored   columns that say nothing of their own (when a row was saved last)
    digested  columns of bytes: the history has their SHA-256
    secret    columns of which the history says only that they changed: a mark that nothing can be guessed from
    """
    left_out = sorted({key, *ignored, *digested, *secret} | ({version} if version else set()))

    def said(row: str) -> str:
        words = f"to_jsonb({row}) - '{{{','.join(left_out)}}}'::text[]"
        for column in digested:
            words += f" || jsonb_build_object('{column}', encode(sha256({row}.{column}), 'hex'))"
        for column in secret:
            words += f" || jsonb_build_object('{column}', md5(txid_current()::text || {row}.{column}))"
        return f"({words})"

    of_version = f"{{0}}.{version}" if version else "NULL::bigint"
    of_region = f"{{0}}.{region}::text" if region else "NULL::text"

    def kept(of: str, among: str, row: str, said_before: str, said_after: str) -> str:
        """of: the rows that were written; among: the same with what was said of each"""
        mine, here = of_version.format(row), of_region.format(row)
        return f"""
            FOR found IN SELECT DISTINCT {mine} AS version, {here} AS region FROM {of} ORDER BY 1, 2 LOOP
                deed := budgets_change_of(found.version, found.region);
                INSERT INTO budgets_historyentry (change_id, "table", "row", budget_id, operation, old, new)
                SELECT deed, TG_TABLE_NAME, {row}.{key}::text, found.version, lower(TG_OP), {said_before}, {said_after}
                FROM {among}
                {"AND" if "WHERE" in among else "WHERE"} {mine} IS NOT DISTINCT FROM found.version
                    AND {here} IS NOT DISTINCT FROM found.region;
            END LOOP;
            RETURN NULL;
        """  # noqa: S608  names of columns of our own models

    differs = f"{said('b')} IS DISTINCT FROM {said('w')}" if ignored else "b IS DISTINCT FROM w"
    changed = f"before b JOIN written w USING ({key}) WHERE {differs}"
    compared = f"""before b JOIN written w USING ({key}) CROSS JOIN LATERAL (
                    SELECT jsonb_object_agg(o.key, o.value) AS was, jsonb_object_agg(o.key, n.value) AS became
                    FROM jsonb_each({said("b")}) o JOIN jsonb_each({said("w")}) n USING (key)
                    WHERE o.value IS DISTINCT FROM n.value) d
                WHERE {differs} AND d.was IS NOT NULL"""  # noqa: S608  names of columns of our own models
    update = kept(changed, compared, "w", "d.was", "d.became")
    return [
        _kept("inserted", pgtrigger.Insert, pgtrigger.Referencing(new="written"), kept("written w", "written w", "w", "NULL", said("w"))),
        _kept("updated", pgtrigger.Update, pgtrigger.Referencing(old="before", new="written"), update),
        _kept("deleted", pgtrigger.Delete, pgtrigger.Referencing(old="written"), kept("written w", "written w", "w", said("w"), "NULL")),
    ]  # fmt: skip


def _kept(
    done: str, operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, func: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"remember_{done}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        declare=[("found", "record"), ("deed", "bigint")],
        func=func,
    )
