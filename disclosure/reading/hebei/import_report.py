"""What an import says of itself: what it understood, what it kept, what it could not bind, what the rules found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from budgets.money import plain
from budgets.rules.registry import SEVERITY_NAMES, Result
from budgets.statements.ledger import Ledger
from budgets.text import squeeze
from disclosure.composition.compose import compose
from disclosure.reading.hebei.importer import Imported

_SUMS = (
    "revenue.total",
    "expenditure.total",
    "expenditure.basic",
    "expenditure.personnel",
    "expenditure.operating",
    "expenditure.project",
    "expenditure.unassigned",
    "operating_costs.total",
    "three_public.total",
    "procurement.total",
    "assets.total",
)
_SHOWN = 60


def report(imported: Imported, results: list[Result]) -> Iterator[str]:
    yield from _understood(imported)
    yield from _words(imported)
    yield from _reproduced(imported)
    yield from findings(results)


def _understood(imported: Imported) -> Iterator[str]:
    budget, facts = imported.budget, imported.facts
    new = "（新建）"
    yield (
        f"{imported.source.file}：{budget.region.code} {budget.region.name}{new if imported.created_region else ''}，"
        f"{budget.department.code} {budget.department.name}{new if imported.created_department else ''}，"
        f"{budget.fiscal_year}年，第{budget.version}版"
    )
    yield (
        f"读到：单位 {len(facts.units)} 个，部门职责 {len(facts.duties)} 项，绩效目标表 {len(facts.sheets)} 张"
        f"（绩效指标 {sum(len(sheet.indicators) for sheet in facts.sheets)} 个），有金额的项目 {len(facts.projects)} 个，"
        f"机关运行经费 {len(facts.operating)} 项，采购 {len(facts.purchases)} 行，资产 {len(facts.holdings)} 行，名词 {len(facts.glossary)} 个"
    )
    amounts = compose(Ledger.of(budget)).amounts
    for ref in _SUMS:
        amount = amounts.get(ref)
        if amount is not None and amount.value is not None:
            stated = (
                f"（原文所印；明细得 {plain(amount.computed or amount.number * 0)}）"
                if amount.stated is not None
                else ""
            )
            yield f"  {amount.name}：{plain(amount.number)} {amount.unit}{stated}"


def _words(imported: Imported) -> Iterator[str]:
    words = imported.words
    names = compose(Ledger.of(imported.budget)).words
    yield f"文字：由数据生成 {words.generated} 处，其中 {len(words.kept)} 处与原文不同，保留原文（或留空）："
    for key, text in words.kept.items():
        shown = text.replace("\n", "／")
        yield f"  {key}（{names[key].name if key in names else key}）：{_cut(shown) or '（空）'}"
    for key, paragraphs in words.prose.items():
        yield f"  {key}：另存 {len(paragraphs)} 段，版式中没有它们的位置"
    yield f"保留的文字中有金额 {len(words.bound) + len(words.unbound)} 个：已引用数据 {len(words.bound)} 个，未引用 {len(words.unbound)} 个"
    for line, amount in words.unbound:
        yield (
            f"  第 {line} 行：“{_cut(amount.label)}” {plain(amount.value)}（以元计）"
            if not amount.is_rate
            else f"  第 {line} 行：“{_cut(amount.label)}” {plain(amount.value)}%"
        )


def _reproduced(imported: Imported) -> Iterator[str]:
    in_all = len(imported.source.lines)
    yield f"逐行比对：原文 {in_all} 行，重现 {in_all - len(imported.missing)} 行；另有 {imported.further} 行原文所无"
    for line in imported.missing:
        yield f"  未重现，第 {line.number} 行：{_cut(squeeze(line.text))}"


def findings(results: list[Result]) -> Iterator[str]:
    """Every finding with its rule; a rule that could not judge says so."""
    outcomes = Counter(result.outcome for result in results)
    failed = [result for result in results if result.outcome == "fail"]
    found: Counter[str] = Counter(result.severity_of(finding) for result in failed for finding in result.findings)
    yield (
        f"核验：规则 {len(results)} 条，通过 {outcomes['pass']} 条，未能核验 {outcomes['not-run']} 条；"
        + "，".join(f"{name} {found[severity]} 处" for severity, name in SEVERITY_NAMES.items())
    )
    for severity, name in SEVERITY_NAMES.items():
        for result in failed:
            for finding in result.findings:
                if result.severity_of(finding) == severity:
                    yield f"  [{name}] {result.rule.id} {finding.message}"
    for result in results:
        if result.outcome == "not-run":
            yield f"  [未核验] {result.rule.id} {result.rule.title}：{result.reason}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
