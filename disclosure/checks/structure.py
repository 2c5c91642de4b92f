"""What must be there: tables, sections, sentences, header fields, rows. R-STR-1, R-STR-2, R-STR-6, L10–L14."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from budgets.choices import TablesMode
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.appropriation import compared
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.text import squeeze
from disclosure import formats
from disclosure.checks.grids import called
from disclosure.checks.lines import are_the_systems, at, first_key
from disclosure.composition.review import Review
from disclosure.document import Heading, Paragraph, Row, Section, Table, plain_text
from disclosure.outline.statutory import packaged_keys
from performance.statements import performance

# Without one of these sentences a section says nothing of what the law asks for. “三公” comparison, nil funds: R-SAN-2, R-EMP-4.
REQUIRED_SENTENCES = {
    "opening.legal": "公开依据",
    "overview.income": "收入说明",
    "overview.expenditure": "支出说明",
    "overview.comparison": "比上年增减情况",
    "operating_costs.sentence": "机关运行经费",
    "three_public.sentence": "“三公”经费安排",
    "procurement.sentence": "政府采购预算安排",
    "assets.sentence": "国有资产占用",
    "institutions.scope": "预算单位范围",
    "explanation.income": "收入预算说明",
    "explanation.expenditure": "支出预算说明",
    "related.three_public.total": "“三公”经费",
    "related.operating_costs": "机关运行经费",
    "related.procurement": "政府采购预算",
    "related.assets.held": "国有资产占有使用",
}
_PARTS = {
    "organisation": "organisation",
    "mandate": "organisation",
    "institutions": "organisation",
    "performance.overall.heading": "duties_performance",
    "performance.duties.heading": "duties_performance",
    "performance.guarantee.heading": "duties_performance",
    "performance": "duties_performance",
    "glossary": "glossary",
    "other": "other",
}


@rule(
    "R-STR-1",
    "E",
    "公开表齐全",
    basis="财预〔2016〕143号",
    reads=Reads.DOCUMENT,
    answers={Question.COMPLETE: Bearing.DECIDES},
    needs="document",
    example="本格式要求附 9 张公开表，文件少了“政府性基金预算支出表”。",
    satisfy="选择“附公开表”；空表也要保留并说明。",
)
def required_tables_are_printed(review: Review) -> Iterator[Finding]:
    """Every table of the format's year, in order, once."""
    budget = review.ledger.budget
    if budget.tables_mode == TablesMode.NONE:
        raise NotRun("本版本选择“不附公开表”，公开表是否齐全不在本文件中核验，请确认公开表已另行公开")
    format_, is_unit = formats.load(budget.format_key), budget.unit_id is not None
    required = [table.key for table in format_.required_tables(review.ledger.year, is_unit=is_unit)]
    if not required:
        raise NotRun("本格式没有规定公开表")
    printed = packaged_keys(review.document)
    if wrong := wrong_with([called(key) for key in printed], [called(key) for key in required]):
        yield Finding(
            f"公开表不齐全：{'；'.join(wrong)}。",
            (Place("公开表", "、".join(printed) or "没有公开表", "basics", "tables-mode"),),
            remedy="请按公开格式附上全部公开表；没有数据的列出空表并说明。",
        )


def wrong_with(printed: list[str], required: list[str]) -> list[str]:
    """What is missing, repeated or out of order, in words."""
    wrong = []
    if missing := [key for key in required if key not in printed]:
        wrong.append(f"缺少 {'、'.join(missing)}")
    if repeated := sorted({key for key in printed if printed.count(key) > 1}):
        wrong.append(f"重复 {'、'.join(repeated)}")
    if not wrong and [key for key in printed if key in required] != required:
        wrong.append(f"顺序应为 {'、'.join(required)}")
    return wrong


@rule(
    "R-STR-2",
    "W",
    "必备内容齐全",
    basis="财预〔2016〕143号；政府信息公开条例第二十条",
    reads=Reads.LINES | Reads.DOCUMENT | Reads.WORDS | Reads.LAST_YEAR,
    firm="E",
    answers={Question.COMPLETE: Bearing.DECIDES},
    needs="document",
    example="“机关运行经费安排情况”一节被清空。",
    satisfy="恢复标准文字或填写本部门的文字，必备的各节都要有内容。",
    compares=("新增", "上年", "去年"),
)
def required_sections_are_filled(review: Review, *, compares: tuple[str, ...]) -> Iterator[Finding]:
    is_firm = are_the_systems(review)
    yield from (replace(finding, is_firm=is_firm) for finding in _left_blank(review))
    yield from _comparison(review, compares)


def _left_blank(review: Review) -> Iterator[Finding]:
    """What is not there at all, whatever the words that are."""
    printed = {section.key: section for section in review.document.sections}
    for spec in formats.load(review.ledger.budget.format_key).sections:
        if spec.required and spec.key != "tables":
            yield from _section(review, printed.get(spec.key), spec)
    yield from _blanked_sentences(review)
    yield from _rows(review)


def _section(review: Review, section: Section | None, spec: formats.SectionSpec) -> Iterator[Finding]:
    name = re.sub(r"\{\{.*?\}\}", review.ledger.budget.scope_word, spec.heading) or spec.key
    if section is None:
        yield _missing(f"缺少“{name}”一节", Place(name, "空白", _PARTS.get(spec.key, "own_words")))
        return
    if spec.heading and not any(
        isinstance(block, Heading) and block.key == f"{spec.key}.heading" for block in section.blocks
    ):
        yield _missing(f"“{name}”没有标题", at(review, f"{spec.key}.heading", "空白", name))
    if not any(_is_content(block) for block in section.blocks):
        yield _missing(
            f"“{name}”没有内容", Place(name, "空白", _PARTS.get(spec.key, "own_words"), "", f"{spec.key}.heading")
        )
        return
    blocks = section.blocks
    for position, block in enumerate(blocks):
        is_last = position + 1 == len(blocks)
        if isinstance(block, Heading) and block.level > 2 and (is_last or _ends(block, blocks[position + 1])):
            words = plain_text(block.runs)
            part = _PARTS.get(block.key, "own_words")
            yield _missing(f"“{words}”之下没有内容", Place(words, "空白", part, "", block.key))


def _ends(heading: Heading, following: object) -> bool:
    return isinstance(following, Heading) and following.level <= heading.level


def _is_content(block: object) -> bool:
    if isinstance(block, Table):
        return any(_is_filled(row) for row in block.body)
    return isinstance(block, Paragraph) and block.style == "body" and bool(plain_text(block.runs).strip())


def _is_filled(row: Row) -> bool:
    return any(plain_text(cell.runs).strip() for cell in row.cells if not cell.head)


def _missing(message: str, where: Place) -> Finding:
    return Finding(f"{message}。", (where,), remedy="请填写这部分内容；没有相应事项的，也要写明没有。")


def _blanked_sentences(review: Review) -> Iterator[Finding]:
    for key, name in REQUIRED_SENTENCES.items():
        block = review.composition.words.get(key)
        if block and block.generated.strip() and not block.stored.strip():
            yield Finding(
                f"“{name}”的文字被清空，这是必须公开的内容。",
                (at(review, key, "空白", name),),
                remedy="请恢复标准文字，或填写本部门的文字。",
            )


def _rows(review: Review) -> Iterator[Finding]:
    ledger = review.ledger
    scope = ledger.budget.scope_word
    if not ledger.prose.get("duties", "").strip():
        yield _missing(
            f"没有填写{scope}职责", Place(f"{scope}职责", "空白", "organisation", "duties", "organisation.duties.label")
        )
    if not any(unit.name.strip() for unit in ledger.units):
        yield _missing("机构设置表没有单位", Place("机构设置表", "空白", "organisation", "", "organisation.table"))


def _comparison(review: Review, compares: tuple[str, ...]) -> Iterator[Finding]:
    """Expenditure beside last year's, or that there was no last year (预算法 第十四条)."""
    ledger = review.ledger
    key = first_key(review, "overview.comparison", "explanation.expenditure")
    block = review.composition.words.get(key)
    if block is None or not block.stored.strip() or ledger.is_new_unit:
        return
    if key == "overview.comparison":
        known = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total).is_known
    else:
        known = compared(ledger)["spending"].is_known
    if not known and not any(words in block.stored for words in (*compares, f"{ledger.year - 1}年")):
        yield Finding(
            "支出没有与上年预算比较，也没有说明是新增单位。",
            (Place("上年支出预算", "空白", "comparison", "last-total", key),),
            remedy="请填写上年支出预算总额和增减变化原因；本年新增的单位请勾选“新增预算单位”。",
            is_firm=are_the_systems(review) and block.own is None,
        )


@rule(
    "R-STR-6",
    "E",
    "表头和行没有空白",
    basis="财预〔2016〕143号第四条：内容完整、形式规范",
    reads=Reads.LINES | Reads.DOCUMENT,
    answers={Question.COMPLETE: Bearing.DENIES},
    needs="document",
    example="资产表的“编制部门：”后面是空白，表中有一行全空。",
    satisfy="填写编制部门的名称，删去空白行。",
)
def header_fields_and_rows_are_filled(review: Review) -> Iterator[Finding]:
    """编制部门 is an error; a blank row, cell or label is a warning; 项目绩效模板 may stay blank."""
    yield from _departments(review)
    yield from _labels(review)
    for block in review.document.blocks():
        if isinstance(block, Table) and not block.key.startswith("sheet:"):
            yield from _blank_rows(review, block)
    sections = {section.key for section in review.document.sections}
    if "organisation" in sections:
        yield from _unit_cells(review)
    if "performance" in sections:
        yield from _templates(review)


def _departments(review: Review) -> Iterator[Finding]:
    words, scope = review.composition.words, review.ledger.budget.scope_word
    for key, block in words.items():
        if not key.endswith(".head.department"):
            continue
        label = words.get(f"{key}.label")
        printed = squeeze(f"{label.stored if label else ''}{block.stored}")
        if not printed or printed[-1] in ":：":
            yield Finding(
                f"表头的“编制{scope}”是空白。",
                (at(review, key, printed or "空白"),),
                remedy=f"请填写编制{scope}的名称，或恢复标准文字。",
            )


def _labels(review: Review) -> Iterator[Finding]:
    for key, block in review.composition.words.items():
        if (
            block.kind != "sentence"
            and block.generated.strip()
            and not block.stored.strip()
            and ".head.department" not in key
        ):
            yield Finding(
                f"“{re.sub(r'{[^{}]*}', '…', block.generated)}”的位置是空白。",
                (at(review, key, "空白"),),
                remedy="请恢复标准文字，或填写本部门的文字。",
                severity="W",
            )


def _blank_rows(review: Review, table: Table) -> Iterator[Finding]:
    filled = [any(plain_text(cell.runs).strip() for cell in row.cells) for row in table.body]
    if any(filled) and not all(filled):
        yield Finding(
            f"“{table.caption}”表有 {filled.count(False)} 个空白行。",
            (at(review, table.key, "空白行"),),
            remedy="请删除空白行。",
            severity="W",
        )


def _unit_cells(review: Review) -> Iterator[Finding]:
    for unit in review.ledger.units:
        cells = {"单位性质": unit.printed_nature, "单位规格": unit.rank, "经费保障形式": unit.funding_mode}
        blank = [name for name, value in cells.items() if not value.strip()]
        if unit.name.strip() and blank:
            yield Finding(
                f"“{unit.name}”的{'、'.join(blank)}是空白。",
                (Place(f"机构设置表·{unit.name}", "空白", "organisation", f"unit-{unit.pk}", "organisation.table"),),
                remedy="请补填。",
                severity="W",
            )


def _templates(review: Review) -> Iterator[Finding]:
    blank = [sheet for sheet in performance(review.ledger).sheets if not sheet.sheet.template.strip()]
    if blank:
        yield Finding(
            f"{len(blank)} 个项目绩效目标表的“项目绩效模板”是空白。",
            tuple(at(review, f"sheet:{sheet.project.code}.template", "空白") for sheet in blank),
            remedy="没有使用模板的可以不填。",
            severity="I",
        )
