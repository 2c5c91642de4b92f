"""批复 and 保密审查: only added to, until the document is public."""

from __future__ import annotations

import pgtrigger


def before_publication() -> pgtrigger.Trigger:
    """批复 and 保密审查 are registered, and corrected by a further row, until the document is public and never after."""
    return pgtrigger.Trigger(
        name="before_publication",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("state", "text")],
        func="""
            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;
            IF state = 'published' THEN
                RAISE EXCEPTION '已公开的版本不能再登记、更正批复和保密审查';
            END IF;
            RETURN NEW;
        """,
    )


def corrects_its_own_version() -> pgtrigger.Trigger:
    """A correction supersedes a 批复 of the same version."""
    return pgtrigger.Trigger(
        name="corrects_its_own_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM budgets_reply r WHERE r.id = NEW.corrects_id AND r.budget_id = NEW.budget_id) THEN
                RAISE EXCEPTION '更正的批复不属于该版本';
            END IF;
            RETURN NEW;
        """,
    )


def confirmed_by_the_issuer() -> pgtrigger.Trigger:
    """The newest correction is confirmed, with the scan, by a reviewer of the issuer who registered no correction of it.

    The issuer is the fiscal authority, of a unit's document its 主管部门.
    """
    return pgtrigger.Trigger(
        name="confirmed_by_the_issuer",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("version", "budgets_departmentalbudget"), ("correction", "budgets_reply")],
        func="""
            SELECT * INTO version FROM budgets_departmentalbudget WHERE id = NEW.budget_id;
            SELECT * INTO correction FROM budgets_reply WHERE id = NEW.reply_id;
            IF correction.budget_id IS DISTINCT FROM NEW.budget_id OR correction.corrects_id IS NULL THEN
                RAISE EXCEPTION '确认的不是该版本批复的更正';
            END IF;
            IF EXISTS (SELECT 1 FROM budgets_reply r WHERE r.corrects_id = NEW.reply_id) THEN
                RAISE EXCEPTION '这次更正之后又有更正，只能确认最新的一次';
            END IF;
            IF EXISTS (SELECT 1 FROM budgets_reply r WHERE r.budget_id = NEW.budget_id AND r.corrects_id IS NOT NULL
                AND r.registered_by_id = NEW.by_id) THEN
                RAISE EXCEPTION '登记批复更正的人不能确认更正';
            END IF;
            IF NOT EXISTS (SELECT 1 FROM budgets_assignment a WHERE a.user_id = NEW.by_id AND a.role = 'reviewer'
                AND a.region_id = version.region_id AND a.of_superior = (version.unit_id IS NOT NULL)
                AND (a.department_id IS NULL OR a.department_id = version.department_id)
                AND (a.unit_id IS NULL OR a.unit_id = version.unit_id)) THEN
                RAISE EXCEPTION '批复的更正只能由批复机关的审核人确认';
            END IF;
            IF NEW.scan_hash IS DISTINCT FROM encode(sha256(coalesce(NEW.scan, correction.scan)), 'hex') THEN
                RAISE EXCEPTION '确认批复的更正须核对扫描件';
            END IF;
            RETURN NEW;
        """,
    )


def reviewed_as_approved() -> pgtrigger.Trigger:
    """What is reviewed for secrecy is what was approved."""
    return pgtrigger.Trigger(
        name="reviewed_as_approved",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("state", "text"), ("approved", "text")],
        func="""
            SELECT status, content_hash INTO state, approved FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;
            IF state <> 'approved' OR NEW.content_hash <> approved THEN
                RAISE EXCEPTION '保密审查的内容不是审核通过的内容';
            END IF;
            RETURN NEW;
        """,
    )
