"""文字表述: own words over generated blocks, and own paragraphs behind them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from budgets.models import Prose, StatedFlag
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from disclosure.composition.compose import compose
from disclosure.document import plain_text
from disclosure.models import BlockText
from performance.models import Duty
from tests.builders import make_budget, make_department, make_small_budget
from tests.entry_desk import EntryPage, errors_of, tree

pytestmark = pytest.mark.django_db

INCOME = "overview.income"


def list_address(budget: Any) -> str:
    return reverse("entry-own-words", kwargs={"budget_pk": budget.pk})


def address(budget: Any, key: str = INCOME, kind: str = "edit") -> str:
    return reverse(f"entry-own-words-{kind}", kwargs={"budget_pk": budget.pk, "key": key})


def printed(budget: Any, key: str = INCOME) -> str | None:
    blocks = {block.key: block for block in compose(Ledger.of(budget)).document.blocks()}
    return plain_text(blocks[key].runs) if key in blocks else None


def put(budget: Any, key: str, text: str) -> None:
    with acting_as("import"):
        BlockText.objects.create(budget=budget, key=key, text=text)


def place(page: EntryPage, key: str) -> str:
    (found,) = tree(page.response).xpath(f"//li[@id='block-{key}']")
    return " ".join(found.text_content().split())


class TestTheList:
    def test_every_block_stands_under_its_section_with_its_words_as_they_print(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, list_address(budget))
        assert "收入说明 正文" in place(page, INCOME)
        assert "2020年预算收入为1000000元" in place(page, INCOME)
        assert "改用本部门文字" in place(page, INCOME)
        listed = set(tree(page.response).xpath("//li[contains(@class, 'place')]/@id"))
        assert {f"block-{key}" for key in compose(Ledger.of(budget)).words} <= listed
        assert "{revenue" not in page.html

    def test_fixed_words_inside_tables_stand_apart(self, preparer: Any) -> None:
        page = EntryPage(preparer, list_address(make_small_budget()))
        folded = tree(page.response).xpath("//details[contains(@class, 'labels')]//li/@id")
        assert "block-procurement.head.unit" in folded and f"block-{INCOME}" not in folded

    def test_own_words_are_marked_and_offered_to_be_given_back(self, preparer: Any) -> None:
        budget = make_small_budget()
        put(budget, INCOME, "本年收入{revenue.total}元。")
        put(budget, "procurement.head.unit", "")
        page = EntryPage(preparer, list_address(budget))
        assert "本部门文字" in place(page, INCOME) and "本年收入1000000元。" in place(page, INCOME)
        assert "修改或恢复规范文字" in place(page, INCOME)
        assert "此处留空" in place(page, "procurement.head.unit")
        assert "已有 2 处使用本部门文字" in page.html

    def test_words_whose_block_is_gone_are_listed_and_can_be_deleted(self, preparer: Any) -> None:
        budget = make_small_budget()
        with acting_as("import"):
            Duty.objects.create(budget=budget, name="接待")
        put(budget, "performance.duty:1.name", "（一）接待")
        put(budget, "performance.duty:9.name", "（九）已撤销的职责")
        page = EntryPage(preparer, list_address(budget))
        gone = tree(page.response).xpath("//section[@id='group-gone']//li/@id")
        assert gone == ["block-performance.duty:9.name"]
        edit = EntryPage(preparer, address(budget, "performance.duty:9.name"))
        assert "不会打印" in edit.html
        assert edit.send(action="restore").status_code == 302
        assert list(BlockText.objects.values_list("key", flat=True)) == ["performance.duty:1.name"]

    def test_a_reviewer_reads_it_and_is_offered_no_change(self, reviewer: Any) -> None:
        page = EntryPage(reviewer, list_address(make_small_budget()))
        assert page.response.status_code == 200
        assert "查看" in place(page, INCOME) and "改用本部门文字" not in place(page, INCOME)


class TestWriting:
    def test_the_standard_words_are_there_to_be_changed_and_what_is_saved_prints(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        assert "{revenue.total}" in page.values["own-text"]
        page.save(**{"own-text": "全年收入{revenue.total}元。"})
        assert BlockText.objects.get(budget=budget, key=INCOME).text == "全年收入{revenue.total}元。"
        assert printed(budget) == "全年收入1000000元。"
        assert "全年收入" in page.html and page.values["own-text"] == "全年收入{revenue.total}元。"

    def test_words_equal_to_the_standard_ones_are_not_kept(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        standard = page.values["own-text"]
        page.save()
        assert not BlockText.objects.exists()
        page.save(**{"own-text": "别的文字"})
        assert BlockText.objects.exists()
        page.save(**{"own-text": standard})
        assert not BlockText.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "says"),
        [("收入{revenue.totl}元", "“{revenue.totl}”不是本预算的数据。请从数据列表中选取"),
         ("收入{revenue.total元", "单独的花括号"), ("收入}元", "第 3 个字符是单独的花括号"), ("收入{}元", "单独的花括号")],
    )  # fmt: skip
    def test_an_unknown_reference_or_a_single_brace_is_named_with_the_remedy_and_the_text_kept(
        self, preparer: Any, typed: str, says: str
    ) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        assert page.send(**{"own-text": typed}).status_code == 200
        assert any(says in error for error in errors_of(page.response))
        assert page.values["own-text"] == typed
        assert not BlockText.objects.exists()

    def test_doubled_braces_print_as_braces(self, preparer: Any) -> None:
        budget = make_small_budget()
        EntryPage(preparer, address(budget)).save(**{"own-text": "收入{{含上级}}{revenue.total}元。"})
        assert printed(budget) == "收入{含上级}1000000元。"

    def test_the_title_alone_cannot_be_left_blank(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget, "title"))
        page.send(**{"own-text": "", "own-blank": "on"})
        assert any("文件标题不能留空" in error for error in errors_of(page.response))
        assert not BlockText.objects.exists()
        EntryPage(preparer, address(budget, "overview.income.heading")).save(**{"own-text": "", "own-blank": "on"})
        assert BlockText.objects.get().text == ""

    def test_an_empty_text_is_refused_unless_blank_is_chosen(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        page.send(**{"own-text": "  "})
        assert any("请勾选“此处留空”" in error for error in errors_of(page.response))
        assert not BlockText.objects.exists()
        page.save(**{"own-text": "", "own-blank": "on"})
        assert BlockText.objects.get().text == ""
        assert printed(budget) is None
        assert "打印为空白" in page.html and page.values["own-blank"] == "on"

    def test_blank_may_be_chosen_without_emptying_the_standard_words_by_hand(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        page.save(**{"own-blank": "on"})
        assert BlockText.objects.get().text == ""

    def test_changed_words_and_blank_together_are_refused_and_both_kept(self, preparer: Any) -> None:
        page = EntryPage(preparer, address(make_small_budget()))
        page.send(**{"own-text": "新写的文字", "own-blank": "on"})
        assert any("此处留空" in error and "取消勾选" in error for error in errors_of(page.response))
        assert page.values["own-text"] == "新写的文字"
        assert not BlockText.objects.exists()

    def test_a_heading_is_one_line(self, preparer: Any) -> None:
        budget = make_small_budget()
        EntryPage(preparer, address(budget, "three_public.heading")).save(**{"own-text": "四、“三公”经费\r\n情况"})
        assert BlockText.objects.get().text == "四、“三公”经费 情况"

    def test_a_preview_prints_the_typed_words_and_saves_nothing(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        response = page.send("preview", **{"own-text": "试写：收入{revenue.total}元。"})
        shown = tree(response).xpath("//section[@id='words-preview']")[0].text_content()
        assert "还没有保存" in shown and "试写：收入1000000元。" in shown
        assert page.values["own-text"] == "试写：收入{revenue.total}元。"
        assert not BlockText.objects.exists()

    def test_giving_back_removes_the_departments_words(self, preparer: Any) -> None:
        budget = make_small_budget()
        standard = printed(budget)
        put(budget, INCOME, "别的文字")
        page = EntryPage(preparer, address(budget))
        assert page.send("restore").status_code == 302
        assert not BlockText.objects.exists()
        assert printed(budget) == standard

    def test_the_figures_are_listed_with_chinese_names_and_present_values(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget))
        rows = tree(page.response).xpath("//details//tr[@data-figure]")
        shown = {row.get("data-figure"): [" ".join(cell.text_content().split()) for cell in row][:2] for row in rows}
        assert shown["{revenue.total}"] == ["收入总计", "1000000元"]
        assert shown["{expenditure.project:202-0001-ABC-0001}"] == ["接访场所运行经费", "650000元"]
        assert set(shown) == {"{" + ref + "}" for ref in compose(Ledger.of(budget)).amounts}

    def test_a_stale_form_does_not_overwrite_and_keeps_what_was_typed(self, preparer: Any) -> None:
        budget = make_small_budget()
        first, second = EntryPage(preparer, address(budget)), EntryPage(preparer, address(budget))
        first.save(**{"own-text": "先保存"})
        assert second.send(**{"own-text": "后保存"}).status_code == 409
        assert BlockText.objects.get().text == "先保存"
        assert second.values["own-text"] == "后保存" and "先保存" in second.html

    def test_words_changed_meanwhile_are_not_given_back(self, preparer: Any) -> None:
        budget = make_small_budget()
        put(budget, INCOME, "原来的文字")
        page = EntryPage(preparer, address(budget))
        EntryPage(preparer, address(budget)).save(**{"own-text": "别人刚改的文字"})
        assert page.send("restore").status_code == 409
        assert BlockText.objects.get().text == "别人刚改的文字"

    def test_two_blocks_can_be_written_side_by_side(self, preparer: Any) -> None:
        budget = make_small_budget()
        one, other = EntryPage(preparer, address(budget)), EntryPage(preparer, address(budget, "overview.expenditure"))
        one.save(**{"own-text": "收入"})
        other.save(**{"own-text": "支出"})
        assert BlockText.objects.count() == 2


class TestParagraphsBehindABlock:
    def test_they_print_behind_the_block_and_go_with_their_text(self, preparer: Any) -> None:
        budget = make_small_budget()
        page = EntryPage(preparer, address(budget, kind="after"))
        page.save(**{"after-text": "补充一。\r\n补充二。"})
        keys = [block.key for block in compose(Ledger.of(budget)).document.blocks()]
        here = keys.index(INCOME)
        assert keys[here + 1 : here + 3] == [f"after:{INCOME}.1", f"after:{INCOME}.2"]
        assert "补充一。" in place(EntryPage(preparer, list_address(budget)), INCOME)
        page.save(**{"after-text": ""})
        assert not Prose.objects.filter(budget=budget).exists()

    def test_a_table_has_a_place_behind_it_and_a_cell_has_none(self, preparer: Any) -> None:
        budget = make_small_budget()
        EntryPage(preparer, address(budget, "procurement.table", "after")).save(**{"after-text": "表后说明。"})
        assert printed(budget, "after:procurement.table.1") == "表后说明。"
        assert EntryPage(preparer, address(budget, "procurement.head.unit", "after")).response.status_code == 404

    def test_a_paragraph_whose_block_is_gone_is_listed_and_can_be_deleted(self, preparer: Any) -> None:
        budget = make_small_budget()
        with acting_as("import"):
            Prose.objects.create(budget=budget, key="after:sheet:没有的/项目", text="多余的说明")
        page = EntryPage(preparer, list_address(budget))
        assert "多余的说明" in tree(page.response).xpath("//section[@id='group-gone']")[0].text_content()
        edit = EntryPage(preparer, address(budget, "sheet:没有的/项目", "after"))
        assert edit.send(**{"after-text": ""}).status_code == 302
        assert not Prose.objects.exists()


class TestWhoMay:
    def pages(self, budget: Any) -> list[str]:
        return [list_address(budget), address(budget), address(budget, kind="after")]

    def test_strangers_get_404_and_change_nothing(self, preparer: Any, outsider: Any) -> None:
        budget = make_small_budget()
        put(budget, INCOME, "本部门的文字")
        for where in self.pages(budget):
            assert EntryPage(outsider, where).response.status_code == 404
        stranger = EntryPage(outsider, address(budget))
        stranger.values = EntryPage(preparer, address(budget)).values
        for action in ("save", "preview", "restore"):
            assert stranger.send(action, **{"own-text": "外人"}).status_code == 404
        assert BlockText.objects.get().text == "本部门的文字"

    def test_a_reviewer_reads_and_does_not_write(self, preparer: Any, reviewer: Any) -> None:
        budget = make_small_budget()
        put(budget, INCOME, "本部门的文字")
        for where in self.pages(budget):
            page = EntryPage(reviewer, where)
            assert page.response.status_code == 200 and "<button" not in page.html.split("<main", 1)[1]
        writer = EntryPage(reviewer, address(budget))
        writer.values = EntryPage(preparer, address(budget)).values
        for action in ("save", "preview", "restore"):
            assert writer.send(action, **{"own-text": "审核人"}).status_code == 403
        assert BlockText.objects.get().text == "本部门的文字"

    def test_a_block_that_does_not_exist_is_404(self, preparer: Any) -> None:
        budget = make_small_budget()
        for kind in ("edit", "after"):
            assert EntryPage(preparer, address(budget, "no.such.block", kind)).response.status_code == 404
        assert EntryPage(preparer, address(budget, "procurement.table")).response.status_code == 404

    def test_words_of_another_budget_are_not_shown_here(self, preparer: Any) -> None:
        other = make_budget(make_department("303", "云汀区档案馆"))
        put(other, INCOME, "别家的文字")
        assert "别家的文字" not in EntryPage(preparer, list_address(make_small_budget())).html


def test_a_reference_that_vanished_is_shown_as_such_and_never_blank(preparer: Any) -> None:
    budget = make_small_budget()
    put(budget, INCOME, "原有{expenditure.project:撤销的项目}元")
    page = EntryPage(preparer, list_address(budget))
    assert "所引用的数据“项目 撤销的项目 的金额”已不存在" in place(page, INCOME)
    edit = EntryPage(preparer, address(budget))
    edit.send()
    assert any("撤销的项目" in error and "请从数据列表中选取" in error for error in errors_of(edit.response))


def test_flags_change_the_standard_words_that_are_listed(preparer: Any) -> None:
    """Control for the list: it shows what this budget generates, not a fixed text."""
    budget = make_small_budget()
    before = place(EntryPage(preparer, list_address(budget)), "overview.comparison")
    with acting_as("import"):
        StatedFlag.objects.create(budget=budget, key="new_unit")
    after = place(EntryPage(preparer, list_address(budget)), "overview.comparison")
    assert "新增预算单位" in after and "新增预算单位" not in before
