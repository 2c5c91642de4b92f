"""How a version may move, and what of it stays once it was decided."""

from __future__ import annotations

import pgtrigger

from budgets.triggers.authorship import DECLARED, refuse_author


def transition() -> pgtrigger.Trigger:
    """The map of moves again, four eyes, and what must be there before publication."""
    return pgtrigger.Trigger(
        name="transition",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("allowed", "boolean"), ("version", "budgets_departmentalbudget"), *DECLARED],
        func=f"""
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
            IF NEW.status = 'returned' THEN
                INSERT INTO budgets_secrecyreviewend (budget_id, review_id, at)
                    SELECT NEW.id, s.id, clock_timestamp() FROM budgets_secrecyreview s WHERE s.budget_id = NEW.id
                    ORDER BY s.id ON CONFLICT DO NOTHING;
            END IF;
            IF NEW.status = 'approved' THEN
                version := NEW;
                {refuse_author("NEW.approved_by_id", wrote="编写过本版本", act="审核本版本")}
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
                IF NOT EXISTS (SELECT 1 FROM budgets_secrecyreview s WHERE s.cleared AND s.content_hash = NEW.content_hash
                        AND s.id = (SELECT max(id) FROM budgets_secrecyreview WHERE budget_id = NEW.id)
                        AND NOT EXISTS (SELECT 1 FROM budgets_secrecyreviewend e WHERE e.review_id = s.id)) THEN
                    RAISE EXCEPTION '尚未完成保密审查，不能公开';
                END IF;
            END IF;
            RETURN NEW;
        """,  # noqa: S608  all of it is ours
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
