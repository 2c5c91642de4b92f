"""国有资产信息: the total of the sentence and the table of fixed assets (T14)."""

from __future__ import annotations

import re

from assets.choices import AssetCategory
from budgets.choices import Flag
from disclosure.reading.hebei.overview import this_years
from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import ReadRow
from disclosure.reading.layout.cells import expect, money, number
from disclosure.reading.layout.likeness import is_like
from disclosure.reading.matching.facts import Holding, Label, Money, SourceFacts
from disclosure.reading.matching.names import figure_named

TOTAL = "assets.total"
_NO_NEW = re.compile(r"无新增(?:固定|国有)?资产|(?:没有|未安排)新增(?:固定|国有)?资产")
_NUMBERED = re.compile(r"^\d{1,2}[、.．]\s*")
_HEAD = ("item", "quantity", "value")
_KNOWN = (
    (re.compile(r"^房屋"), AssetCategory.HOUSES),
    (re.compile(r"^(?:公务用)?车辆"), AssetCategory.VEHICLES),
    (re.compile(r"单价.*(?:以上|及以上).*设备"), AssetCategory.EQUIPMENT),
    (re.compile(r"^其[他它](?:固定)?资产"), AssetCategory.OTHER),
)


def read(section: SourceSection, facts: SourceFacts, *, year: int) -> None:
    for words in section.words:
        for amount in this_years(words, year):
            if figure_named(amount.label, ("assets",)):
                facts.totals.setdefault(TOTAL, Money(amount.label, amount.value, words.line))
        if _NO_NEW.search(words.squeezed):
            facts.flags.setdefault(Flag.NO_NEW_ASSETS, words.line)
    # A row of one cell is a title, which is aligned with the paragraphs.
    rows = [row for table in section.tables for row in table.rows if len(row) > 1]
    if rows and (len(rows[0]) == 2 or rows[0][0].squeezed.startswith("编制")):
        _small_print(expect(rows.pop(0), 2, "固定资产占用情况表"), facts)
    if rows and is_like(rows[0][0].text, "项目"):
        head = expect(rows.pop(0), 3, "固定资产占用情况表")
        facts.labels.extend(
            Label(f"assets.head.{key}", cell.text, cell.line) for key, cell in zip(_HEAD, head.cells, strict=True)
        )
    for row in rows:
        if not expect(row, 3, "固定资产占用情况表").is_blank:
            _body(row, facts)


def _small_print(row: ReadRow, facts: SourceFacts) -> None:
    """编制部门：… and 截止时间：…; the name of the department is a block of its own."""
    label, colon, name = row[0].text.replace(":", "：", 1).partition("：")
    facts.labels.append(Label("assets.head.department.label", f"{label.strip()}{colon}", row[0].line))
    facts.labels.append(Label("assets.head.department", name.strip(), row[0].line))
    facts.labels.append(Label("assets.head.cutoff", row[1].text, row[1].line))


def _body(row: ReadRow, facts: SourceFacts) -> None:
    text = " ".join(row[0].text.split("\n"))
    name = _NUMBERED.sub("", text)
    quantity, value = number(row[1], "资产数量"), money(row[2], "资产价值")
    if is_like(name, "资产总额"):
        facts.labels.append(Label("assets.total.label", text, row.line))
        if value is not None:
            facts.totals.setdefault(TOTAL, Money(text, value, row.line))
        return
    category = next((known for pattern, known in _KNOWN if pattern.search(name)), AssetCategory.ADDED)
    if category != AssetCategory.ADDED and any(holding.category == category for holding in facts.holdings):
        category = AssetCategory.ADDED
    facts.holdings.append(Holding(category, text, quantity, value, row.line))
