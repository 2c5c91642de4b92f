"""Records of what was done, said and decided: added to, and never changed."""

from __future__ import annotations

import pgtrigger

from budgets.triggers.authorship import DECLARED, refuse_author


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
        declare=[("version", "budgets_departmentalbudget"), *DECLARED],
        func=f"""
            SELECT * INTO version FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;
            IF version.status = 'published' THEN
                RAISE EXCEPTION '已公开的版本不能再豁免';
            END IF;
            IF version.submitted_by_id = NEW.by_id THEN
                RAISE EXCEPTION '编写或报送过本版本的人不能豁免其中的错误';
            END IF;
            {refuse_author("NEW.by_id", wrote="编写或报送过本版本", act="豁免其中的错误")}
            RETURN NEW;
        """,  # noqa: S608  all of it is ours
    )


def for_ever(what: str = "已公开的内容") -> pgtrigger.Trigger:
    """A published or frozen record is never changed and never deleted."""
    return pgtrigger.Trigger(
        name="for_ever",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"RAISE EXCEPTION '{what}不能修改或删除';",
    )
