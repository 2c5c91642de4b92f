"""Every rule that reads a text takes time in proportion to its length, whatever is written in it, as often as one likes.

Processor time at four times the length is at most some six times that at the length itself. Where even the long text takes
next to nothing, a ratio would only measure the clock.
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.choices import Role
from budgets.composer import composer
from budgets.models import DepartmentalBudget
from budgets.rules.registry import Finding, NotRun, Rule, all_rules
from budgets.statements.ledger import Ledger
from disclosure import foreign
from disclosure.checks.lines import lines
from disclosure.composition.review import Review
from disclosure.foreign.texts import _review
from disclosure.reading.layout.any_layout import take_apart
from disclosure.reading.layout.file_lines import LONGEST_LINE, lines_of
from tests.builders import make_user
from tests.rules_builders import add_prose, own_words

pytestmark = pytest.mark.django_db
REPEATED = (
    "7", "1,", "1.", "1.1.", "1元", "1万元，", "1元。", "1     ", " ", "，", "年", "2019年", "增加", "比上年", "比上年增加1万元，",
    "比上年增加1万元，主要原因是", "支出1万元，比上年增加1万元。", "由于", "由于。", "其中：", "其中：1元", "（", "“", "《", "〔", "[2019]", "壹", "半", "一百",
    "110101199003070011", "110101199003070011 ", "13912345678 ", "协助", "购置", "新增", "有1项", "分为", "包括", "数上年数", "a@", "单价", "Xx", "X-",
    "1万元，比上年增加1%（其中：《2019年“由于主要是", "一般公共预X算", "支出5万元，其中：" + "1元；" * 5_000, "2020年预算1元，2020年决算1元；比上年",
)  # fmt: skip
# Those in which rules over a composed document have most to do; all of them in `make soak`.
IN_OWN_WORDS = (
    "7", "1,", "1元", "1万元，", " ", "2019年", "增加", "比上年增加1万元，", "比上年增加1万元，主要原因是", "其中：1元", "（", "《", "壹", "购置",
    "一般公共预X算",
)  # fmt: skip
SHORT, TIMES, MOST = 4_000, 4, 6.5
LEAST_SECONDS = 0.03
Timed = dict[str, float]


def seconds(deed: Callable[[], Any]) -> float:
    began = time.thread_time()
    deed()
    return time.thread_time() - began


def run(rule: Rule, review: Review) -> None:
    subject: Any = review if rule.needs == "document" else review.ledger
    try:
        for _ in rule.check(subject, **rule.params):
            pass
    except NotRun:
        pass


def timed(review: Callable[[], Review], rules: list[Rule]) -> Timed:
    """What reading the lines takes, and then each rule."""
    gc.collect()
    made = review()
    first = {"lines": seconds(lambda: [line.mentions for line in lines(made)])}
    return first | {rule.id: seconds(lambda rule=rule: run(rule, made)) for rule in rules}


def too_long(make: Callable[[int], Callable[[], Review]], rules: list[Rule], short: int = SHORT) -> dict[str, float]:
    """The rules whose time grows faster than the text. What looks so once is measured again: the least of several counts."""
    few, many = timed(make(short), rules), timed(make(short * TIMES), rules)
    for _ in range(3):
        suspects = {name for name in many if _ratio(few, many, name) > MOST}
        if not suspects:
            return {}
        for least, size in ((few, short), (many, short * TIMES)):
            again = timed(make(size), rules)
            least.update({name: min(least[name], again[name]) for name in suspects})
    return {name: _ratio(few, many, name) for name in many if _ratio(few, many, name) > MOST}


def _ratio(few: Timed, many: Timed, name: str) -> float:
    return many[name] / max(few[name], LEAST_SECONDS / MOST) if many[name] > LEAST_SECONDS else 0.0


def repeated(words: str, length: int) -> str:
    return (words * (length // len(words) + 1))[:length]


def from_elsewhere(ledger: Ledger, text: str) -> Callable[[], Review]:
    """As a document of no known layout: in lines as long as they may be."""
    body = "\n".join(text[at : at + LONGEST_LINE - 2] for at in range(0, len(text), LONGEST_LINE - 2))
    read = take_apart(lines_of(f"青禾县档案馆2021年部门预算公开说明\n一、说明\n支{body}".encode()))
    return lambda: _review(Ledger.of(ledger.budget), read, with_cells=True)


def composed(budget: DepartmentalBudget) -> Callable[[], Review]:
    return lambda: composer().subject(Ledger.of(budget))


def of_texts() -> list[Rule]:
    """Rules over the composed document; those over the rows read no text."""
    return [rule for rule in all_rules() if rule.needs == "document"]


@pytest.mark.parametrize("words", REPEATED)
def test_a_text_from_elsewhere_is_judged_in_proportion(budget: DepartmentalBudget, words: str) -> None:
    ledger = Ledger.of(budget)
    alone = [
        rule
        for rule in of_texts()
        if rule.id.startswith(("R-TXT", "R-STR", "R-CON-2", "R-FMT", "R-SEC", "R-TYPO", "R-CNT", "R-REF"))
    ]
    assert too_long(lambda length: from_elsewhere(ledger, repeated(words, length)), alone) == {}


@pytest.mark.parametrize(
    "words",
    [*IN_OWN_WORDS, *(pytest.param(each, marks=pytest.mark.soak) for each in REPEATED if each not in IN_OWN_WORDS)],
)
def test_own_words_and_prose_are_judged_in_proportion(budget: DepartmentalBudget, words: str) -> None:
    def make(length: int) -> Callable[[], Review]:
        text = repeated(words, length // 3)
        own_words(budget, "three_public.sentence", f"安排{text}")
        add_prose(budget, "other_matters", f"说明{text}")
        add_prose(budget, "duties", f"1、负责{text}")
        return composed(budget)

    assert too_long(make, of_texts(), SHORT * 2) == {}


def reading_again_and_again(review: Review) -> Iterator[Finding]:
    """For each letter every sixteenth that stands behind it."""
    text = "".join(line.text for line in lines(review))
    for at in range(len(text)):
        if sum(1 for letter in text[at::16] if letter == "\u0001"):
            yield Finding("")


def giving_back(review: Review) -> Iterator[Finding]:
    for line in lines(review):
        if re.search(r"\d[\d,]*\.\d{3,}元|1,[\d,]*x", line.text):
            yield Finding("")


@pytest.mark.parametrize("check", [reading_again_and_again, giving_back])
def test_a_rule_that_reads_a_text_again_and_again_is_caught(budget: DepartmentalBudget, check: Any) -> None:
    ledger, planted = Ledger.of(budget), Rule("R-X", "E", "", "", check, needs="document")
    assert "R-X" in too_long(lambda length: from_elsewhere(ledger, repeated("1,", length)), [planted])


@pytest.mark.parametrize("words", ["1万元，", "比上年增加1万元，主要原因是"])
def test_the_page_before_submission_opens_though_a_hundred_thousand_letters_are_alike(
    budget: DepartmentalBudget, words: str
) -> None:
    client = Client()
    client.force_login(make_user("clerk", Role.PREPARER, budget.department))
    address = reverse("entry-submit", kwargs={"budget_pk": budget.pk})
    client.get(address)
    taken = []
    for length in (25_000, 100_000):
        add_prose(budget, "other_matters", repeated(words, length))
        taken.append(seconds(lambda: client.get(address)))
    assert taken[1] / taken[0] < MOST


@pytest.mark.soak
@pytest.mark.parametrize("words", REPEATED)
def test_a_megabyte_is_judged_in_proportion(budget: DepartmentalBudget, words: str) -> None:
    ledger = Ledger.of(budget)
    make = lambda length: from_elsewhere(ledger, repeated(words, length))  # noqa: E731
    assert too_long(make, of_texts(), 100_000) == {}


@pytest.mark.soak
@pytest.mark.parametrize("words", ["比上年增加1万元，", "1万元，", "其中：1元", "1元"])
def test_a_file_of_a_megabyte_is_checked_within_the_limits_of_every_rule(db: None, tmp_path: Any, words: str) -> None:
    path = tmp_path / "说明.txt"
    text = repeated(words, 1_100_000 // len(words.encode()) * len(words))
    rows = (text[at : at + 19_900] for at in range(0, len(text), 19_900))
    path.write_text("青禾县档案馆2021年部门预算公开说明\n一、说明\n" + "\n".join(rows), encoding="utf-8")
    checked = foreign.check(path)
    assert [result.rule.id for result in checked.results if result.reason.startswith("超过核验时限")] == []
