"""Which rules can judge what was read from elsewhere: each says what it reads, and what of that is enough by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from budgets.rules import execution, registry
from budgets.rules.judge import decisions_on
from budgets.rules.reads import NOTHING, Reads
from budgets.rules.registry import Result, Rule
from disclosure.checks.grids import called
from disclosure.composition.review import Review


@dataclass(frozen=True)
class AtHand:
    """What was read, where it is not a whole document.

    alone     Reads.WORDS or Reads.TABLES: only the rules for which that is enough judge it; NOTHING: every rule does
    lacking   why the others do not
    unknown   what the document does not say → why the rules that read it do not judge
    tables    the official tables that were read
    """

    alone: Reads = NOTHING
    lacking: str = ""
    unknown: Mapping[Reads, str] = field(default_factory=dict)
    tables: Collection[str] = ()

    def missing(self, rule: Rule) -> str:
        """Why the rule cannot judge it; empty where it can."""
        if self.alone not in rule.alone:
            return self.lacking
        if self.alone is Reads.TABLES and (unread := [key for key in rule.tables if key not in self.tables]):
            return f"没有读入公开表 {'、'.join(map(called, unread))}，没有核验"
        return next((why for what, why in self.unknown.items() if what in rule.reads), "")


EVERYTHING = AtHand()


def judged(review: Review, at_hand: AtHand = EVERYTHING) -> Iterator[Result]:
    """The result of every rule, in the order of their ids, as the region named by budgets.rules.judge.as_in has set them."""
    decisions = decisions_on(review.ledger.budget)
    for rule in registry.all_rules():
        if why := at_hand.missing(rule):
            yield Result(rule, "not-run", why)
        else:
            yield from execution.run([rule], {"budget": review.ledger, "document": review}, decisions)
