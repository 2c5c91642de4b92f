"""Each guard of PostgreSQL by its own words: what it refuses, what it lets pass beside it, and that it holds the version meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from budgets.choices import ReviewAction, Role, Status
from budgets.models import (
    Answer,
    Assignment,
    Department,
    DepartmentalBudget,
    Refusal,
    Region,
    RuleSetting,
    Unit,
    Waiver,
)
from budgets.versions.editing import acting_as
from tests.budgets.states import HASH, add_reply, add_secrecy_review, bring_to, freeze
from tests.budgets.test_triggers import refusal
from tests.builders import make_budget, make_department, make_user

pytestmark = pytest.mark.django_db
TABLE = DepartmentalBudget._meta.db_table
FINGERPRINT = "a" * 32


@pytest.fixture
def place(department: Department) -> dict[str, Any]:
    """Beside the department's own: another region with a department, another department with a unit."""
    region = Region.objects.create(code="990202", name="临河区")
    elsewhere = Department.objects.create(region=region, code="202", name="临河区信访局")
    other = make_department("303", "云汀区档案馆")
    return {
        "region": region, "elsewhere": elsewhere, "other": other,
        "own": Unit.objects.create(department=department, code="202001", name="接待中心"),
        "foreign": Unit.objects.create(department=other, code="303001", name="阅览中心"),
    }  # fmt: skip


def in_state(
    department: Department, status: Status, preparer: Any, reviewer: Any, year: int = 2020
) -> DepartmentalBudget:
    return bring_to(
        make_budget(department, year=year), status, submitter=preparer, reviewer=reviewer, content_hash=HASH
    )


# ---- Whose a version is ----


def beginning(**fields: Any) -> str:
    values = {"region_id": "", "department_id": 0, "unit_id": None, **fields}
    own = Department.objects.get(code="202", region__code="990101")
    template = DepartmentalBudget.objects.filter(fiscal_year=2024).first() or make_budget(own, year=2024)
    columns = [field.column for field in DepartmentalBudget._meta.concrete_fields if not field.primary_key]
    chosen = [
        f"%({column})s" if column in values else {"fiscal_year": "2025"}.get(column, f'"{column}"')
        for column in columns
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    text = f"INSERT INTO {TABLE} ({names}) SELECT {', '.join(chosen)} FROM {TABLE} WHERE id = {template.pk}"
    with connection.cursor() as cursor:
        return refusal(cursor.mogrify(text, values) if hasattr(cursor, "mogrify") else _filled(text, values))


def _filled(text: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        text = text.replace(f"%({name})s", "NULL" if value is None else f"'{value}'")
    return text


def test_a_version_belongs_to_a_department_of_its_region(department: Department, place: dict[str, Any]) -> None:
    assert beginning(region_id=department.region_id, department_id=department.pk) == ""
    assert beginning(region_id=place["region"].pk, department_id=department.pk) == "部门不属于该行政区划"
    assert beginning(region_id=department.region_id, department_id=place["elsewhere"].pk) == "部门不属于该行政区划"
    assert beginning(region_id=place["region"].pk, department_id=place["elsewhere"].pk) == ""


def test_a_units_version_belongs_to_a_unit_of_its_department(department: Department, place: dict[str, Any]) -> None:
    own = {"region_id": department.region_id, "department_id": department.pk}
    assert beginning(**own, unit_id=place["own"].pk) == ""
    assert beginning(**own, unit_id=place["foreign"].pk) == "单位不属于该部门"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.APPROVED])
def test_none_of_what_names_a_version_can_be_changed(
    department: Department, place: dict[str, Any], preparer: Any, reviewer: Any, status: Status
) -> None:
    budget = in_state(department, status, preparer, reviewer)
    changes = {
        "region_id": place["region"].pk, "fiscal_year": 2021, "department_id": place["other"].pk, "unit_id": place["own"].pk,
        "phase": "final", "version": 2,
    }  # fmt: skip
    for column, value in changes.items():
        assert refusal(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, budget.pk) == "版本的归属不能修改", (
            column
        )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
def test_what_is_printed_of_a_version_can_be_changed_while_it_is_prepared(
    department: Department, preparer: Any, reviewer: Any, status: Status
) -> None:
    budget = in_state(department, status, preparer, reviewer)
    for column, value in (("printed_name", "新名称"), ("tables_mode", "appendix"), ("correction_note", "更正")):
        assert refusal(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, budget.pk) == "", column
        DepartmentalBudget.objects.filter(pk=budget.pk).update(**{column: value})
        budget.refresh_from_db()
        assert getattr(budget, column) == value, "what was allowed has not come to pass"


def test_a_state_that_is_written_again_is_no_move(department: Department, preparer: Any, reviewer: Any) -> None:
    for year, status in enumerate((Status.DRAFT, Status.SUBMITTED, Status.APPROVED), 2020):
        budget = in_state(department, status, preparer, reviewer, year)
        assert DepartmentalBudget.objects.filter(pk=budget.pk).update(status=status, row_version=7) == 1
        budget.refresh_from_db()
        assert (budget.status, budget.row_version) == (status, 7)


def test_a_draft_can_be_deleted_and_is_gone(department: Department) -> None:
    budget = make_budget(department)
    with connection.cursor() as cursor, acting_as("discard"):
        cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [budget.pk])
    assert not DepartmentalBudget.objects.filter(pk=budget.pk).exists()


def test_an_approval_that_is_sent_back_loses_its_hash_and_its_reviewer(
    department: Department, preparer: Any, reviewer: Any
) -> None:
    budget = in_state(department, Status.APPROVED, preparer, reviewer)
    for column, value in (
        ("content_hash", "f" * 64),
        ("approved_by_id", preparer.pk),
        ("submitted_by_id", reviewer.pk),
    ):
        assert refusal(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, budget.pk) != "", column
    back = f"UPDATE {TABLE} SET status = 'returned', content_hash = '', approved_by_id = NULL, approved_at = NULL WHERE id = %s"
    assert refusal(back, budget.pk) == ""


def test_a_published_version_may_be_written_as_it_is(department: Department, preparer: Any, reviewer: Any) -> None:
    budget = in_state(department, Status.PUBLISHED, preparer, reviewer)
    assert refusal(f"UPDATE {TABLE} SET status = status WHERE id = %s", budget.pk) == ""
    assert (
        refusal(f"UPDATE {TABLE} SET row_version = row_version + 1 WHERE id = %s", budget.pk) == "已公开的版本不能修改"
    )


# ---- Four eyes ----

APPROVE = (
    f"UPDATE {TABLE} SET status = 'approved', approved_by_id = %s, approved_at = now(), content_hash = %s WHERE id = %s"
)


def approved_by(budget: DepartmentalBudget, person: Any) -> str:
    return refusal(APPROVE, person.pk, HASH, budget.pk)


@pytest.fixture
def waiting(department: Department, preparer: Any, reviewer: Any) -> DepartmentalBudget:
    """Submitted, and its document frozen."""
    budget = in_state(department, Status.SUBMITTED, preparer, reviewer)
    freeze(budget, HASH)
    return budget


def superior(of: Department, name: str, **more: Any) -> Any:
    """Who reviews for the superior department; more: another assignment beside that one."""
    department, person = of, make_user(name)
    Assignment.objects.create(
        user=person, role=Role.REVIEWER, region=department.region, department=department, of_superior=True
    )
    if more:
        Assignment.objects.create(**{"user": person, "role": Role.REVIEWER, "region": department.region, **more})
    return person


def test_the_superior_department_does_not_review_its_own_budget(
    waiting: DepartmentalBudget, reviewer: Any, place: dict[str, Any]
) -> None:
    words = "主管部门审核人不能审核本部门的预算"
    department = waiting.department
    assert approved_by(waiting, reviewer) == ""
    assert approved_by(waiting, superior(department, "superior")) == words
    assert approved_by(waiting, superior(place["other"], "superior-of-another")) == ""
    # Who is the bureau's reviewer of the region besides may; not who is one for a unit, elsewhere or in another role.
    assert approved_by(waiting, superior(department, "of-the-bureau", department=None)) == ""
    assert approved_by(waiting, superior(department, "elsewhere", region=place["region"])) == words
    assert approved_by(waiting, superior(department, "for-another", department=place["other"])) == words
    assert approved_by(waiting, superior(department, "for-a-unit", department=department, unit=place["own"])) == words
    assert (
        approved_by(waiting, superior(department, "preparer-too", role=Role.PREPARER, department=department)) == words
    )


def test_the_superior_department_reviews_the_budget_of_its_unit(
    department: Department, place: dict[str, Any], preparer: Any, reviewer: Any
) -> None:
    budget = make_budget(department, unit=place["own"], printed_name="接待中心")
    bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=reviewer)
    freeze(budget, HASH)
    assert approved_by(budget, superior(department, "superior")) == ""


def test_only_an_author_of_this_very_version_is_kept_from_reviewing_it(
    waiting: DepartmentalBudget, department: Department, preparer: Any, reviewer: Any
) -> None:
    other = make_budget(department, year=2021)
    make_user("author-of-another")
    from budgets.models import Author

    author, elsewhere = make_user("author"), make_user("author-elsewhere")
    Author.objects.create(budget=waiting, user=author)
    Author.objects.create(budget=other, user=elsewhere)
    assert approved_by(waiting, author) == "编写过本版本的人不能审核本版本"
    assert approved_by(waiting, elsewhere) == ""


def test_what_was_imported_needs_neither_reply_nor_review_and_what_was_not_needs_both(
    department: Department, preparer: Any, reviewer: Any
) -> None:
    budget = make_budget(department)
    publish = f"UPDATE {TABLE} SET status = 'published', imported = %s, published_at = now() WHERE id = %s"
    assert refusal(publish, True, budget.pk) == ""
    assert "状态不能从 draft 变为 published" in refusal(publish, False, budget.pk)
    approved = in_state(department, Status.APPROVED, preparer, reviewer, 2021)
    assert refusal(publish, False, approved.pk) == "尚未登记批复，不能公开"
    add_reply(approved, preparer)
    assert refusal(publish, False, approved.pk) == "尚未完成保密审查，不能公开"
    add_secrecy_review(approved, preparer)
    assert refusal(publish, False, approved.pk) == ""


# ---- Answers, refusals, waivers ----


def answered(budget: DepartmentalBudget, by: Any) -> Answer:
    return Answer.objects.create(
        budget=budget, rule="R-1", fingerprint=FINGERPRINT, finding="提醒", text="已经核对", by=by
    )


def refusing(budget: DepartmentalBudget, answer: Answer, by: Any) -> str:
    return refusal(
        f"INSERT INTO {Refusal._meta.db_table} (budget_id, answer_id, comment, by_id, at) VALUES (%s, %s, '请再核对', %s, now())",
        budget.pk, answer.pk, by.pk,
    )  # fmt: skip


def waiving(budget: DepartmentalBudget, by: Any) -> str:
    return refusal(
        f"INSERT INTO {Waiver._meta.db_table} (budget_id, rule, fingerprint, finding, reason, by_id, at) "
        "VALUES (%s, 'R-1', %s, '错误', '情况属实', %s, now())",
        budget.pk, FINGERPRINT, by.pk,
    )  # fmt: skip


def test_an_answer_is_refused_during_the_review_alone(department: Department, preparer: Any, reviewer: Any) -> None:
    for year, status in enumerate(Status, 2020):
        budget = make_budget(department, year=year)
        answer = answered(budget, preparer)
        bring_to(budget, status, submitter=preparer, reviewer=reviewer, content_hash=HASH)
        words = refusing(budget, answer, reviewer)
        assert words == ("" if status == Status.SUBMITTED else "只能在审核期间不接受答复"), status


def test_an_answer_to_another_version_is_not_refused_here(department: Department, preparer: Any, reviewer: Any) -> None:
    other = answered(make_budget(department, year=2021), preparer)
    budget = in_state(department, Status.SUBMITTED, preparer, reviewer)
    assert refusing(budget, other, reviewer) == "答复不属于该版本"


def test_nothing_is_waived_of_what_is_public(department: Department, preparer: Any, reviewer: Any) -> None:
    for year, status in enumerate(Status, 2020):
        budget = in_state(department, status, preparer, reviewer, year)
        assert waiving(budget, reviewer) == ("已公开的版本不能再豁免" if status == Status.PUBLISHED else ""), status


def test_neither_who_submitted_nor_who_wrote_a_version_waives_in_it(
    department: Department, preparer: Any, reviewer: Any
) -> None:
    from budgets.models import Author

    budget = in_state(department, Status.SUBMITTED, preparer, reviewer)
    author, elsewhere = make_user("author"), make_user("author-elsewhere")
    Author.objects.create(budget=budget, user=author)
    Author.objects.create(budget=make_budget(department, year=2021), user=elsewhere)
    words = "编写或报送过本版本的人不能豁免其中的错误"
    assert [waiving(budget, each) for each in (preparer, author)] == [words, words]
    assert [waiving(budget, each) for each in (reviewer, elsewhere)] == ["", ""]


def test_a_decision_about_a_rule_is_neither_changed_nor_deleted(department: Department, preparer: Any) -> None:
    setting = RuleSetting.objects.create(
        rule="R-NUM-C01", region=department.region, reason="本地做法不同", set_by=preparer
    )
    words = "规则设置记录不能修改或删除，请另作新的设置"
    assert refusal(f"UPDATE {RuleSetting._meta.db_table} SET reason = '另一个原因' WHERE id = %s", setting.pk) == words
    assert refusal(f"DELETE FROM {RuleSetting._meta.db_table} WHERE id = %s", setting.pk) == words


def test_records_go_with_a_draft_that_is_discarded_and_with_nothing_else(
    department: Department, preparer: Any, reviewer: Any
) -> None:
    from budgets.models import ReviewRecord

    draft = make_budget(department)
    ReviewRecord.objects.create(budget=draft, action=ReviewAction.CREATED, by=preparer)
    delete = f"DELETE FROM {ReviewRecord._meta.db_table} WHERE budget_id = %s"
    assert refusal(delete, draft.pk) == "办理记录不能修改或删除"
    assert (
        refusal(f"UPDATE {ReviewRecord._meta.db_table} SET comment = '甲' WHERE budget_id = %s", draft.pk)
        == "办理记录不能修改或删除"
    )
    with acting_as("discard"):
        assert (
            refusal(f"UPDATE {ReviewRecord._meta.db_table} SET comment = '甲' WHERE budget_id = %s", draft.pk)
            == "办理记录不能修改或删除"
        )
        assert ReviewRecord.objects.filter(budget=draft)._raw_delete("default") == 1
    assert not ReviewRecord.objects.filter(budget=draft).exists()
    submitted = in_state(department, Status.SUBMITTED, preparer, reviewer, 2021)
    ReviewRecord.objects.create(budget=submitted, action=ReviewAction.CREATED, by=preparer)
    with acting_as("discard"):
        assert refusal(delete, submitted.pk) == "办理记录不能修改或删除"


# ---- Codes under which something is public ----


def test_a_code_is_kept_from_the_first_publication_on_and_a_name_never(
    department: Department, preparer: Any, reviewer: Any
) -> None:
    change = f"UPDATE {Department._meta.db_table} SET code = '909' WHERE id = %s"
    in_state(department, Status.APPROVED, preparer, reviewer)
    assert refusal(change, department.pk) == ""
    in_state(department, Status.PUBLISHED, preparer, reviewer, 2021)
    assert "公开地址用到它，不能修改" in refusal(change, department.pk)
    Department.objects.filter(pk=department.pk).update(name="新名称")
    department.refresh_from_db()
    assert department.name == "新名称"
