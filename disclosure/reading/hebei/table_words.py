"""The words of the form inside tables, as the source prints them: one for each block that own words can replace."""

from __future__ import annotations

from collections.abc import Iterator

from assets.choices import AssetCategory
from budgets.text import squeeze
from disclosure.composition.compose import Composition
from disclosure.reading.matching.facts import Label, SourceFacts

_FORM_ROWS = (AssetCategory.HOUSES, AssetCategory.VEHICLES, AssetCategory.EQUIPMENT)


def labels_of(facts: SourceFacts, composition: Composition) -> Iterator[Label]:
    """Each label once. One that stands in several tables is the form's where any of them prints it so."""
    by_key: dict[str, list[Label]] = {}
    for label in (*facts.labels, *_asset_rows(facts)):
        by_key.setdefault(label.key, []).append(label)
    for key, labels in by_key.items():
        block = composition.words.get(key)
        if block and all(squeeze(label.text) != squeeze(block.generated) for label in labels):
            yield labels[0]


def _asset_rows(facts: SourceFacts) -> Iterator[Label]:
    """The rows by their number in the composed table; a row of the form that the source leaves out has no words."""
    if not facts.holdings:
        return
    fixed = {holding.category: holding for holding in facts.holdings if holding.category != AssetCategory.ADDED}
    added = [holding for holding in facts.holdings if holding.category == AssetCategory.ADDED]
    ordered = [*(fixed.get(category) for category in _FORM_ROWS), *added, fixed.get(AssetCategory.OTHER)]
    for number, holding in enumerate(ordered, 1):
        yield Label(
            f"assets.row.{number}.label",
            holding.name if holding else "",
            holding.line if holding else facts.holdings[0].line,
        )
