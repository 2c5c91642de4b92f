"""Words that the form does not have: they are kept where they stand, and hostile ones stay words."""

from __future__ import annotations

from budgets.models import DepartmentalBudget, ExpenditureLine, Project, Prose, StatedCell
from disclosure.models import BlockText
from tests.disclosure.reading.rendering import composed, import_text, missing, page_lines, source_lines
from tests.generator import write

PLAIN = next(
    write(seed)
    for seed in range(80)
    if not (w := write(seed)).own and not w.extra and w.projects > 1 and not w.has_last_year
)


def changed(*replacements: tuple[str, str]) -> str:
    text = PLAIN.text
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def come_back(text: str) -> DepartmentalBudget:
    imported = import_text(text)
    assert imported.missing == ()
    assert missing(source_lines(text), page_lines(imported.budget)) == []
    return imported.budget


def own(budget: DepartmentalBudget) -> dict[str, str]:
    return {text.key: text.text for text in BlockText.objects.filter(budget=budget)}


def test_a_document_in_standard_words_leaves_none(codes: None) -> None:
    budget = come_back(PLAIN.text)
    assert own(budget) == {}
    assert not Prose.objects.filter(budget=budget, key__startswith="after:").exists()


def test_a_block_that_the_source_leaves_out_prints_nothing(codes: None) -> None:
    assert own(come_back(changed(("机构设置：\n", "\n")))) == {"organisation.units.label": ""}


def test_a_sentence_of_quite_other_words_still_takes_the_blocks_place(codes: None) -> None:
    sentence = next(line.strip() for line in PLAIN.text.split("\n") if "固定资产总额" in line)
    assert own(come_back(changed((sentence, "详见下表。")))) == {"assets.sentence": "详见下表。"}


def test_paragraphs_before_a_sections_first_block_stay_before_it(codes: None) -> None:
    opening = next(line for line in PLAIN.text.split("\n") if "公开如下" in line)
    budget = come_back(changed((opening, f"公开日期见文末。\n{opening}")))
    assert list(own(budget)) == ["opening.legal"]


def test_a_table_that_no_form_knows_is_kept_cell_by_cell(codes: None) -> None:
    budget = come_back(changed(("三、机关运行经费安排情况", "\t往年\n\t合计\n\n\t3件\n\n三、机关运行经费安排情况")))
    assert [prose.text for prose in Prose.objects.filter(budget=budget, key__startswith="after:")] == [
        "往年\n合计\n3件"
    ]


def test_braces_templates_and_markup_stay_words(codes: None) -> None:
    words = '{revenue.total} {{x}} {% now "Y" %} {{ 7|add:"1" }} <script>alert(1)</script> &amp; }{ 。'
    opening = next(line for line in PLAIN.text.split("\n") if "公开如下" in line)
    budget = come_back(
        changed(
            (opening, f"{words}{opening.strip()}"), ("九、其他需要说明的事项\n", f"九、其他需要说明的事项\n{words}\n")
        )
    )
    assert composed(budget).missing == ()
    assert "{{revenue.total}} {{{{x}}}}" in own(budget)["opening.legal"]


def test_a_project_that_has_no_table_keeps_its_name_and_amount(codes: None) -> None:
    line = next(line for line in PLAIN.text.split("\n") if "项目支出表按" in line)
    with_another = line.replace("元；项目支出", "元；项目支出", 1).rstrip("。") + "；临时救助经费1.5元。"
    budget = come_back(changed((line, with_another)))
    project = Project.objects.get(budget=budget, name="临时救助经费")
    assert project.code.startswith("未编码")
    assert str(ExpenditureLine.objects.get(budget=budget, project=project).amount) == "1.50"


def test_a_total_that_does_not_follow_from_its_lines_is_stated_as_printed(codes: None) -> None:
    total = next(part for part in PLAIN.text.split("其中：基本支出")[1].split("元")[:1])
    budget = come_back(changed((f"基本支出{total}元", f"基本支出{total.split('.')[0]}9元")))
    cell = StatedCell.objects.get(budget=budget, row="basic")
    assert cell.file == "source.txt" and cell.line
    assert {text.key for text in BlockText.objects.filter(budget=budget)} == set()
