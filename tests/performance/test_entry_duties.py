"""部门整体绩效目标 at the entry desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from budgets.models import Prose
from budgets.versions.editing import acting_as
from performance.models import Duty
from tests.builders import make_budget, make_department, make_small_budget
from tests.entry_desk import EntryPage, errors_of

pytestmark = pytest.mark.django_db


def address(budget: Any) -> str:
    return reverse("entry-duties", kwargs={"budget_pk": budget.pk})


def make_duty(budget: Any, name: str, **fields: Any) -> Duty:
    with acting_as("import"):
        return Duty.objects.create(
            budget=budget, name=name, ordinal=Duty.objects.filter(budget=budget).count() + 1, **fields
        )


def test_what_a_clerk_types_is_stored_and_shown_again_and_printed(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.values["overall-text"] = "围绕中心工作。\r\n    1、做好接访。"
    page.values["guarantee-text"] = "加强督导。"
    page.set_row("duties", 0, name="来访接待", description="接待来访。", goal="及时接待", objective="当日登记",
                 indicators="接待率", standards="优95%以上；良90%以上")  # fmt: skip
    page.save()

    assert Prose.objects.get(budget=budget, key="performance.overall").text == "围绕中心工作。\n    1、做好接访。"
    duty = Duty.objects.get(budget=budget)
    assert (duty.name, duty.goal, duty.standards) == ("来访接待", "及时接待", "优95%以上；良90%以上")
    assert page.row("duties", 0)["goal"] == "及时接待"
    for printed in ("1、来访接待", "职责目标是及时接待。", "绩效标准：优95%以上；良90%以上。", "加强督导。"):
        assert printed in page.html


def test_a_final_full_stop_is_not_stored_because_the_document_sets_it(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("duties", 0, name="督查督办", description="督查。复查。", goal="按时办结。")
    page.save()
    duty = Duty.objects.get(budget=budget)
    assert (duty.description, duty.goal) == ("督查。复查", "按时办结")
    assert "职责目标是按时办结。" in page.html
    assert "按时办结。。" not in page.html


def test_the_number_in_front_of_a_duty_moves_it(preparer: Any) -> None:
    budget = make_small_budget()
    make_duty(budget, "甲")
    make_duty(budget, "乙")
    page = EntryPage(preparer, address(budget))
    page.values["duties-1-position"] = "1"
    page.save()
    assert list(Duty.objects.filter(budget=budget).order_by("ordinal").values_list("name", flat=True)) == ["乙", "甲"]


def test_a_ticked_duty_is_deleted_and_the_other_stays(preparer: Any) -> None:
    budget = make_small_budget()
    make_duty(budget, "甲")
    make_duty(budget, "乙")
    page = EntryPage(preparer, address(budget))
    page.values["duties-0-remove"] = "on"
    page.save()
    assert list(Duty.objects.filter(budget=budget).values_list("name", flat=True)) == ["乙"]


def test_a_duty_without_a_name_is_refused_with_the_field_and_what_to_do(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.set_row("duties", 0, goal="及时接待")
    response = page.send()
    assert response.status_code == 200
    assert any("第 1 行“职责名称”" in error and "请填写“职责名称”" in error for error in errors_of(response))
    assert page.row("duties", 0)["goal"] == "及时接待"
    assert not Duty.objects.exists()


def test_a_character_that_cannot_be_printed_is_named_and_the_text_kept(preparer: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    page.values["overall-text"] = "目标\u202e一"
    response = page.send()
    assert any("U+202E" in error for error in errors_of(response))
    assert page.values["overall-text"] == "目标\u202e一"


def test_a_form_opened_before_anothers_save_does_not_overwrite_it_and_keeps_what_was_typed(preparer: Any) -> None:
    budget = make_small_budget()
    first, second = EntryPage(preparer, address(budget)), EntryPage(preparer, address(budget))
    first.values["overall-text"] = "先保存的目标"
    first.save()
    second.values["overall-text"] = "后保存的目标"
    response = second.send()
    assert response.status_code == 409
    assert Prose.objects.get(budget=budget, key="performance.overall").text == "先保存的目标"
    assert second.values["overall-text"] == "后保存的目标"
    assert "先保存的目标" in second.html


def test_whoever_the_budget_does_not_concern_gets_404_and_changes_nothing(preparer: Any, outsider: Any) -> None:
    budget = make_small_budget()
    page = EntryPage(preparer, address(budget))
    stranger = EntryPage(outsider, address(budget))
    assert stranger.response.status_code == 404
    stranger.values = {**page.values, "overall-text": "外人"}
    assert stranger.send().status_code == 404
    assert not Prose.objects.filter(budget=budget).exists()


def test_a_reviewer_sees_the_page_and_cannot_write(preparer: Any, reviewer: Any) -> None:
    budget = make_small_budget()
    make_duty(budget, "甲")
    page = EntryPage(reviewer, address(budget))
    assert page.response.status_code == 200
    assert "甲" in page.html and 'value="save"' not in page.html
    page.values = EntryPage(preparer, address(budget)).values
    assert page.send(**{"duties-0-name": "乙"}).status_code == 403
    assert Duty.objects.get(budget=budget).name == "甲"


def test_the_id_of_another_departments_duty_changes_nothing(preparer: Any) -> None:
    budget = make_small_budget()
    foreign = make_duty(make_budget(make_department("303", "云汀区档案馆")), "别家的职责")
    page = EntryPage(preparer, address(budget))
    page.set_row("duties", 0, id=str(foreign.pk), name="占用")
    assert page.send().status_code == 200
    assert any("不属于本预算" in error for error in errors_of(page.response))
    foreign.refresh_from_db()
    assert foreign.name == "别家的职责"
    assert not Duty.objects.filter(budget=budget).exists()
