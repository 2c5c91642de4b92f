"""What the pages save and show, what they refuse, and that nothing typed is ever lost."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from lxml import html

from budgets.choices import Flag, LineKind
from budgets.models import StatedCell
from tests.budgets.views.filling import address, form_of, opened, save, text_of, with_rows
from tests.builders import make_budget, make_project, make_small_budget, make_unit
from tests.database import fill_codes


@pytest.fixture
def codes(db: None) -> None:
    fill_codes()


@pytest.fixture
def budget(department: Any, preparer: Any, client: Client, codes: None) -> Any:
    client.force_login(preparer)
    return make_small_budget(department)


def errors(answer: Any) -> str:
    assert answer.status_code == 200
    return text_of(answer, "//*[@id='error-summary']")


# ---- Saved and shown ----


def test_the_printed_name_is_saved_and_stands_in_the_preview(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-basics", budget) | {"basics-printed_name": "云汀区信访局（机关）"}

    page = save(client, "entry-basics", budget, fields)

    budget.refresh_from_db()
    assert budget.printed_name == "云汀区信访局（机关）"
    assert "云汀区信访局（机关）2020年部门预算" in text_of(page, "//article")
    assert budget.row_version == 1


def test_duties_pasted_from_word_keep_their_numbers_and_soft_breaks_become_lines(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-organisation", budget) | {
        "duties-text": "1、受理来信来访。\x0b2、督查督办。\r\n3、综合协调。"
    }

    save(client, "entry-organisation", budget, fields)

    assert budget.prose_rows.get(key="duties").text == "1、受理来信来访。\n2、督查督办。\n3、综合协调。"


def test_a_unit_is_entered_with_its_nature_in_words(budget: Any, client: Client) -> None:
    row = {
        "name": "云汀区群众来访接待中心",
        "nature": "事业",
        "nature_words": "财政补助事业",
        "rank": "股级",
        "funding_mode": "财政拨款",
    }

    page = save(
        client, "entry-organisation", budget, with_rows(opened(client, "entry-organisation", budget), "units", [row])
    )

    unit = budget.budgetunit_rows.get(name=row["name"])
    assert (unit.nature, unit.nature_words, unit.rank, unit.ordinal) == ("institution", "财政补助事业", "股级", 2)
    assert "财政补助事业" in text_of(page, "//article")


def test_income_carried_over_stands_outside_this_years(budget: Any, client: Client) -> None:
    row = {"kind": "上年结转结余", "amount": "１２，０００．５０", "printed_label": ""}

    page = save(client, "entry-revenue", budget, with_rows(opened(client, "entry-revenue", budget), "lines", [row]))

    assert budget.revenueline_rows.get(kind="carried_in").amount == Decimal("12000.50")
    assert "1,012,000.50" in text_of(page, "//output")
    assert "上年结转结余12000.5元" in text_of(page, "//article")


def test_a_composite_class_is_found_by_its_name(budget: Any, client: Client) -> None:
    row = {"economic": "办公及印刷费", "amount": "4725"}

    save(client, "entry-basic", budget, with_rows(opened(client, "entry-basic", budget), "operating", [row]))

    line = budget.expenditureline_rows.get(amount=4725)
    assert (line.economic.code, line.kind, line.unit.budget_id) == ("30201+30202", LineKind.OPERATING, budget.pk)


def test_what_is_carried_out_is_no_operating_cost(budget: Any, client: Client) -> None:
    save(client, "entry-basic", budget, with_rows(opened(client, "entry-basic", budget), "carried", [{"amount": "88"}]))

    assert budget.expenditureline_rows.get(amount=88).kind == LineKind.CARRIED_OUT


def test_a_project_and_its_amount_are_entered_at_once(budget: Any, client: Client) -> None:
    fields = with_rows(
        opened(client, "entry-projects", budget), "projects", [{"code": "202-0002-ABC-0002", "name": "信息系统运维"}]
    )
    fields = with_rows(
        fields, "lines", [{"project_code": "信息系统运维", "kind": "其他运转类", "amount": "5,000"}, {"amount": "300"}]
    )

    save(client, "entry-projects", budget, fields)

    line = budget.expenditureline_rows.get(amount=5000)
    assert (line.project.code, line.kind) == ("202-0002-ABC-0002", LineKind.OTHER_OPERATING)
    assert budget.expenditureline_rows.get(amount=300).project is None


def test_a_project_gets_another_code_and_keeps_its_amounts(budget: Any, client: Client) -> None:
    project = budget.project_rows.get()
    fields = opened(client, "entry-projects", budget) | {"projects-0-code": "202-0001-ABC-9999"}

    save(client, "entry-projects", budget, fields)

    assert budget.project_rows.get().pk == project.pk
    assert budget.expenditureline_rows.get(project=project).project.code == "202-0001-ABC-9999"


def test_projects_pasted_in_another_order_keep_their_amounts(budget: Any, client: Client) -> None:
    first, second = budget.project_rows.get(), make_project(budget, "202-0009-ABC-0009", "第二个项目", ordinal=9)
    fields = opened(client, "entry-projects", budget)
    fields |= {
        "projects-0-code": second.code,
        "projects-0-name": second.name,
        "projects-1-code": first.code,
        "projects-1-name": first.name,
    }

    save(client, "entry-projects", budget, fields)

    assert [(each.pk, each.code) for each in budget.project_rows.order_by("ordinal")] == [
        (second.pk, second.code),
        (first.pk, first.code),
    ]
    assert budget.expenditureline_rows.get(amount=650000).project_id == first.pk


def test_last_years_total_and_the_reason_stand_in_the_comparison(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-comparison", budget)
    fields |= {"comparison-last_total": "800,000", "comparison-reason": "新增信息系统运维费。"}

    page = save(client, "entry-comparison", budget, fields)

    assert StatedCell.objects.get(budget=budget).value == 800000
    assert "比2019年预算800000元增加200000元" in text_of(page, "//article")
    assert "主要原因是新增信息系统运维费。" in text_of(page, "//article")


def test_an_emptied_last_year_is_unknown_and_not_zero(budget: Any, client: Client) -> None:
    save(
        client,
        "entry-comparison",
        budget,
        opened(client, "entry-comparison", budget) | {"comparison-last_total": "800000"},
    )
    save(client, "entry-comparison", budget, opened(client, "entry-comparison", budget) | {"comparison-last_total": ""})

    assert not StatedCell.objects.filter(budget=budget).exists()


def test_a_new_unit_has_no_last_year(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-comparison", budget) | {"comparison-new_unit": "on", "comparison-last_total": "1"}
    assert "请清空上年预算支出总额" in errors(client.post(address("entry-comparison", budget), fields))

    save(client, "entry-comparison", budget, fields | {"comparison-last_total": ""})
    assert budget.statedflag_rows.get().key == Flag.NEW_UNIT


def test_a_stated_figure_of_three_public_wins_over_the_lines_and_an_empty_one_follows_them(
    budget: Any, client: Client
) -> None:
    fields = opened(client, "entry-three-public", budget)
    page = save(client, "entry-three-public", budget, fields | {"tp-vehicle_operation-now": "126000"})
    assert "公务用车运行维护费126000元" in text_of(page, "//article")
    assert "公务接待费10000元" in text_of(page, "//article")

    fields = opened(client, "entry-three-public", budget)
    page = save(client, "entry-three-public", budget, fields | {"tp-vehicle_operation-now": ""})
    assert "公务用车运行维护费0元" in text_of(page, "//article")


def test_last_years_three_public_total_follows_from_its_four_rows(budget: Any, client: Client) -> None:
    before = {
        "overseas_trips": "0",
        "vehicle_purchase": "0",
        "vehicle_operation": "15000",
        "official_receptions": "5000",
    }
    fields = opened(client, "entry-three-public", budget) | {f"tp-{row}-before": value for row, value in before.items()}

    page = save(client, "entry-three-public", budget, fields | {"tp-total-reason": "压减公务接待"})

    assert "比2019年20000元减少10000元" in text_of(page, "//article")
    assert "主要原因是压减公务接待" in text_of(page, "//article")


def test_standard_terms_are_filled_in_and_saved_only_on_demand(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-glossary", budget)
    fields |= {"terms-0-term": "基本支出", "terms-0-definition": "本部门自己的解释。"}

    filled = client.post(address("entry-glossary", budget), fields | {"standard": "1"})

    assert not budget.glossaryterm_rows.exists()
    sent = form_of(filled.content)
    assert sent["terms-0-definition"] == "本部门自己的解释。"
    save(client, "entry-glossary", budget, sent)
    terms = list(budget.glossaryterm_rows.values_list("term", flat=True))
    assert terms.count("基本支出") == 1
    assert "机关运行经费" in terms


def test_other_matters_are_saved(budget: Any, client: Client) -> None:
    page = save(
        client, "entry-other", budget, opened(client, "entry-other", budget) | {"other-text": "本年度办公地址不变。"}
    )

    assert "本年度办公地址不变。" in text_of(page, "//article")


def test_nothing_is_written_twice_when_nothing_was_changed(budget: Any, client: Client) -> None:
    rows = list(budget.expenditureline_rows.order_by("pk").values("pk", "amount", "economic", "project", "kind"))

    save(client, "entry-basic", budget, opened(client, "entry-basic", budget))
    save(client, "entry-projects", budget, opened(client, "entry-projects", budget))

    assert (
        list(budget.expenditureline_rows.order_by("pk").values("pk", "amount", "economic", "project", "kind")) == rows
    )


# ---- Order and removal ----


def test_a_changed_number_moves_a_row(budget: Any, client: Client) -> None:
    fields = with_rows(
        opened(client, "entry-basic", budget), "operating", [{"economic": "30207", "amount": "7", "position": "1"}]
    )
    save(client, "entry-basic", budget, fields)

    operating = budget.expenditureline_rows.filter(kind=LineKind.OPERATING).order_by("ordinal", "pk")
    assert [int(line.amount) for line in operating] == [7, 40000, 10000]

    save(client, "entry-basic", budget, opened(client, "entry-basic", budget) | {"operating-0-position": "3"})
    assert [int(line.amount) for line in operating.all()] == [40000, 10000, 7]


def test_a_ticked_row_and_an_emptied_row_are_removed(budget: Any, client: Client) -> None:
    fields = opened(client, "entry-basic", budget)
    emptied = {f"operating-1-{name}": "" for name in ("economic", "amount", "printed_label", "functional")}

    save(client, "entry-basic", budget, fields | {"operating-0-remove": "on"} | emptied)

    assert not budget.expenditureline_rows.filter(kind=LineKind.OPERATING).exists()
    assert budget.expenditureline_rows.filter(kind=LineKind.PERSONNEL).exists()


def test_a_request_that_lacks_the_cells_of_a_row_removes_nothing(budget: Any, client: Client) -> None:
    fields = {
        name: value
        for name, value in opened(client, "entry-basic", budget).items()
        if not name.endswith(("-amount", "-economic"))
    }
    fields = {name: value for name, value in fields.items() if not name.endswith(("-printed_label", "-functional"))}

    client.post(address("entry-basic", budget), fields)

    assert budget.expenditureline_rows.count() == 4


def test_a_project_with_amounts_is_not_deleted_under_them(budget: Any, client: Client) -> None:
    answer = client.post(
        address("entry-projects", budget), opened(client, "entry-projects", budget) | {"projects-0-remove": "on"}
    )

    assert "没有找到项目" in errors(answer)
    assert budget.project_rows.exists()


def test_a_unit_with_lines_is_not_deleted_under_them(budget: Any, client: Client) -> None:
    fields = with_rows(
        opened(client, "entry-organisation", budget), "units", [{"name": "另一个单位", "nature": "行政"}]
    )

    answer = client.post(address("entry-organisation", budget), fields | {"units-0-remove": "on"})

    assert answer.status_code == 409
    assert "还被其他数据使用" in answer.content.decode()
    assert "另一个单位" in answer.content.decode()
    assert [unit.name for unit in budget.budgetunit_rows.all()] == ["云汀区信访局"]


# ---- Errors keep what was typed and say what to do ----


def test_an_unreadable_amount_is_kept_and_named_with_its_row_and_remedy(budget: Any, client: Client) -> None:
    fields = with_rows(opened(client, "entry-basic", budget), "operating", [{"economic": "差旅费", "amount": "5千元"}])

    answer = client.post(address("entry-basic", budget), fields)

    message = errors(answer)
    assert "第 3 行“金额（元）”" in message
    assert "“5千元”不是金额" in message
    assert "请填写数字" in message
    assert form_of(answer.content)["operating-2-amount"] == "5千元"
    assert form_of(answer.content)["operating-2-economic"] == "差旅费"
    assert budget.expenditureline_rows.count() == 4


def test_an_error_is_tied_to_its_field(budget: Any, client: Client) -> None:
    fields = with_rows(opened(client, "entry-basic", budget), "operating", [{"amount": "x"}])

    tree = html.fromstring(client.post(address("entry-basic", budget), fields).content)

    field = tree.xpath("//input[@name='operating-2-amount']")[0]
    assert field.get("aria-invalid") == "true"
    assert "x" in tree.get_element_by_id(field.get("aria-describedby")).text_content()
    assert tree.xpath(f"//*[@id='error-summary']//a[@href='#{field.get('id')}']")


def test_several_classes_for_one_text_are_offered(budget: Any, client: Client) -> None:
    fields = with_rows(
        opened(client, "entry-basic", budget),
        "operating",
        [{"economic": "维修", "amount": "1"}, {"economic": "公务", "amount": "1"}],
    )

    answer = client.post(address("entry-basic", budget), fields)

    assert "请选定其中一个" in errors(answer)
    assert "30217 公务接待费" in errors(answer)
    assert form_of(answer.content)["operating-3-economic"] == "公务"


def test_an_unknown_class_is_kept_and_said(budget: Any, client: Client) -> None:
    fields = with_rows(
        opened(client, "entry-basic", budget), "operating", [{"economic": "39876 没有的科目", "amount": "1"}]
    )

    answer = client.post(address("entry-basic", budget), fields)

    assert "没有找到经济分类科目“39876 没有的科目”" in errors(answer)
    assert form_of(answer.content)["operating-2-economic"] == "39876 没有的科目"


def test_a_kind_that_is_none_stays_on_the_page(budget: Any, client: Client) -> None:
    fields = with_rows(opened(client, "entry-projects", budget), "lines", [{"kind": "临时类", "amount": "1"}])

    answer = client.post(address("entry-projects", budget), fields)

    assert "没有找到类别“临时类”" in errors(answer)
    assert form_of(answer.content)["lines-1-kind"] == "临时类"


def test_a_character_that_cannot_be_printed_is_named_and_the_text_kept(budget: Any, client: Client) -> None:
    answer = client.post(
        address("entry-other", budget), opened(client, "entry-other", budget) | {"other-text": "甲\u202e乙"}
    )

    assert "第 2 个字符（U+202E）无法打印" in errors(answer)
    assert form_of(answer.content)["other-text"] == "甲\u202e乙"


def test_a_name_that_is_too_long_is_not_cut_off(budget: Any, client: Client) -> None:
    name = "很长的单位名称" * 20
    fields = with_rows(opened(client, "entry-organisation", budget), "units", [{"name": name}])

    answer = client.post(address("entry-organisation", budget), fields)

    assert "最多 120 个字，现在有 140 个" in errors(answer)
    assert form_of(answer.content)["units-1-name"] == name
    assert "maxlength" not in answer.content.decode()


def test_a_project_code_twice_is_refused(budget: Any, client: Client) -> None:
    code = budget.project_rows.get().code
    fields = with_rows(opened(client, "entry-projects", budget), "projects", [{"code": code, "name": "另一个"}])

    assert f"项目编码“{code}”与第 1 行重复" in errors(client.post(address("entry-projects", budget), fields))


def test_more_blank_rows_come_without_saving_and_with_all_that_was_typed(budget: Any, client: Client) -> None:
    fields = with_rows(opened(client, "entry-basic", budget), "operating", [{"amount": "尚未填完"}])

    answer = client.post(address("entry-basic", budget), fields | {"more": "operating"})

    sent = form_of(answer.content)
    assert int(sent["operating-TOTAL_FORMS"]) == int(fields["operating-TOTAL_FORMS"]) + 10
    assert sent["operating-2-amount"] == "尚未填完"
    assert budget.row_version == 0


def test_pages_ask_for_a_unit_first(department: Any, preparer: Any, client: Client) -> None:
    client.force_login(preparer)
    budget = make_budget(department)

    page = client.get(address("entry-revenue", budget))

    assert "请先在“机构设置”中填写" in text_of(page)


def test_with_two_units_each_row_says_which(budget: Any, client: Client) -> None:
    make_unit(budget, "云汀区群众来访接待中心", "institution")
    fields = with_rows(opened(client, "entry-revenue", budget), "lines", [{"unit": "", "amount": "1"}])
    assert "请填写“单位”" in errors(client.post(address("entry-revenue", budget), fields))

    save(
        client,
        "entry-revenue",
        budget,
        with_rows(
            opened(client, "entry-revenue", budget), "lines", [{"unit": "云汀区群众来访接待中心", "amount": "1"}]
        ),
    )
    assert budget.revenueline_rows.get(amount=1).unit.name == "云汀区群众来访接待中心"


# ---- Size ----


def test_five_hundred_pasted_rows_are_all_saved_within_seconds(budget: Any, client: Client) -> None:
    rows = [
        {"economic": "30201 办公费", "amount": f"{number}.25", "printed_label": f"第{number}项"}
        for number in range(1, 501)
    ]
    fields = with_rows(opened(client, "entry-basic", budget), "operating", rows)

    start = time.process_time()  # a clock would measure what else the machine does
    answer = client.post(address("entry-basic", budget), fields)
    seconds = time.process_time() - start

    assert answer.status_code == 302
    lines = budget.expenditureline_rows.filter(kind=LineKind.OPERATING).order_by("ordinal")
    assert [line.printed_label for line in lines][2:] == [f"第{number}项" for number in range(1, 501)]
    assert sum(line.amount for line in lines) == Decimal("50000") + Decimal("125250") + Decimal("125")
    print(f"500 rows: {seconds:.2f} s")
    assert seconds < 5


def test_too_many_rows_are_refused_with_a_way_out(budget: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgets.entry.forms.read_rows.MOST_ROWS", 20)
    fields = opened(client, "entry-revenue", budget)

    save(client, "entry-revenue", budget, with_rows(fields, "lines", [{"kind": "current", "amount": "1"}] * 19))
    fields = opened(client, "entry-revenue", budget)
    answer = client.post(
        address("entry-revenue", budget), with_rows(fields, "lines", [{"kind": "current", "amount": "1"}])
    )

    assert "一张表最多保存 20 行" in errors(answer)
    assert budget.revenueline_rows.count() == 20
