"""compose: a version's rows become the Document. The one place from which page, files and hash are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assets.statements import assets
from budgets.choices import Base
from budgets.money import UNITS, plain
from budgets.statements.amounts import Amount
from budgets.statements.appropriation import appropriation, compared, items
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.three_public import three_public, three_public_comparison
from disclosure import formats
from disclosure.document import SCHEMA, Block, Document, Heading, Section, Table, canonical_bytes, to_builtins
from disclosure.formats import Format
from disclosure.models import BlockText
from disclosure.outline import SECTIONS, statutory, wording
from disclosure.outline.builder import Builder, WordBlock, with_prose_between
from disclosure.outline.related import related_amounts
from procurement.statements import procurement


@dataclass(frozen=True)
class Composition:
    """A composed document with what it was made of.

    words    every block that own words may replace, in reading order
    amounts  every figure that a sentence may refer to, by reference
    missing  (block, reference) of own words that refer to a figure that is no longer there
    """

    document: Document
    words: dict[str, WordBlock]
    amounts: dict[str, Amount]
    missing: tuple[tuple[str, str], ...]


def compose(ledger: Ledger, *, own_words: bool = True) -> Composition:
    """The document of a version; without own words, the same in the format's standard words."""
    return _composed(ledger, own_words)


@once
def _composed(ledger: Ledger, own_words: bool) -> Composition:
    return _compose(ledger, own_words)


def _compose(ledger: Ledger, own_words: bool) -> Composition:
    budget = ledger.budget
    format_ = formats.load(budget.format_key)
    own = {text.key: text.text for text in BlockText.objects.filter(budget=budget)} if own_words else {}
    amounts = {amount.ref: _in_narrative_unit(amount, format_) for amount in _all_amounts(ledger, format_)}
    builder = Builder(ledger, format_, own, amounts, _common(ledger, format_))
    title = Heading("title", 1, builder.text("title", "标题", "heading"))
    specs = format_.sections_of(is_unit=budget.unit_id is not None)
    sections = tuple(section for spec in specs for section in _sections(builder, spec))
    document = Document(
        schema=SCHEMA,
        format=format_.key,
        region=budget.region_id,
        region_name=budget.region.name,
        fiscal_year=budget.fiscal_year,
        department=budget.department.code,
        unit=budget.unit.code if budget.unit else "",
        phase=budget.phase,
        printed_name=budget.printed_name,
        title=title,
        sections=sections,
    )
    return Composition(document, builder.words, amounts, tuple(builder.missing))


def _sections(builder: Builder, spec: formats.SectionSpec) -> Iterator[Section]:
    if spec.key == "tables":
        yield from _statutory_sections(builder, spec)
        return
    blocks = [*_heading(builder, spec), *SECTIONS[spec.key](builder)]
    found = tuple(with_prose_between(builder, blocks))
    # Pages lie on their side for a wide table; where the package has taken the table, nothing is left to turn them for.
    has_table = any(isinstance(block, Table) for block in found)
    yield Section(spec.key, found, spec.orientation if has_table else "portrait")


def _statutory_sections(builder: Builder, spec: formats.SectionSpec) -> Iterator[Section]:
    """A section for each table, because each has its own orientation on paper; none at all where the version prints no tables."""
    for number, table in enumerate(statutory.printed_tables(builder)):
        blocks = [*(_heading(builder, spec) if number == 0 else ()), *statutory.table_blocks(builder, table)]
        yield Section(f"tables.{table.key}", tuple(with_prose_between(builder, blocks)), table.orientation)


def _heading(builder: Builder, spec: formats.SectionSpec) -> Iterator[Block]:
    if spec.heading:
        yield from builder.heading(f"{spec.key}.heading", 2, source=spec.heading)


def _common(ledger: Ledger, format_: Format) -> dict[str, Any]:
    """What every wording template may speak of."""
    budget = ledger.budget
    month, day = format_.asset_cutoff.split("-")
    return {
        "name": budget.printed_name,
        "year": ledger.year,
        "previous_year": ledger.year - 1,
        "scope": budget.scope_word,
        "money": format_.narrative_unit,
        "region": budget.region,
        "is_new_unit": ledger.is_new_unit,
        "table_scope": _table_scope(format_, budget.scope_word),
        "legal_bases": [
            basis.name
            for basis in format_.legal_bases
            if basis.applies(ledger.year, is_provincial=budget.region.is_provincial)
        ],
        "asset_cutoff": f"{ledger.year - 1}年{int(month)}月{int(day)}日",
        "asset_threshold": f"{plain(Decimal(format_.asset_threshold) / 10_000)}万",
    }


def _table_scope(format_: Format, scope: str) -> str:
    """How titles of tables call their author: some forms say 预算单位 where the text says 单位."""
    words = {"scope": scope}
    return wording.render(format_, "table.scope", words) if format_.label("table.scope") else scope


def _in_narrative_unit(amount: Amount, format_: Format) -> Amount:
    """A sum as sentences give it. The figure stays exact; only what is shown is rounded."""
    if amount.unit != "元" or format_.narrative_unit == "元":
        return amount
    unit = UNITS[format_.narrative_unit]
    return replace(
        amount,
        unit=format_.narrative_unit,
        computed=None if amount.computed is None else amount.computed / unit,
        stated=None if amount.stated is None else amount.stated / unit,
    )


def _all_amounts(ledger: Ledger, format_: Format) -> Iterator[Amount]:
    funds = format_.three_public_funds
    spending, income = expenditure(ledger), revenue(ledger)
    yield from income.amounts()
    yield from spending.amounts()
    yield from operating_costs(ledger).amounts()
    yield from three_public(ledger, funds).amounts()
    yield from procurement(ledger).amounts()
    yield from assets(ledger).amounts()
    yield from appropriation(ledger).amounts()
    for beside_last_year in compared(ledger).values():
        yield from beside_last_year.amounts()
    for item in items(ledger):
        yield from (item.amount, *item.execution.amounts())
    yield from related_amounts(ledger)
    yield from compare(ledger, spending.total, lambda past: expenditure(past).total, base=Base.BUDGET).amounts()
    for comparison in three_public_comparison(ledger, funds).values():
        yield from comparison.amounts()


def document_bytes(document: Document) -> bytes:
    """The canonical JSON of a Document, which is what is hashed."""
    return canonical_bytes(to_builtins(document))
