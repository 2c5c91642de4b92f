"""What the import of such a budget says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from budgets.money import plain
from budgets.rules.registry import Result
from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose
from disclosure.reading.hebei import import_report
from disclosure.reading.shanghai.importer import ImportedTables

_SUMS = (
    "revenue.total",
    "expenditure.total",
    "expenditure.basic",
    "expenditure.personnel",
    "expenditure.operating",
    "expenditure.project",
    "operating_costs.total",
    "three_public.total",
    "procurement.total",
)
_SHOWN = 60


def report(imported: ImportedTables, results: list[Result]) -> Iterator[str]:
    yield from _understood(imported)
    yield from _words(imported)
    yield from import_report.findings(results)


def _understood(imported: ImportedTables) -> Iterator[str]:
    budget, said, stored = imported.budget, imported.said, imported.stored
    new = "（新建）"
    yield (
        f"{imported.source.file}：{budget.region.code} {budget.region.name}{new if imported.created_region else ''}，"
        f"{budget.department.code} {budget.department.name}{new if imported.created_department else ''}，"
        f"{budget.fiscal_year}年，第{budget.version}版，格式 {budget.format_key}"
    )
    with_code = sum(1 for item in said.items if item.code)
    yield (
        f"读到：公开表 {len(said.tables)} 张（数值 {stored.cells} 个），单位 {len(said.units)} 个，职责 {len(said.duties)} 段，"
        f"名词 {len(said.glossary)} 个，科目说明 {len(said.items)} 项（对应到科目 {with_code} 项），项目 {len(said.projects)} 个，"
        f"绩效指标 {sum(len(project.targets) for project in said.projects)} 个"
    )
    for table in said.tables:
        yield f"  {table.key} {table.title}（{table.unit}）：{len(table.cells)} 格"
    if stored.classes:
        yield f"目录中没有、已补充的科目：{'，'.join(stored.classes)}"
    amounts = compose(Ledger.of(budget)).amounts
    for ref in _SUMS:
        amount = amounts.get(ref)
        if amount is not None and amount.value is not None:
            yield f"  {amount.name}：{plain(amount.number)} {amount.unit}"
    yield f"未读入或与所印不同：{len(imported.notes)} 处"
    for note in imported.notes:
        yield f"  {note.where}：{note.text}" if note.where else f"  {note.text}"


def _words(imported: ImportedTables) -> Iterator[str]:
    words = imported.words
    names = compose(Ledger.of(imported.budget)).words
    yield f"文字：由数据生成 {words.generated} 处，其中 {len(words.kept)} 处与原文不同，保留原文（或留空）："
    for key, text in words.kept.items():
        yield f"  {key}（{names[key].name if key in names else key}）：{_cut(text) or '（空）'}"
    for key, paragraphs in words.prose.items():
        yield f"  {key}：另存 {len(paragraphs)} 段，版式中没有它们的位置"
    yield f"保留的文字中有金额 {len(words.bound) + len(words.unbound)} 个：已引用数据 {len(words.bound)} 个，未引用 {len(words.unbound)} 个"
    units = Counter("%" if amount.is_rate else "元" for _, amount in words.unbound)
    for line, amount in words.unbound:
        shown = f"{plain(amount.value)}%" if amount.is_rate else f"{plain(amount.value)}（以元计）"
        yield f"  第 {line} 行：“{_cut(amount.label)}” {shown}"
    if units:
        yield f"  其中金额 {units['元']} 个，百分比 {units['%']} 个"
    in_all = len(imported.source.lines)
    yield f"逐段比对：原文说明 {in_all} 段，重现 {in_all - len(imported.missing)} 段；另有 {imported.further} 段原文所无"
    for paragraph in imported.missing:
        yield f"  未重现，第 {paragraph.number} 行：{_cut(paragraph.text)}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
