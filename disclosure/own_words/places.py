"""What the page of own words lists: every place of the document whose words a department may change, by section."""

from __future__ import annotations

from dataclasses import dataclass, replace

from budgets.models import DepartmentalBudget
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from disclosure import formats
from disclosure.composition.compose import Composition, compose
from disclosure.document import Block, Run, Table, block_runs, plain_text
from disclosure.models import BlockText
from disclosure.outline import references
from disclosure.outline.builder import Builder

AFTER = "after:"
KIND_NAMES = {"sentence": "正文", "heading": "标题", "label": "固定文字", "table": "表格", "prose": "本部门填写的内容"}
_OPENING = "标题和开头"


@dataclass(frozen=True)
class WordPlace:
    """A block of the document.

    generated    the standard words as they would print; empty for a table and for the department's own paragraphs
    own          the department's words as they print; "" prints blank, None leaves the standard words
    after        the department's paragraphs behind the block
    takes_own    whether own words may replace it
    takes_after  whether paragraphs may follow it: a cell of a table has no place behind it
    """

    key: str
    name: str
    kind: str
    generated: str = ""
    own: str | None = None
    after: str = ""
    takes_own: bool = True
    takes_after: bool = True

    @property
    def anchor(self) -> str:
        """The id in the list, by which findings point at it."""
        return f"block-{self.key}"

    @property
    def kind_name(self) -> str:
        return KIND_NAMES[self.kind]

    @property
    def is_blank(self) -> bool:
        """It prints nothing, so what was written behind it is not printed either."""
        return self.takes_own and not (self.generated if self.own is None else self.own)


@dataclass(frozen=True)
class WordGroup:
    """A section with its places. The fixed words inside its tables stand apart: there are many and few are changed."""

    title: str
    places: tuple[WordPlace, ...]
    labels: tuple[WordPlace, ...]

    @property
    def changed_labels(self) -> int:
        return sum(label.own is not None for label in self.labels)


@dataclass(frozen=True)
class WordsHere:
    """The words of a composed version, as they print."""

    ledger: Ledger
    composition: Composition

    @classmethod
    def of(cls, budget: DepartmentalBudget) -> WordsHere:
        ledger = Ledger.of(budget)
        return cls(ledger, compose(ledger))

    @property
    def _format(self) -> formats.Format:
        return formats.load(self.ledger.budget.format_key)

    def value(self, amount: Amount) -> str:
        """A figure as a sentence of this format prints it."""
        return Builder(self.ledger, self._format, {}, {}, {}).show(amount)

    def runs(self, stored: str) -> tuple[Run, ...]:
        """Words with {ref} as they print; words with a lone brace as they stand."""
        try:
            tokens = references.to_tokens(stored)
        except references.BadReference:
            tokens = stored
        return references.runs(tokens, self.composition.amounts, self.value, [])

    def shown(self, stored: str) -> str:
        return plain_text(self.runs(stored))

    def place(self, key: str) -> WordPlace | None:
        """The place of that key; None where the document has none."""
        return next(
            (place for group in self.groups() for place in (*group.places, *group.labels) if place.key == key), None
        )

    def groups(self) -> list[WordGroup]:
        """The places by section, in reading order: those that print blank stand where their standard words would."""
        cells, following = self._cells_and_followers()
        starts = {f"{section.key}.heading" for section in self._format.sections}
        found: list[tuple[str, list[WordPlace], list[WordPlace]]] = [(_OPENING, [], [])]
        for key in self.composition.words:
            if key in starts:
                found.append((self.shown(self.composition.words[key].stored), [], []))
            _, places, labels = found[-1]
            if key in cells:
                labels.append(replace(self._of_words(key), takes_after=False))
            else:
                places.extend((self._of_words(key), *following.get(key, ())))
        return [WordGroup(title, tuple(places), tuple(labels)) for title, places, labels in found]

    def _cells_and_followers(self) -> tuple[set[str], dict[str, list[WordPlace]]]:
        """The keys inside tables; and under the key of a word block, the tables and own paragraphs that come after it."""
        cells: set[str] = set()
        following: dict[str, list[WordPlace]] = {}
        last = "title"
        for section in self.composition.document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    cells.update(key for key, _ in block_runs(block))
                    following.setdefault(last, []).append(self._of_block(block, block.caption, "table"))
                elif block.key in self.composition.words:
                    last = block.key
                elif self._after(block.key):
                    following.setdefault(last, []).append(self._of_block(block, plain_text(block.runs), "prose"))
        return cells, following

    def _of_words(self, key: str) -> WordPlace:
        block = self.composition.words[key]
        return WordPlace(
            key, self.shown(block.name), block.kind, self.shown(block.generated),
            None if block.own is None else self.shown(block.own), self._after(key), takes_after=key != "title",
        )  # fmt: skip

    def _of_block(self, block: Block, name: str, kind: str) -> WordPlace:
        return WordPlace(block.key, name, kind, after=self._after(block.key), takes_own=False)

    def _after(self, key: str) -> str:
        return self.ledger.prose.get(f"{AFTER}{key}", "")

    def gone(self) -> list[WordPlace]:
        """Words whose block the document no longer has (the third duty, when there are two): they print nowhere."""
        listed = {place.key for group in self.groups() for place in (*group.places, *group.labels)}
        texts = BlockText.objects.filter(budget=self.ledger.budget).exclude(key__in=self.composition.words)
        places = [WordPlace(text.key, text.key, "label", own=text.text, takes_after=False) for text in texts]
        for key, text in self.ledger.prose.items():
            block = key.removeprefix(AFTER)
            if key.startswith(AFTER) and text.strip() and block not in listed:
                places.append(WordPlace(block, block, "prose", after=text, takes_own=False))
        return places
