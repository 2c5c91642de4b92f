"""The classes that lines name: depth, validity, fit. R-COD-1 to R-COD-6, L4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from budgets.checks import official_codes, printed_names
from budgets.checks.evidence import shown
from budgets.checks.official_codes import CodedRow
from budgets.choices import BASIC_KINDS, PROJECT_KINDS, LineKind, UnitNature
from budgets.models import EconomicClass, FunctionalClass
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, Severity, rule
from budgets.statements.ledger import Ledger
from budgets.statements.lines import ReceivedLine, SpentLine
from budgets.statements.operating_costs import label_of

Line = SpentLine | ReceivedLine
_FUNCTIONAL = re.compile(r"\d{3}|\d{5}|\d{7}")
_ECONOMIC = re.compile(r"\d{3}|\d{5}|\d{5}(\+\d{5})+")


def place_of(line: Line, label: str = "") -> Place:
    if isinstance(line, ReceivedLine):
        return Place(
            label or str(line.printed_label or line.fund or "收入"), shown(line.amount), "revenue", f"revenue-{line.pk}"
        )
    part = "projects" if line.kind in PROJECT_KINDS else "basic"
    name = line.project.name if line.project else line.get_kind_display() if line.economic is None else label_of(line)
    return Place(label or name, shown(line.amount), part, f"line-{line.pk}")


def _lines(ledger: Ledger) -> tuple[SpentLine, ...]:
    if not ledger.expenditure:
        raise NotRun("尚未填写支出")
    return ledger.expenditure


def _classified(ledger: Ledger) -> Iterator[tuple[Line, FunctionalClass | EconomicClass]]:
    lines: tuple[Line, ...] = (*ledger.revenue, *ledger.expenditure)
    for line in lines:
        if line.functional:
            yield line, line.functional
        if isinstance(line, SpentLine) and line.economic:
            yield line, line.economic


def _only_rows(ledger: Ledger) -> list[CodedRow]:
    """The rows of official tables, where no line names a class."""
    return [] if any(True for _ in _classified(ledger)) else official_codes.rows(ledger)


def _by_class(
    ledger: Ledger, is_wrong: Callable[[FunctionalClass | EconomicClass], bool]
) -> Iterator[tuple[FunctionalClass | EconomicClass, list[Line]]]:
    groups: dict[str, tuple[FunctionalClass | EconomicClass, list[Line]]] = {}
    for line, of_line in _classified(ledger):
        if is_wrong(of_line):
            groups.setdefault(f"{type(of_line).__name__} {of_line.pk}", (of_line, []))[1].append(line)
    if not groups and not any(True for _ in _classified(ledger)):
        raise NotRun("收支明细都没有填写科目")
    yield from groups.values()


@rule(
    "R-COD-1",
    "E",
    "科目编码的位数",
    basis="政府收支分类科目",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    example="功能分类科目填成“20103080”，共 8 位；功能分类只有 3、5、7 位。",
    satisfy="从目录中选择科目，不手工改动编码；读入的公开表同时要有该科目的上级。",
)
def codes_have_the_right_length(ledger: Ledger) -> Iterator[Finding]:
    if rows := _only_rows(ledger):
        yield from official_codes.wrong(rows)
        return

    def is_wrong(of_line: FunctionalClass | EconomicClass) -> bool:
        pattern = _FUNCTIONAL if isinstance(of_line, FunctionalClass) else _ECONOMIC
        return not pattern.fullmatch(of_line.code)

    for of_line, lines in _by_class(ledger, is_wrong):
        yield Finding(
            f"科目编码“{of_line.code}”的位数不对：功能分类为 3、5、7 位，经济分类为 3、5 位。",
            tuple(place_of(line, str(of_line)) for line in lines),
            remedy="请选择正确的科目。",
        )


@rule(
    "R-COD-2",
    "E",
    "科目在当年目录中",
    basis="政府收支分类科目",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    example="2022年预算使用编码“2010308”，名称却写成“来访事务”，与目录不同。",
    satisfy="按当年政府收支分类科目选择编码和名称；目录中没有的科目请向财政部门核实。",
)
def classes_are_of_the_official_list(ledger: Ledger) -> Iterator[Finding]:
    """The lists at hand are incomplete, so an unknown code is a warning, also one that an import brought along.

    A line takes its name from the list: no name can differ. One that a table from elsewhere prints can.
    """
    lines_are_judged = not ledger.printed_classes or any(True for _ in _classified(ledger))
    for of_line, lines in _by_class(ledger, lambda of_line: not of_line.is_listed) if lines_are_judged else ():
        yield Finding(
            f"科目“{of_line}”不在系统的{ledger.year}年目录中。",
            tuple(place_of(line, str(of_line)) for line in lines),
            remedy="请与政府收支分类科目核对编码和名称。",
            severity="W",
        )
    yield from printed_names.differing(ledger.printed_classes, ledger.year)


@rule(
    "R-COD-3",
    "W",
    "科目在预算年度有效",
    basis="政府收支分类科目",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    example="2024年预算仍使用上一年已停用的科目“2010308 信访事务”。",
    satisfy="改用当年有效的科目；目录的起止年度标为待核实的，与当年科目书核对后说明。",
)
def classes_are_valid_in_the_year(ledger: Ledger) -> Iterator[Finding]:
    year = ledger.year
    if rows := _only_rows(ledger):
        yield from official_codes.outdated(rows, year)
        return

    def is_wrong(of_line: FunctionalClass | EconomicClass) -> bool:
        return bool(
            (of_line.valid_from and of_line.valid_from > year) or (of_line.valid_to and of_line.valid_to < year)
        )

    for of_line, lines in _by_class(ledger, is_wrong):
        years = f"{of_line.valid_from or ''}—{of_line.valid_to or ''}"
        unsure = of_line.is_doubted
        yield Finding(
            f"科目“{of_line}”的使用年度为 {years}{'（目录的起止年度待核实）' if unsure else ''}，{year}年不使用。",
            tuple(place_of(line, str(of_line)) for line in lines),
            remedy=f"请与{year}年的政府收支分类科目核对。" if unsure else f"请改用{year}年的科目。",
            severity="I" if unsure else None,
        )


@rule(
    "R-COD-4",
    "E",
    "功能分类到项，基本支出经济分类到款",
    basis="预算法第四十六条；预算法实施条例第六条",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    answers={Question.DETAILED: Bearing.DECIDES},
    example="一笔支出只填到“20103 政府办公厅（室）及相关机构事务”，没有到“项”。",
    satisfy="功能分类填到 7 位的“项”，基本支出的经济分类填到 5 位的“款”，并填写资金性质。",
    required_from=2021,
)
def classes_reach_the_depth_of_the_law(ledger: Ledger, *, required_from: int) -> Iterator[Finding]:
    """A line without a class says that the source does not name one: allowed until the 实施条例 came into force."""
    if rows := _only_rows(ledger):
        yield from official_codes.shallow(rows)
        return
    lines = [line for line in _lines(ledger) if line.kind != LineKind.CARRIED_OUT]
    basic = [line for line in lines if line.kind in BASIC_KINDS]
    shallow = [line for line in lines if line.functional and len(line.functional.code) < 7]
    if shallow:
        yield _depth("支出的功能分类没有到“项”（7 位）", shallow, "请选择到“项”的科目。", None)
    shallow = [line for line in basic if line.economic and len(line.economic.code) < 5]
    if shallow:
        yield _depth("基本支出的经济分类没有到“款”（5 位）", shallow, "请选择到“款”的科目。", None)
    severity: Severity | None = None if ledger.year >= required_from else "W"
    for missing, without in (
        ("支出没有功能分类科目", [line for line in lines if line.functional is None]),
        ("基本支出没有经济分类科目", [line for line in basic if line.economic is None]),
        ("支出没有资金性质", [line for line in lines if line.fund is None]),
    ):
        if without:
            yield _depth(missing, without, "请补填科目或资金性质；来源文件没有写明的，请说明。", severity)


def _depth(message: str, lines: Iterable[SpentLine], remedy: str, severity: Severity | None) -> Finding:
    places = tuple(place_of(line) for line in lines)
    return Finding(f"{message}，共 {len(places)} 笔。", places, remedy=remedy, severity=severity)


@rule(
    "R-COD-5",
    "W",
    "项目支出与基本支出的功能科目",
    basis="核查常见问题",
    reads=Reads.LINES,
    example="“窗口服务保障经费”项目支出列在“2010301 行政运行”。",
    satisfy="项目支出列到相应的业务科目，基本支出列“行政运行”或“事业运行”；确有规定的请说明。",
    running="行政运行",
    general="一般行政管理事务",
)
def projects_are_not_booked_as_running_costs(ledger: Ledger, *, running: str, general: str) -> Iterator[Finding]:
    lines = [line for line in _lines(ledger) if line.functional]
    if not lines:
        raise NotRun("支出没有填写功能分类科目")
    for kinds, name, words in ((PROJECT_KINDS, running, "项目支出"), (BASIC_KINDS, general, "基本支出")):
        wrong = [line for line in lines if line.kind in kinds and line.functional and line.functional.name == name]
        if wrong:
            yield Finding(
                f"{words}列在“{wrong[0].functional}”，共 {len(wrong)} 笔。",
                tuple(place_of(line) for line in wrong),
                remedy=f"{words}一般不列“{name}”，请核对功能分类科目。",
            )


@rule(
    "R-COD-6",
    "W",
    "工资科目与单位性质相符",
    basis="预算法第四十六条；政府收支分类科目",
    reads=Reads.LINES,
    example="行政单位的一笔支出使用“30107 绩效工资”，该科目只用于事业单位。",
    satisfy="核对单位性质；性质无误的，改用机关的工资科目。",
    institutions_only=("30107",),
)
def pay_fits_the_nature_of_the_unit(ledger: Ledger, *, institutions_only: tuple[str, ...]) -> Iterator[Finding]:
    """绩效工资 is paid by institutions (事业单位) only."""
    for line in _lines(ledger):
        if line.economic and line.economic.code in institutions_only and line.unit.nature == UnitNature.ADMINISTRATIVE:
            yield Finding(
                f"行政单位“{line.unit.name}”使用了事业单位的科目“{line.economic}”。",
                (
                    place_of(line, str(line.economic)),
                    Place("单位性质", line.unit.printed_nature, "organisation", f"unit-{line.unit_id}"),
                ),
                remedy="请核对科目或单位性质。",
            )
