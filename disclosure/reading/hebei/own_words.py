"""Generates first, then compares: what the source says in the standard words is not stored, only what differs is.

A paragraph in place of a block becomes its own words (BlockText), a block that the source leaves out becomes an
empty one, a paragraph that fits no block becomes prose behind the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from budgets.models import DepartmentalBudget, Prose
from budgets.statements.ledger import Ledger
from budgets.text import squeeze
from disclosure.composition.compose import Composition, compose
from disclosure.document import Heading, Section, Table, plain_text
from disclosure.models import BlockText
from disclosure.outline.builder import WordBlock
from disclosure.reading.hebei.sections import Source
from disclosure.reading.hebei.table_words import labels_of
from disclosure.reading.hebei.tables import pieces_of
from disclosure.reading.matching.alignment import Piece, align
from disclosure.reading.matching.amounts import Labelled
from disclosure.reading.matching.binding import Bound, bind, escaped
from disclosure.reading.matching.facts import Label, SourceFacts
from disclosure.reading.matching.rows import DraftRows


@dataclass
class OwnWords:
    """What the comparison found.

    generated  how many blocks the form generates
    kept       key → own words, in reading order
    prose      key → paragraphs that fit no block
    bound      amounts in own words that became references, as (line, amount)
    unbound    amounts that stayed words, likewise
    """

    generated: int = 0
    kept: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    prose: dict[str, list[str]] = field(default_factory=dict)
    bound: list[tuple[int, Labelled]] = field(default_factory=list)
    unbound: list[tuple[int, Labelled]] = field(default_factory=list)


def compare(budget: DepartmentalBudget, source: Source, facts: SourceFacts) -> OwnWords:
    """Own words and prose of the source beside the document as the stored rows generate it. Stores nothing."""
    composition = compose(Ledger.of(budget), own_words=False)
    found = _HebeiComparison(composition)
    found.words("title", source.title.text, source.title.line)
    for section in composition.document.sections:
        if section.key in source.sections:
            found.section(section, pieces_of(source.sections[section.key]))
    for label in labels_of(facts, composition):
        found.label(label)
    found.result.generated = len(composition.words)
    order = {key: position for position, key in enumerate(composition.words)}
    found.result.kept = dict(sorted(found.result.kept.items(), key=lambda item: order[item[0]]))
    return found.result


def store(budget: DepartmentalBudget, words: OwnWords) -> None:
    """Writes them, inside the caller's `editing`."""
    rows = DraftRows(budget, first=Prose.objects.filter(budget=budget).count())
    for key, text in words.kept.items():
        rows.add(BlockText, words.lines.get(key, 0), key=key, text=text)
    for key, paragraphs in words.prose.items():
        rows.add(Prose, words.lines.get(key, 0), key=key, text="\n".join(paragraphs))
    rows.store(BlockText, Prose)


class _HebeiComparison:
    def __init__(self, composition: Composition) -> None:
        self.composition = composition
        self.result = OwnWords()

    def section(self, section: Section, source: Sequence[Piece]) -> None:
        form = list(_pieces(section, self.composition.words))
        pairs = dict(align(form, source))
        partner = {j: i for i, j in pairs.items()}
        for i, piece in enumerate(form):
            if i in pairs:
                if not piece.is_table:
                    self.words(piece.key, source[pairs[i]].text, source[pairs[i]].line)
            elif piece.flexible:
                self.result.kept[piece.key] = ""
        anchor = ""
        early: list[Piece] = []
        for j, piece in enumerate(source):
            if j in partner:
                anchor = form[partner[j]].key
            elif anchor:
                self._prose(anchor, piece)
            else:
                early.append(piece)
        if early:
            self._before_all(form, pairs, early)

    def words(self, key: str, text: str, line: int) -> None:
        """Keeps the words of a block where they are not the standard ones. Blocks that hold the department's prose have none."""
        block = self.composition.words.get(key)
        if block is None:
            return
        if block.kind != "sentence":
            self._keep(block, escaped(text), line)
            return
        bound = self._bind(text, block.generated)
        if self._keep(block, bound.text, line):
            self.result.bound.extend((line, amount) for amount in bound.bound)
            self.result.unbound.extend((line, amount) for amount in bound.unbound)

    def label(self, label: Label) -> None:
        block = self.composition.words.get(label.key)
        if block is not None:
            self._keep(block, escaped(label.text), label.line)

    def _bind(self, text: str, generated: str) -> Bound:
        composition = self.composition
        return bind(text, generated=generated, amounts=composition.amounts, year=composition.document.fiscal_year)

    def _keep(self, block: WordBlock, stored: str, line: int) -> bool:
        if squeeze(stored) == squeeze(block.generated):
            return False
        self.result.kept[block.key] = stored
        self.result.lines[block.key] = line
        return True

    def _prose(self, anchor: str, piece: Piece) -> None:
        key = f"after:{anchor}"
        self.result.prose.setdefault(key, []).extend(piece.text.split("\n"))
        self.result.lines.setdefault(key, piece.line)
        self._literal(piece)

    def _literal(self, piece: Piece) -> None:
        bound = bind(piece.text, generated="", amounts={}, year=self.composition.document.fiscal_year)
        self.result.unbound.extend((piece.line, amount) for amount in bound.unbound if not amount.is_rate)

    def _before_all(self, form: Sequence[Piece], pairs: dict[int, int], early: Sequence[Piece]) -> None:
        """Nothing stands before a section's first block: such paragraphs become its first lines."""
        first = next((piece for i, piece in enumerate(form) if i in pairs and piece.flexible), None)
        if first is None:
            return
        present = self.result.kept.get(first.key, self.composition.words[first.key].generated)
        lines = []
        for piece in early:
            bound = self._bind(piece.text, "")
            lines.append(bound.text)
            self.result.bound.extend((piece.line, amount) for amount in bound.bound)
            self.result.unbound.extend((piece.line, amount) for amount in bound.unbound)
        self.result.kept[first.key] = "\n".join([*lines, present])
        self.result.lines[first.key] = early[0].line


def _pieces(section: Section, words: dict[str, WordBlock]) -> Iterable[Piece]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield Piece("", block.key, is_table=True)
        else:
            yield Piece(
                plain_text(block.runs),
                block.key,
                flexible=block.key in words,
                is_heading=isinstance(block, Heading) or (block.key in words and words[block.key].kind != "sentence"),
            )
