"""The workbench of the outline: makes blocks out of wording and figures and lets own words take their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from budgets.choices import TablesMode
from budgets.money import grouped, plain
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.text import paragraphs
from disclosure.document import Alignment, Block, Cell, Figure, Heading, Paragraph, ParagraphStyle, Run, Text
from disclosure.formats import Format
from disclosure.formats.statutory import StatutoryTable
from disclosure.outline import references, wording

WordKind = Literal["sentence", "heading", "label"]


@dataclass(frozen=True)
class WordBlock:
    """A generated block that own words may replace.

    name       what it is, for lists
    generated  the standard words, with {ref} where figures stand
    own        the department's words in the same syntax; "" prints blank, None leaves the standard words
    """

    key: str
    name: str
    kind: WordKind
    generated: str
    own: str | None

    @property
    def stored(self) -> str:
        """The words that are printed, with {ref}."""
        return self.generated if self.own is None else self.own


@dataclass
class Builder:
    """Collects, while the outline runs, every word block and every reference that names no figure."""

    ledger: Ledger
    format: Format
    own: dict[str, str]
    amounts: dict[str, Amount]
    common: dict[str, Any]
    words: dict[str, WordBlock] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def year(self) -> int:
        return self.ledger.year

    @cached_property
    def package(self) -> tuple[StatutoryTable, ...]:
        """The statutory tables that are printed as such: none where the version prints none, nor those of the narrative."""
        budget = self.ledger.budget
        if budget.tables_mode == TablesMode.NONE:
            return ()
        tables = self.format.package(self.year, is_unit=budget.unit_id is not None)
        return tuple(table for table in tables if not table.stands_in)

    def packaged(self, shape: str) -> str:
        """The title of the package's table of that shape, which the narrative then leaves to it; "" where it has none."""
        return next((self.title_of(table) for table in self.package if table.shape == shape), "")

    def title_of(self, table: StatutoryTable) -> str:
        return "".join(self.fixed_source(table.title).split())

    def show(self, amount: Amount) -> str:
        """A figure in a sentence: blank is 0."""
        return self._number(amount.number, amount.unit)

    def _number(self, value: Decimal, unit: str) -> str:
        if unit == "万元":
            return grouped(value)
        if unit == "%" and self.format.number_style == "grouped":
            return f"{value:.2f}"
        return grouped(value) if self.format.number_style == "grouped" and unit == "元" else plain(value)

    def text(
        self, key: str, name: str, kind: WordKind, *, wording_key: str = "", source: str = "", **context: Any
    ) -> tuple[Run, ...]:
        """The runs of a block under its key: own words where there are some, else the standard ones.

        source  words that stand in the format's file, in place of a label or wording template
        """
        context = {**self.common, **context}
        words = (
            wording.render_source(source, context)
            if source
            else wording.render(self.format, wording_key or key, context)
        )
        generated = references.to_stored(words)
        block = self.words.get(key)
        if block is None:
            block = self.words[key] = WordBlock(key, name or generated, kind, generated, self.own.get(key))
        vanished: list[str] = []
        try:
            tokens = references.to_tokens(block.stored)
        except references.BadReference:
            tokens = block.stored
        runs = references.runs(tokens, self.amounts, self.show, vanished)
        self.missing.extend((key, ref) for ref in vanished)
        return runs

    def paragraph(
        self, key: str, name: str, *, style: ParagraphStyle = "body", wording_key: str = "", **context: Any
    ) -> Iterator[Block]:
        """A generated paragraph; nothing where its words are empty."""
        kind: WordKind = "sentence" if style == "body" else "label"
        runs = self.text(key, name, kind, wording_key=wording_key, **context)
        if runs:
            yield Paragraph(key, runs, style)

    def heading(self, key: str, level: int, *, wording_key: str = "", **context: Any) -> Iterator[Block]:
        runs = self.text(key, "", "heading", wording_key=wording_key, **context)
        if runs:
            yield Heading(key, level, runs)

    def prose(self, key: str) -> Iterator[Block]:
        """The department's own paragraphs under a key, as it wrote them."""
        yield from own_paragraphs(key, self.ledger.prose.get(key, ""))

    def label(
        self,
        key: str,
        *,
        colspan: int = 1,
        rowspan: int = 1,
        head: bool = True,
        align: Alignment = "center",
        prefix: str = "",
        **context: Any,
    ) -> Cell:
        """A cell with fixed words of the form."""
        wording_key = context.pop("wording_key", "")
        runs = self.text(key, "", "label", wording_key=wording_key, **context)
        if prefix:
            runs = (*self.text(prefix, "", "label"), *runs)
        return Cell(runs, key, colspan, rowspan, head, "text" if runs else "blank", align)

    def label_blank(self, key: str) -> Cell:
        """A place of the form in which nothing can stand."""
        return Cell((), key, state="not-applicable", align="right")

    def fixed(self, wording_key: str) -> str:
        """Words of the form that are part of a block and no block of their own."""
        return wording.render(self.format, wording_key, self.common)

    def fixed_source(self, source: str) -> str:
        return wording.render_source(source, self.common)

    def number(self, amount: Amount, *, colspan: int = 1, key: str = "") -> Cell:
        """A cell with a figure; blank where there is none."""
        if amount.value is None:
            return Cell((), key or amount.ref, colspan, state="blank", align="right")
        shown = self._number(amount.value, amount.unit)
        return Cell((references.figure(amount, shown),), key or amount.ref, colspan, state="number", align="right")


def words_cell(
    key: str, text: str, *, colspan: int = 1, rowspan: int = 1, head: bool = False, align: Alignment = "left"
) -> Cell:
    """A cell with the department's words. Line breaks inside a cell are joined: a cell is one line of the document."""
    joined = "".join(paragraphs(text))
    return Cell((Text(joined),) if joined else (), key, colspan, rowspan, head, "text" if joined else "blank", align)


def figure_cell(key: str, name: str, value: Decimal | None, shown: str, unit: str, *, colspan: int = 1) -> Cell:
    """A cell with a number that is no amount of the ledger (a percentage of the plan, a target)."""
    if value is None:
        return words_cell(key, shown, colspan=colspan, align="center")
    return Cell((Figure(key, name, plain(value), unit, shown),), key, colspan, state="number", align="center")


def own_paragraphs(key: str, text: str) -> Iterator[Block]:
    for number, line in enumerate(paragraphs(text), 1):
        yield Paragraph(f"{key}.{number}", (Text(line),))


def with_prose_between(builder: Builder, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, and after each the department's paragraphs that fit no block of the form."""
    for block in blocks:
        yield block
        yield from builder.prose(f"after:{block.key}")
