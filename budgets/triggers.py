"""What PostgreSQL itself refuses, whoever asks: the last of the three guards (docs/mechanisms.md, Workflow).

Each function returns a pgtrigger declaration for a model's Meta. Messages are in Chinese because the admin
shows them when everything before has failed.
"""

from __future__ import annotations

import pgtrigger


def transition() -> pgtrigger.Trigger:
    """The map of moves again, four eyes, and what must be there before publication."""
    return pgtrigger.Trigger(
        name="transition",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("allowed", "boolean")],
        func="""
            IF TG_OP = 'INSERT' THEN
                IF NEW.status <> 'draft' THEN
                    RAISE EXCEPTION '新版本只能从编制中开始';
                END IF;
                IF NOT EXISTS (SELECT 1 FROM budgets_department d WHERE d.id = NEW.department_id AND d.region_id = NEW.region_id) THEN
                    RAISE EXCEPTION '部门不属于该行政区划';
                END IF;
                IF NEW.unit_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM budgets_unit u WHERE u.id = NEW.unit_id AND u.department_id = NEW.department_id) THEN
                    RAISE EXCEPTION '单位不属于该部门';
                END IF;
                RETURN NEW;
            END IF;
            IF NEW.status = OLD.status THEN
                RETURN NEW;
            END IF;
            allowed := (OLD.status, NEW.status) IN (
                ('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'returned'), ('submitted', 'approved'),
                ('approved', 'returned'), ('approved', 'published'));
            IF OLD.status = 'draft' AND NEW.status = 'published' THEN
                allowed := NEW.imported;
            END IF;
            IF NOT allowed THEN
                RAISE EXCEPTION '状态不能从 % 变为 %', OLD.status, NEW.status;
            END IF;
            IF NEW.status = 'approved' AND EXISTS (
                SELECT 1 FROM budgets_author a WHERE a.budget_id = NEW.id AND a.user_id = NEW.approved_by_id) THEN
                RAISE EXCEPTION '编写过本版本的人不能审核本版本';
            END IF;
            IF NEW.status = 'approved' AND NEW.unit_id IS NULL AND EXISTS (
                SELECT 1 FROM budgets_assignment a WHERE a.user_id = NEW.approved_by_id AND a.of_superior
                    AND a.department_id = NEW.department_id) AND NOT EXISTS (
                SELECT 1 FROM budgets_assignment a WHERE a.user_id = NEW.approved_by_id AND a.role = 'reviewer'
                    AND NOT a.of_superior AND a.region_id = NEW.region_id AND a.unit_id IS NULL
                    AND (a.department_id IS NULL OR a.department_id = NEW.department_id)) THEN
                RAISE EXCEPTION '主管部门审核人不能审核本部门的预算';
            END IF;
            IF NEW.status IN ('approved', 'published') AND NOT NEW.imported AND NOT EXISTS (
                SELECT 1 FROM budgets_frozenrecord f WHERE f.action = 'approved' AND f.document_id = NEW.content_hash
                    AND f.id = (SELECT max(id) FROM budgets_frozenrecord WHERE budget_id = NEW.id)) THEN
                RAISE EXCEPTION '审核通过的文件内容没有冻结留存';
            END IF;
            IF NEW.status = 'published' AND NOT NEW.imported THEN
                IF NOT EXISTS (SELECT 1 FROM budgets_reply r WHERE r.budget_id = NEW.id) THEN
                    RAISE EXCEPTION '尚未登记批复，不能公开';
                END IF;
                IF NOT EXISTS (SELECT 1 FROM budgets_secrecyreview s WHERE s.budget_id = NEW.id AND s.cleared) THEN
                    RAISE EXCEPTION '尚未完成保密审查，不能公开';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def keep_decided() -> pgtrigger.Trigger:
    """A submitted or approved version changes its state only; a published one changes nothing."""
    return pgtrigger.Trigger(
        name="keep_decided",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' THEN
                IF OLD.status <> 'draft' THEN
                    RAISE EXCEPTION '已报送过的版本不能删除';
                END IF;
                RETURN OLD;
            END IF;
            IF OLD.status = 'published' AND NEW IS DISTINCT FROM OLD THEN
                RAISE EXCEPTION '已公开的版本不能修改';
            END IF;
            IF (NEW.region_id, NEW.fiscal_year, NEW.department_id, NEW.unit_id, NEW.phase, NEW.version)
                IS DISTINCT FROM (OLD.region_id, OLD.fiscal_year, OLD.department_id, OLD.unit_id, OLD.phase, OLD.version) THEN
                RAISE EXCEPTION '版本的归属不能修改';
            END IF;
            IF OLD.status NOT IN ('draft', 'returned') AND
                (NEW.format_key, NEW.tables_mode, NEW.printed_name, NEW.correction_note, NEW.imported)
                IS DISTINCT FROM (OLD.format_key, OLD.tables_mode, OLD.printed_name, OLD.correction_note, OLD.imported) THEN
                RAISE EXCEPTION '已报送的版本不能修改';
            END IF;
            IF OLD.status = 'approved' AND NEW.status <> 'returned' AND
                (NEW.content_hash, NEW.approved_by_id, NEW.submitted_by_id)
                IS DISTINCT FROM (OLD.content_hash, OLD.approved_by_id, OLD.submitted_by_id) THEN
                RAISE EXCEPTION '审核通过的内容校验码不能修改';
            END IF;
            RETURN NEW;
        """,
    )


# ---- Rows of a version ----
#
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
    return [*freeze(), stay(), *record_author(), no_truncate()]


def append_only() -> pgtrigger.Trigger:
    """A record of what happened is never changed. It goes only with a draft that was never submitted, when that is discarded."""
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' AND coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (
                SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft') THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '办理记录不能修改或删除';
        """,
    )


def kept_setting() -> pgtrigger.Trigger:
    """What was decided about a rule is superseded by a newer decision, never changed."""
    return pgtrigger.Trigger(
        name="kept_setting",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="RAISE EXCEPTION '规则设置记录不能修改或删除，请另作新的设置';",
    )


def answered_while_prepared() -> pgtrigger.Trigger:
    """A clerk answers what is still being prepared: under review and afterwards the answers stand as they were read."""
    return pgtrigger.Trigger(
        name="answered_while_prepared",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("state", "text")],
        func="""
            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;
            IF state NOT IN ('draft', 'returned') THEN
                RAISE EXCEPTION '本版本已报送或已公开，不能再作答复';
            END IF;
            RETURN NEW;
        """,
    )


def refused_under_review() -> pgtrigger.Trigger:
    """An answer is refused by whoever reads it before the approval, of the version that it belongs to."""
    return pgtrigger.Trigger(
        name="refused_under_review",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("state", "text")],
        func="""
            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;
            IF state <> 'submitted' THEN
                RAISE EXCEPTION '只能在审核期间不接受答复';
            END IF;
            IF NOT EXISTS (SELECT 1 FROM budgets_answer a WHERE a.id = NEW.answer_id AND a.budget_id = NEW.budget_id) THEN
                RAISE EXCEPTION '答复不属于该版本';
            END IF;
            RETURN NEW;
        """,
    )


def waived_by_another() -> pgtrigger.Trigger:
    """Four eyes over a waiver: nobody who wrote or submitted the version, and nothing that is public already."""
    return pgtrigger.Trigger(
        name="waived_by_another",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("state", "text"), ("submitter", "bigint")],
        func="""
            SELECT status, submitted_by_id INTO state, submitter FROM budgets_departmentalbudget
                WHERE id = NEW.budget_id FOR SHARE;
            IF state = 'published' THEN
                RAISE EXCEPTION '已公开的版本不能再豁免';
            END IF;
            IF submitter = NEW.by_id OR EXISTS (
                SELECT 1 FROM budgets_author a WHERE a.budget_id = NEW.budget_id AND a.user_id = NEW.by_id) THEN
                RAISE EXCEPTION '编写或报送过本版本的人不能豁免其中的错误';
            END IF;
            RETURN NEW;
        """,
    )


def for_ever(what: str = "已公开的内容") -> pgtrigger.Trigger:
    """A published or frozen record is never changed and never deleted."""
    return pgtrigger.Trigger(
        name="for_ever",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"RAISE EXCEPTION '{what}不能修改或删除';",
    )


def keep_after_publication() -> pgtrigger.Trigger:
    """批复 and 保密审查 can be corrected until the document is public, and never after."""
    return pgtrigger.Trigger(
        name="keep_after_publication",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("parent", "bigint"), ("state", "text")],
        func="""
            IF TG_OP = 'DELETE' THEN parent := OLD.budget_id; ELSE parent := NEW.budget_id; END IF;
            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;
            IF state = 'published' THEN
                RAISE EXCEPTION '已公开的版本不能再修改批复和保密审查';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


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
