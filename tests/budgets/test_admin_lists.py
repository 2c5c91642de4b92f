"""The official lists of a new year by file: what is added, renamed and ended, shown before anything is written."""

from __future__ import annotations

import io
from typing import Any

import pytest

from budgets.models import EconomicClass, FunctionalClass, FundSource
from procurement.models import CatalogueItem
from tests.budgets.importers.workbooks import workbook_of
from tests.builders import make_user
from tests.entry_desk import tree

pytestmark = pytest.mark.django_db

YEAR = {"year": "2027", "source": "2027年政府收支分类科目"}


@pytest.fixture
def office(client: Any) -> Any:
    client.force_login(make_user("administrator", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def functions() -> None:
    for code, name in (("201", "一般公共服务支出"), ("2010301", "行政运行"), ("2010308", "信访事务")):
        FunctionalClass.objects.create(
            code=code, name=name, valid_from=2018, source="公开表", confirmation="code_doubted"
        )


def tsv(*rows: str) -> bytes:
    return "\n".join(rows).replace("|", "\t").encode()


def preview(office: Any, name: str, content: bytes, **said: str) -> Any:
    file = io.BytesIO(content)
    file.name = "目录.xlsx" if content.startswith(b"PK") else "目录.tsv"
    return office.post(f"/admin/{name}/import/", {"import_file": file, "format": "0", **said})


def confirm(office: Any, name: str, page: Any) -> Any:
    return office.post(f"/admin/{name}/process_import/", page.context["confirm_form"].initial)


def fates(page: Any) -> dict[str, str]:
    """Code and first year → what the preview says of it."""
    rows = tree(page).xpath("//table[@class='import-preview']/tbody/tr")
    cells = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    return {f"{code}@{first}": fate.partition("（")[0] for fate, code, _, first, *_ in cells}


def words(page: Any) -> str:
    return " ".join(" ".join(tree(page).itertext()).split())


def test_the_preview_shows_added_renamed_and_ended_codes(office: Any, functions: None) -> None:
    file = tsv("编码|名称", "201|一般公共服务支出", "2010301|行政运行和保障", "2010350|事业运行")
    page = preview(office, "budgets/functionalclass", file, is_complete="on", **YEAR)
    assert fates(page) == {
        "201@2018": "核实来源",
        "2010301@2018": "改名：原名称停用",
        "2010301@2027": "改名：新名称",
        "2010350@2027": "新增",
        "2010308@2018": "停用",
    }
    shown = words(page)
    assert "新增 1，改名：新名称 1，改名：原名称停用 1，停用 1，核实来源 1" in shown
    assert "2010301@2018" in shown, "the predecessor of the renamed code"
    assert "2026" in shown and "2027年政府收支分类科目" in shown
    assert FunctionalClass.objects.count() == 3, "nothing is written yet"


def test_what_was_shown_is_written_when_confirmed(office: Any, functions: None) -> None:
    file = tsv("编码|名称", "201|一般公共服务支出", "2010301|行政运行和保障", "2010350|事业运行")
    page = preview(office, "budgets/functionalclass", file, is_complete="on", **YEAR)
    assert confirm(office, "budgets/functionalclass", page).status_code == 302
    lives = {
        (row.code, row.valid_from): (row.name, row.valid_to, row.source, row.confirmation)
        for row in FunctionalClass.objects.all()
    }
    assert lives == {
        ("201", 2018): ("一般公共服务支出", None, "2027年政府收支分类科目", "confirmed"),
        ("2010301", 2018): ("行政运行", 2026, "公开表", "code_doubted"),
        ("2010301", 2027): ("行政运行和保障", None, "2027年政府收支分类科目", "confirmed"),
        ("2010308", 2018): ("信访事务", 2026, "公开表", "code_doubted"),
        ("2010350", 2027): ("事业运行", None, "2027年政府收支分类科目", "confirmed"),
    }
    renamed = FunctionalClass.objects.get(code="2010301", valid_from=2027)
    assert [before.valid_from for before in renamed.predecessors.all()] == [2018]


def test_a_part_of_a_list_ends_nothing(office: Any, functions: None) -> None:
    page = preview(office, "budgets/functionalclass", tsv("编码|名称", "2010350|事业运行"), **YEAR)
    assert fates(page) == {"2010350@2027": "新增"}


def test_a_list_as_excel_and_with_a_title_above_is_read(office: Any, functions: None) -> None:
    file = workbook_of(
        {"说明": [["2027年科目"]], "功能": [["支出功能分类科目"], ["科目编码", "科目名称"], [2010350, "事业运行"]]}
    )
    page = preview(office, "budgets/functionalclass", file, **YEAR)
    assert fates(page) == {"2010350@2027": "新增"}


def test_a_list_without_years_asks_for_the_year(office: Any, functions: None) -> None:
    page = preview(office, "budgets/functionalclass", tsv("编码|名称", "2010350|事业运行"))
    assert "请填写这份目录的年度" in words(page)
    assert FunctionalClass.objects.count() == 3


def test_rows_with_their_own_years_and_predecessors_are_taken_as_they_are(office: Any, functions: None) -> None:
    file = tsv(
        "编码|名称|启用年度|停用年度|原科目|来源",
        "2010308|信访事务|2018|2026||2018年科目",
        "2014001|信访业务|2027||2010308|2027年科目",
    )
    page = preview(office, "budgets/functionalclass", file)
    assert fates(page) == {"2010308@2018": "修改", "2014001@2027": "新增"}
    confirm(office, "budgets/functionalclass", page)
    new = FunctionalClass.objects.get(code="2014001")
    assert [before.code for before in new.predecessors.all()] == ["2010308"]
    assert FunctionalClass.objects.get(code="2010308").valid_to == 2026


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2014001|信访业务|2027||999|x", "目录中没有编码 999"),
        ("2014001|信访业务|二〇二七|||x", "启用年度"),
        ("2014001||2027|||x", "名称"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_field(office: Any, functions: None, row: str, problem: str) -> None:
    page = preview(office, "budgets/functionalclass", tsv("编码|名称|启用年度|停用年度|原科目|来源", row))
    assert problem in words(page)
    assert "confirm_form" not in page.context or not page.context["confirm_form"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", tsv("甲|乙", "1|2")])
def test_a_file_that_is_no_list_is_refused_in_words(office: Any, content: bytes) -> None:
    page = preview(office, "budgets/functionalclass", content or b" ", **YEAR)
    assert tree(page).xpath("//ul[contains(@class, 'errorlist')]//li")
    assert "Error" not in " ".join(tree(page).xpath("//ul[contains(@class, 'errorlist')]//text()"))


def test_a_new_economic_class_counts_where_its_parent_does(office: Any) -> None:
    EconomicClass.objects.create(code="302", name="商品和服务支出", valid_from=2018, group="operating", source="x")
    reception = EconomicClass.objects.create(
        code="30217",
        name="公务接待费",
        valid_from=2018,
        group="operating",
        three_public_line="official_receptions",
        source="x",
    )
    EconomicClass.objects.create(code="30201+30202", name="办公及印刷费", valid_from=2018, source="x")
    file = tsv("编码|名称", "302|商品和服务支出", "30217|公务接待支出", "30250|新增费用")
    page = preview(office, "budgets/economicclass", file, is_complete="on", **YEAR)
    assert "30201+30202@2018" not in fates(page), "a composite class is no affair of the official list"
    confirm(office, "budgets/economicclass", page)
    assert EconomicClass.objects.get(code="30250").group == "operating"
    renamed = EconomicClass.objects.get(code="30217", valid_from=2027)
    assert (renamed.group, renamed.three_public_line) == ("operating", "official_receptions")
    assert list(renamed.predecessors.all()) == [reception]


def test_a_choice_may_be_named_in_chinese(office: Any) -> None:
    file = tsv("编码|名称|归并|收入名称", "111|一般公共预算资金|一般公共预算|一般公共预算拨款收入")
    confirm(office, "budgets/fundsource", preview(office, "budgets/fundsource", file, **YEAR))
    assert FundSource.objects.get(code="111").kind == "general_public_budget"


def test_the_procurement_catalogue_has_the_same_page(office: Any) -> None:
    CatalogueItem.objects.create(
        code="A02010105",
        name="台式计算机",
        valid_from=2022,
        source="政府采购品目分类目录（2022年）",
        confirmation="confirmed",
    )
    page = preview(
        office,
        "procurement/catalogueitem",
        tsv("品目编码|品目名称", "A02010105|台式计算机", "A02010199|其他计算机"),
        **YEAR,
    )
    assert fates(page) == {"A02010199@2027": "新增"}
    assert confirm(office, "procurement/catalogueitem", page).status_code == 302
    assert CatalogueItem.objects.count() == 2


def test_what_goes_out_comes_back_unchanged_with_its_predecessors(office: Any, functions: None) -> None:
    new = FunctionalClass.objects.create(code="2014001", name="信访业务", valid_from=2027, source="x")
    new.predecessors.set(FunctionalClass.objects.filter(code="2010308"))
    table = office.get("/admin/budgets/functionalclass/export/").content
    assert b"2010308@2018" in table
    page = preview(office, "budgets/functionalclass", table)
    assert fates(page) == {}
    assert "没有要改变的内容" in words(page)


# ---- Files as offices keep them ----


def test_the_preview_says_choices_in_the_words_of_the_forms(office: Any) -> None:
    file = tsv("编码|名称|基本支出分组|“三公”经费项目", "30217|公务接待费|公用经费|公务接待费")
    shown = words(preview(office, "budgets/economicclass", file, **YEAR))
    assert "公用经费 公务接待费" in shown
    assert "operating" not in shown and "official_receptions" not in shown


def test_the_same_list_a_second_time_changes_nothing(office: Any, functions: None) -> None:
    file = tsv("编码|名称", "201|一般公共服务支出", "2010301|行政运行和保障", "2010350|事业运行")
    for _ in range(2):
        page = preview(office, "budgets/functionalclass", file, is_complete="on", **YEAR)
        confirm(office, "budgets/functionalclass", page)
    assert "不变 3" in words(page) and fates(page) == {}


def test_brackets_of_another_width_are_no_new_name(office: Any) -> None:
    FunctionalClass.objects.create(
        code="20103", name="政府办公厅（室）及相关机构事务", valid_from=2018, confirmation="confirmed"
    )
    page = preview(office, "budgets/functionalclass", tsv("编码|名称", "20103|政府办公厅(室)及相关机构事务"), **YEAR)
    assert fates(page) == {}


def test_all_faults_are_told_at_once_by_the_row_of_the_file(office: Any, functions: None) -> None:
    file = tsv(
        "2027年政府收支分类科目|",
        "名称|科目编码|原科目",
        "行政运行|2010301|",
        "行政运行和保障|2010301|",
        "信访|20103A|",
        "|2010308|",
        "事业运行|２０１０３５０|999",
        "合计|合计|",
    )
    page = preview(office, "budgets/functionalclass", file, **YEAR)
    rows = tree(page).xpath("//table[@class='import-preview']/tbody/tr")
    told = {row[0].text: " ".join(row.itertext()) for row in rows}
    assert list(told) == ["5", "6", "7", "8", "4"]
    assert "与第 3 行重复" in told["4"] and "类 3 位、款 5 位、项 7 位" in told["5"]
    assert "2010350" in told["7"] and "目录中没有编码 999" in told["7"]
    assert FunctionalClass.objects.count() == 3


def test_a_code_may_come_back_in_a_later_life(office: Any, functions: None) -> None:
    file = tsv("编码|名称|启用年度|停用年度", "2010301|行政运行|2018|2026", "2010301|行政保障|2027|")
    page = preview(office, "budgets/functionalclass", file)
    assert fates(page) == {"2010301@2018": "修改", "2010301@2027": "新增"}


def test_a_code_whose_parent_no_list_has_is_doubted_and_not_refused(office: Any, functions: None) -> None:
    FunctionalClass.objects.create(code="20103", name="政府办公厅（室）及相关机构事务", valid_from=2018, source="x")
    file = tsv("编码|名称", "2010350|事业运行", "2980101|没有上级")
    page = preview(office, "budgets/functionalclass", file, **YEAR)
    assert "第 3 行 2980101 没有上级：上级科目 29801 不在目录中" in words(page)
    assert "上级科目 20103" not in words(page)
    complete = preview(office, "budgets/functionalclass", file, is_complete="on", **YEAR)
    assert "第 2 行 2010350 事业运行：上级科目 20103 不在这份目录中" in words(complete)


def test_a_column_for_each_level_is_read_as_the_book_prints_it(office: Any) -> None:
    rows = [
        ["科目编码", None, None, "科目名称"], ["类", "款", "项"], ["201", None, None, "一般公共服务支出"],
        [None, "03", None, "政府办公厅（室）及相关机构事务"], [None, None, 1, "行政运行"], [None, None, "50", "事业运行"],
        ["202", None, None, "外交支出"], ["202", "20202", None, "驻外机构"], ["202", "20202", "2020201", "驻外使领馆"],
    ]  # fmt: skip
    page = preview(office, "budgets/functionalclass", workbook_of({"科目": rows}), **YEAR)
    assert [code.removesuffix("@2027") for code in fates(page)] == [
        "201", "20103", "2010301", "2010350", "202", "20202", "2020201",
    ]  # fmt: skip


def test_years_that_run_backwards_are_refused_in_words(office: Any) -> None:
    page = preview(office, "budgets/functionalclass", tsv("编码|名称|启用年度|停用年度", "201|甲|2027|2025"))
    assert "停用年度 2025 早于启用年度 2027" in words(page)


def test_a_list_of_years_gone_by_ends_where_the_next_life_begins(office: Any, functions: None) -> None:
    page = preview(office, "budgets/functionalclass", tsv("编码|名称", "2010301|行政运转"), year="2010", source="x")
    confirm(office, "budgets/functionalclass", page)
    old = FunctionalClass.objects.get(code="2010301", valid_from=2010)
    assert old.valid_to == 2017 and not old.predecessors.exists()


def test_an_unknown_choice_is_answered_with_those_that_there_are(office: Any) -> None:
    page = preview(office, "budgets/fundsource", tsv("编码|名称|归并|收入名称", "9|资金|公款|收入"), **YEAR)
    assert "没有“公款”这一项。可以填写：一般公共预算、" in words(page)


def test_a_finer_fund_falls_where_the_one_that_it_refines_does(office: Any) -> None:
    FundSource.objects.create(
        code="12", name="政府性基金", kind="government_funds", revenue_name="政府性基金预算拨款收入", source="x"
    )
    confirm(
        office, "budgets/fundsource", preview(office, "budgets/fundsource", tsv("编码|名称", "1201|土地出让"), **YEAR)
    )
    finer = FundSource.objects.get(code="1201")
    assert (finer.kind, finer.revenue_name) == ("government_funds", "政府性基金预算拨款收入")


def test_a_renamed_code_without_a_first_year_goes_out_and_comes_back(office: Any) -> None:
    FunctionalClass.objects.create(code="2010301", name="行政运行", source="x")
    confirm(
        office, "budgets/functionalclass", preview(office, "budgets/functionalclass", tsv("编码|名称", "2010301|运行"), **YEAR)
    )  # fmt: skip
    table = office.get("/admin/budgets/functionalclass/export/").content
    assert fates(preview(office, "budgets/functionalclass", table)) == {}
