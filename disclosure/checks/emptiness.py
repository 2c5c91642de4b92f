"""Empty tables and the sentences that say so. R-EMP-1 to R-EMP-4, L14: 没有数据的表格应当列出空表并说明."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assets.statements import HoldingRow, assets
from budgets.choices import FundKind
from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.three_public import three_public
from disclosure import formats
from disclosure.checks.grids import called
from disclosure.checks.lines import are_the_systems, at, first_key, lines, sentence_lines, sentences, subject_text
from disclosure.composition.review import Review
from disclosure.document import Figure, Table, plain_text
from procurement.statements import procurement

NIL = Patterns(("未安排", "未编制", "未发生", "未使用", "没有", "不涉及", "空表", "无(?![形法论关障偿偏])"))
NO_ASSETS = Patterns((r"总额(为)?\s*0(\.0+)?\s*元", "(没有|无)(占用|占有使用)?(的)?(固定|国有)资产"))
_PROCUREMENT = ("procurement.sentence", "related.procurement")
_STATUTORY = re.compile(r"T\d\d")
FUND_WORDS = {FundKind.GOVERNMENT_FUNDS: "政府性基金", FundKind.STATE_CAPITAL: "国有资本经营"}


def says_nil(text: str, about: str = "", *, nil: Patterns = NIL) -> bool:
    """Whether a sentence of the text says that there is none, or that it is 0 元, of that if it is named."""
    return any(
        about in sentence
        and (nil.search(sentence) or re.search(rf"{about}[^，；\d]*(?<![\d.])0(\.0+)?\s*万?元", sentence))
        for sentence in sentences(text)
    )


def _procurement_is_nil(review: Review) -> bool:
    """A form without the table gives the sum alone."""
    data = procurement(review.ledger)
    if any(row.cells["total"] for row in data.rows):
        return False
    return _prints(review, "procurement.table") or not data.total.number


def _used_funds(ledger: Ledger) -> set[str]:
    """Funds of the lines, and those of which an official table prints an expenditure."""
    of_lines = {fund_kind(line) for line in ledger.expenditure if line.amount}
    return of_lines | {fund.value for fund in FUND_WORDS if ledger.printed(f"expenditure.fund:{fund.value}")}


def _prints(review: Review, key: str) -> bool:
    return any(block.key == key for block in review.document.blocks())


def _assets_are_blank(review: Review) -> bool:
    return all(row.quantity.value is None and row.value.value is None for row in assets(review.ledger).rows)


@rule(
    "R-EMP-1",
    "W",
    "空表有说明",
    basis="基层政务公开标准目录：没有数据的表格应当列出空表并说明",
    reads=Reads.LINES | Reads.DOCUMENT | Reads.WORDS,
    firm="E",
    answers={Question.EMPTY_TABLES: Bearing.DECIDES, Question.PROCUREMENT: Bearing.DENIES},
    needs="document",
    example="“政府性基金预算支出表”没有一个数，表下也没有“本表为空表”的说明。",
    satisfy="空表下保留标准的空表说明；有数据的请填写数据。",
    nil=NIL,
    no_assets=NO_ASSETS,
)
def empty_tables_are_explained(review: Review, *, nil: Patterns, no_assets: Patterns) -> Iterator[Finding]:
    scope, year = review.ledger.budget.scope_word, review.ledger.year
    text = subject_text(review, "procurement")
    if _procurement_is_nil(review) and not says_nil(text, nil=nil):
        has_table = _prints(review, "procurement.table")
        yield Finding(
            "政府采购预算表没有数据，文字也没有说明未安排政府采购预算。"
            if has_table
            else "没有政府采购预算，文字也没有说明未安排。",
            (
                *([Place("政府采购预算表", "空表", "procurement", "", "procurement.table")] if has_table else ()),
                at(review, first_key(review, *_PROCUREMENT), text or "空白"),
            ),
            remedy=f"没有采购的，请写明“{year}年，我{scope}未安排政府采购预算，下表为空表”；有采购的，请填写采购项目。",
            is_firm=are_the_systems(review, sentence_lines(review, "procurement")),
        )
    if (
        _prints(review, "assets.table")
        and _assets_are_blank(review)
        and not no_assets.search(subject_text(review, "assets"))
    ):
        yield Finding(
            "固定资产占用情况表没有数据，文字也没有说明没有固定资产。",
            (Place("固定资产占用情况表", "空表", "assets", "", "assets.table"),),
            remedy="请填写固定资产；没有的请填 0。",
            is_firm=are_the_systems(review, sentence_lines(review, "assets")),
        )
    yield from _statutory(review, nil)


def _statutory(review: Review, nil: Patterns) -> Iterator[Finding]:
    for block in review.document.blocks():
        if not isinstance(block, Table) or not _STATUTORY.fullmatch(block.key):
            continue
        note = review.composition.words.get(f"{block.key}.note")
        if not _has_figures(block) and not (note and nil.search(note.stored)):
            yield Finding(
                f"“{block.caption}”是空表，表下没有说明。",
                (at(review, f"{block.key}.note", "空白", block.caption),),
                remedy="请在表下写明为什么是空表，或恢复标准文字。",
                is_firm=are_the_systems(review) and not (note and note.stored.strip()),
            )


def _has_figures(table: Table) -> bool:
    return any(isinstance(run, Figure) and run.number for row in table.body for cell in row.cells for run in cell.runs)


@rule(
    "R-EMP-2",
    "W",
    "没有数据的栏目填 0",
    basis="基层政务公开标准目录：没有数据的表格应当列出空表并说明",
    reads=Reads.LINES | Reads.WORDS,
    firm="E",
    needs="document",
    example="文字说明没有公务接待费，表中该栏却是空白，没有填 0。",
    satisfy="没有发生的栏目填 0；不适用的栏目保持空白并说明。",
    no_assets=NO_ASSETS,
)
def mandatory_cells_print_zero(review: Review, *, no_assets: Patterns) -> Iterator[Finding]:
    """A blank in the table of assets leaves open whether there is none or nobody counted."""
    if not _prints(review, "assets.table"):
        raise NotRun("本格式没有固定资产占用情况表")
    note = review.composition.words.get("T14.note")
    if _assets_are_blank(review) and note and note.own is None and no_assets.search(note.generated):
        yield Finding(
            "固定资产没有填写，文件却会写“没有占用固定资产”：没有填不等于没有。",
            (Place("固定资产占用情况表", "空表", "assets", "", "assets.table"),),
            remedy="请填写各类固定资产的数量和价值；确实没有的，每一行填 0。",
            is_firm=True,
        )
        return
    rows = [row for row in assets(review.ledger).rows if row.quantity.value is None or row.value.value is None]
    if rows and (not _assets_are_blank(review) or no_assets.search(subject_text(review, "assets"))):
        yield Finding(
            f"固定资产占用情况表有 {len(rows)} 行空白，没有的应填 0。",
            tuple(_asset_place(row) for row in rows),
            remedy="请填写数量和价值，没有的填 0。",
        )


def _asset_place(row: HoldingRow) -> Place:
    blank = [name for name, amount in (("数量", row.quantity), ("价值", row.value)) if amount.value is None]
    anchor = f"asset-{row.holding.pk}" if row.key.startswith("added") and row.holding else f"asset-{row.category.value}"
    return Place(f"固定资产占用情况表·{row.name}", f"{'、'.join(blank)}空白", "assets", anchor, "assets.table")


@rule(
    "R-EMP-3",
    "W",
    "“无”的说明与数据一致",
    basis="基层政务公开标准目录：没有数据的表格应当列出空表并说明",
    reads=Reads.LINES | Reads.DOCUMENT | Reads.WORDS,
    answers={Question.EMPTY_TABLES: Bearing.DENIES, Question.PROCUREMENT: Bearing.DENIES},
    needs="document",
    example="表下写“无政府性基金，故本表为空表”，表中却有 50000元。",
    satisfy="有数据的删去空表说明，没有数据的核对明细的资金性质；说明中的资金名称要与本表一致。",
    nothing_planned=("未安排", "空表", "没有安排"),
    called_empty=Patterns(("[本此该]表(?:格)?[为是](?:空表|空)", "[本此该]表(?:没有|无)数据")),
)
def nil_statements_are_true(
    review: Review, *, nothing_planned: tuple[str, ...], called_empty: Patterns
) -> Iterator[Finding]:
    """A nil statement copied from elsewhere: it denies what the table shows, or stands under the other fund's table."""
    text = subject_text(review, "procurement")
    if not _procurement_is_nil(review) and any(words in text for words in nothing_planned):
        yield Finding(
            "文字说未安排政府采购，政府采购预算表却有数据。",
            (
                at(review, first_key(review, *_PROCUREMENT), text),
                Place("政府采购预算表", "有数据", "procurement", "", "procurement.table"),
            ),
            remedy="请改正文字或数据。",
        )
    used = _used_funds(review.ledger)
    for line in lines(review):
        if line.subject != "overview" or line.kind != "body":
            continue
        for sentence in sentences(line.text):
            for fund, words in FUND_WORDS.items():
                if fund in used and words in sentence and re.search(rf"(没有|未|无)[^，]*{words}", sentence):
                    yield Finding(
                        f"文字说没有{words}安排的支出，支出明细中却有：“{sentence}”。",
                        (at(review, line.key, sentence),),
                        remedy="请改正文字或支出明细的资金性质。",
                    )
    yield from _filled_though_called_empty(review, called_empty)
    yield from _wrong_notes(review)


def _filled_though_called_empty(review: Review, called_empty: Patterns) -> Iterator[Finding]:
    """…，故本表为空表 under a statutory table that has figures."""
    for section in review.document.sections:
        table: Table | None = None
        for block in section.blocks:
            if isinstance(block, Table):
                table = block if _STATUTORY.fullmatch(block.key) and _has_figures(block) else None
            elif table is not None and called_empty.search(text := plain_text(block.runs)):
                yield Finding(
                    f"“{table.caption}”有数据，表下却写“{text}”。",
                    (at(review, block.key, text), at(review, table.key, "有数据", table.caption)),
                    remedy="请删去空表说明；确实没有数据的，请核对表中的数。",
                )


def _wrong_notes(review: Review) -> Iterator[Finding]:
    for table in formats.load(review.ledger.budget.format_key).statutory:
        note = review.composition.words.get(f"{table.key}.note")
        if note is None or note.own is None or len(table.funds) != 1:
            continue
        own = FUND_WORDS.get(FundKind(table.funds[0]))
        others = [words for fund, words in FUND_WORDS.items() if words in note.stored and fund != table.funds[0]]
        if others and (own is None or own not in note.stored):
            yield Finding(
                f"“{called(table.key)}”表下的说明写的是{others[0]}，不是本表的资金。",
                (at(review, f"{table.key}.note", note.stored),),
                remedy="请改为本表的说明。",
            )


@rule(
    "R-EMP-4",
    "W",
    "没有使用的资金有说明",
    basis="预算法实施条例第五条",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.EMPTY_TABLES: Bearing.DENIES},
    needs="document",
    example="全年没有国有资本经营预算支出，全文也没有一句话说明没有使用这项资金。",
    satisfy="恢复标准文字，写明没有使用政府性基金、国有资本经营预算，没有政府采购和“三公”经费的也要说明。",
    nil=NIL,
)
def nil_funds_are_stated(review: Review, *, nil: Patterns) -> Iterator[Finding]:
    """政府性基金 and 国有资本经营预算 that are not used, and “三公” of nothing, must be said; procurement is R-EMP-1's."""
    ledger = review.ledger
    used = _used_funds(ledger)
    text = "\n".join(
        line.text for line in lines(review) if line.subject != "glossary" and line.kind in {"body", "label"}
    )
    for fund, words in FUND_WORDS.items():
        if fund not in used and not says_nil(text, words, nil=nil):
            yield Finding(
                f"没有使用{words}预算安排的支出，全文没有说明。",
                (
                    at(
                        review,
                        first_key(review, "overview.nil_funds", "explanation.expenditure"),
                        "空白",
                        f"{words}预算的说明",
                    ),
                ),
                remedy=f"请写明“{ledger.year}年，我{ledger.budget.scope_word}没有使用{fund.label}拨款安排的支出”，或恢复标准文字。",
            )
    total = three_public(ledger, formats.load(ledger.budget.format_key).three_public_funds).total
    section = subject_text(review, "three_public")
    if not total.number and section and not re.search(r"(?<![\d.])0(\.0+)?\s*[万元]|未安排|没有|无", section):
        yield Finding(
            "没有安排“三公”经费，文字没有说明。",
            (at(review, first_key(review, "three_public.sentence", "related.three_public.total"), section),),
            remedy="请写明“三公”经费为 0 元。",
        )
