"""The rules on the real document of 2020, and the audit of it entry by entry; then the same, mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgets.rules import registry
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from tests.database import fill_codes

pytestmark = pytest.mark.django_db

# Rule, severity and a word of each failure: the whole of what is found, so that nothing false comes in unseen.
ERRORS = [
    ("R-NUM-C21", "2 个项目有绩效目标表"),
    ("R-PRF-7", "3 个指标"),
    ("R-PRJ-1", "综合事务管理费"),
    ("R-STR-6", "编制部门"),
    ("R-STR-6", "编制部门"),
]
# Right too, and read out of sentences: asked about, for a rule over words does not block before its precision is proved.
ASKED = [
    ("R-EMP-1", "政府采购预算表没有数据"),
    ("R-EMP-4", "没有使用政府性基金预算"),
    ("R-EMP-4", "没有使用国有资本经营预算"),
    ("R-FMT-2", "20元"),
    ("R-PRJ-1", "列出 3 个项目，绩效目标表有 5 个"),
    ("R-SAN-2", "没有与上年比较"),
    ("R-STR-5", "4、……………"),
]
WARNINGS = {
    "R-AST-2": 1, "R-AST-3": 1, "R-COD-4": 2, "R-CON-2": 3, "R-CON-3": 1, "R-CON-4": 2, "R-EMP-1": 1, "R-EMP-2": 1, "R-EMP-4": 2, "R-FMT-1": 1,
    "R-FMT-2": 1, "R-GLO-2": 1,    "R-NUM-C24": 1, "R-ORG-1": 1, "R-PRF-1": 2, "R-PRF-10": 1, "R-PRF-2": 3, "R-PRF-3": 1, "R-PRF-4": 4, "R-PRF-5": 4,
    "R-PRF-8": 2, "R-PRJ-1": 2, "R-PRJ-2": 2, "R-REF-1": 4, "R-SAN-1": 1, "R-SAN-2": 1, "R-SAN-3": 2, "R-SEC-1": 1, "R-STR-5": 1, "R-STR-7": 1, "R-TXT-3": 1,
    "R-TXT-8": 1, "R-TYPO": 8,
}  # fmt: skip
HINTS = {"R-GLO-1": 2, "R-PRC-2": 1, "R-PRF-6": 3, "R-PRF-9": 1, "R-STR-6": 1}

# Entry of the audit → what shows it: (rule, severity, a word of its message or of one of its places).
AUDIT: dict[str, tuple[tuple[str, str, str], ...]] = {
    "A2": (("R-STR-7", "W", "《河北省省级预算公开办法》"),),
    "A3": (
        ("R-REF-1", "W", "部门职责"),
        ("R-REF-1", "W", "信访问题处理"),
        ("R-REF-1", "W", "综合事物管理费"),
        ("R-REF-1", "W", "车辆保险费"),
    ),
    "A4": (("R-CON-3", "W", "信访问题处理"),),
    "A5": (("R-ORG-1", "W", "只有 1 个单位"),),
    "A7": (("R-CON-2", "W", "“一般公共预算收入”"),),
    "A8": (("R-TXT-3", "W", "相差 312000元"),),
    "A9": (("R-PRJ-1", "W", "绩效目标表有 5 个"), ("R-PRJ-2", "W", "人事代理专项补助"), ("R-PRJ-2", "W", "车辆保险费")),
    "A10": (("R-PRJ-1", "E", "综合事物管理费"),),
    "A13": (("R-SAN-2", "W", "“三公”经费"),),
    "A14": (("R-SAN-1", "W", "小计"),),
    "A15": (("R-SAN-3", "W", "114000元"), ("R-SAN-3", "W", "19300元")),
    "A16": (("R-AST-2", "W", "车辆保险费"), ("R-NUM-C24", "W", "126000元")),
    "A17": (("R-AST-3", "W", "700元"),),
    "A18": (("R-TXT-8", "W", "39.6%"),),
    "A21": (("R-FMT-1", "W", "维修（护)费"),),
    "A22": (("R-CON-4", "W", "总体绩效目标"), ("R-CON-4", "W", "工作保障措施")),
    "A24": (("R-TYPO", "W", "缺少量词“项”"),),
    "A25": (("R-PRF-8", "W", "信访问题处理"), ("R-PRF-8", "W", "信访事务管理")),
    "A26": (("R-PRF-1", "W", "办结率、息诉息访率"), ("R-PRF-1", "W", "年度考核评价")),
    "A27": (("R-STR-6", "I", "项目绩效模板"),),
    "A28": (("R-PRF-9", "I", "4 个项目"),),
    "A29": (("R-PRF-5", "W", "劝返率"), ("R-PRF-4", "W", "“重大事件发生率”")),
    "A30": (("R-PRF-6", "I", "综合排名"), ("R-PRF-6", "I", "协助")),
    "A31": (("R-PRF-4", "W", "“进京、赴省、到市访率”"),),
    "A32": (("R-PRF-4", "W", "“重大活动突发事件发生率”"),),
    "A33": (("R-PRF-4", "W", "“进京、赴省、到市访”"),),
    "A34": (("R-PRF-2", "W", "综合事物管理费"),),
    "A35": (("R-PRF-3", "W", "2 个绩效目标完全相同"),),
    "A36": (("R-PRF-7", "E", "人事代理专项补助"),),
    "A37": (("R-PRF-5", "W", "补助覆盖率"), ("R-PRF-5", "W", "补助金发放率")),
    "A38": (("R-PRF-10", "W", "车辆保险费"),),
    "A39": (("R-TYPO", "W", "“涉”与“设”"), ("R-TYPO", "W", "“涉访”与“设防”")),
    "A40": (("R-TYPO", "W", "“市”与“时”"), ("R-TYPO", "W", "“、”与“。”")),
    "A41": (("R-TYPO", "W", "“整和”应为“整合”"),),
    "A42": (("R-EMP-1", "W", "政府采购预算表"),),
    "A43": (("R-PRC-2", "I", "车辆保险费"),),
    "A44": (("R-EMP-2", "W", "5 行空白"), ("R-STR-6", "E", "固定资产占用情况表·编制部门")),
    "A45": (("R-FMT-2", "W", "20万元"),),
    "A46": (("R-STR-5", "W", "……………"),),
    "A47": (("R-CON-2", "W", "“一般共预算拨款收入”应为“一般公共预算拨款收入”"),),
    "A49": (("R-GLO-2", "W", "“财政拨款收入”"),),
    "A50": (("R-CON-2", "W", "“机关运行费”"),),
    "A51": (("R-GLO-1", "I", "事业收入"),),
    "A52": (("R-EMP-4", "W", "政府性基金"), ("R-EMP-4", "W", "国有资本经营")),
    "A53": (("R-SEC-1", "W", "缠访"),),
}
NOT_RUN = {
    "A1": ("R-STR-1", "不附公开表"),
    "A54": ("R-STR-8", "公开时间由系统"),
}
# Nothing of these reaches a rule, or there is nothing wrong.
ELSEWHERE = {
    "A6": "the blank row of the table of units holds nothing, so reading keeps no row of it",
    "A11": "blanks at the ends and inside of a sentence do not count as words: reading drops them where the standard words remain",
    "A12": "the statement of a new unit is right; its absence from “三公” is A13",
    "A19": "quotas per head are an inference, not a rule",
    "A20": "the bases of 工会经费 and 福利费 are an inference, not a rule",
    "A23": "the count is right",
    "A48": "县级 in a district's document is right",
    "A55": "outer blanks of a cell are trimmed when it is read",
}
# What has to be mended, and nothing else: a fact, a name, or words of the official form.
MENDED: dict[str, tuple[tuple[str, str], ...]] = {
    "R-FMT-2": (("单价在20元以上设备", "单价在20万元以上设备"),),
    "R-STR-5": (("4、……………", "4、图书（册）"),),
    "R-STR-6": (
        ("编制部门：\n", "编制部门：山海关区信访局\n"),
        ("\t\n\t单位：元", "\t编制部门：山海关区信访局\n\t单位：元"),
    ),
    "R-PRJ-1": (("综合事物管理费", "综合事务管理费"),),
    "R-NUM-C21": (
        ("综合事务管理费1000000元。", "综合事务管理费1000000元；人事代理专项补助198000元；车辆保险费114000元。"),
    ),
    "R-EMP-1": (("安排政府采购预算具体内容见下表", "未安排政府采购预算，下表为空表"),),
    "R-SAN-2": (
        ("公务接待费19950.5元。", "公务接待费19950.5元。因我单位为2020年新增预算单位，暂无2019年“三公”经费预算数据。"),
    ),
    "R-EMP-4": (
        ("暂无2019年预算数据。", "暂无2019年预算数据。我部门没有使用政府性基金预算和国有资本经营预算拨款安排的支出。"),
    ),
}


def imported(path: Path) -> list[Result]:
    """Every rule on a document that was read in just now."""
    from disclosure.reading.hebei.importer import import_source, read_source  # noqa: PLC0415  needs a configured Django

    fill_codes()
    read = import_source(read_source(path), region_code="130303", department_code="202")
    return judge(read.budget, whole=True)


def failures(results: list[Result]) -> list[tuple[str, str, str]]:
    """(rule, severity, message with its places)."""
    return [
        (
            result.rule.id,
            result.severity_of(finding),
            finding.message + "".join(f"|{p.label} {p.value}" for p in finding.places),
        )
        for result in results
        for finding in result.findings
    ]


def counted(found: list[tuple[str, str, str]], severity: str) -> dict[str, int]:
    ids = [rule_id for rule_id, of, _ in found if of == severity]
    return {rule_id: ids.count(rule_id) for rule_id in ids}


def test_the_seed_has_these_errors_warnings_and_hints_and_no_others(seed_path: Path) -> None:
    found = failures(imported(seed_path))
    errors = [(rule_id, words) for rule_id, severity, words in found if severity == "E"]
    assert [rule_id for rule_id, _ in errors] == [rule_id for rule_id, _ in ERRORS]
    assert all(expected in words for (_, words), (_, expected) in zip(errors, ERRORS, strict=True))
    warnings = [(rule_id, words) for rule_id, severity, words in found if severity == "W"]
    assert [asked for asked in ASKED if not _is_among(asked, warnings)] == []
    assert counted(found, "W") == WARNINGS
    assert counted(found, "I") == HINTS


def test_every_entry_of_the_audit_is_found_or_accounted_for(seed_path: Path) -> None:
    assert {*AUDIT, *NOT_RUN, *ELSEWHERE} == {f"A{number}" for number in range(1, 56)}
    results = imported(seed_path)
    found = failures(results)
    missing = [
        (entry, wanted)
        for entry, all_wanted in AUDIT.items()
        for wanted in all_wanted
        if not any((rule_id, severity) == wanted[:2] and wanted[2] in words for rule_id, severity, words in found)
    ]
    assert missing == []
    by_id = {result.rule.id: result for result in results}
    for rule_id, words in NOT_RUN.values():
        assert by_id[rule_id].outcome == "not-run"
        assert words in by_id[rule_id].reason


def test_what_is_right_in_the_seed_is_not_complained_of(seed_path: Path) -> None:
    """The arithmetic that is right, and 县级 in a district (A48)."""
    results = imported(seed_path)
    outcomes = {result.rule.id: result.outcome for result in results}
    for right in ("C01", "C02", "C03", "C07", "C14", "C16", "C17", "C18", "C22"):
        assert outcomes[f"R-NUM-{right}"] == "pass"
    for right in ("R-CNT-1", "R-AST-1", "R-STR-2", "R-STR-3", "R-STR-4", "R-TXT-1", "R-TXT-2", "R-NUM-3"):
        assert outcomes[right] == "pass"
    messages = [(result.rule.id, finding.message) for result in results for finding in result.findings]
    about_counties = [(rule_id, message) for rule_id, message in messages if "县级" in message]
    assert [rule_id for rule_id, _ in about_counties] == ["R-CON-2", "R-STR-7"]
    assert "“一般共预算拨款收入”应为" in about_counties[0][1], "the term beside it is what is wrong"
    assert "《河北省省级预算公开办法》" in about_counties[1][1]


def mend(text: str, *, without: str = "") -> str:
    """The document with every error mended, but one rule's when it is named."""
    for rule_id, replacements in MENDED.items():
        for old, new in replacements if rule_id != without else ():
            assert old in text, old
            text = text.replace(old, new)
    return text if without == "R-PRF-7" else _with_bases(text)


def _with_bases(text: str) -> str:
    """The basis of the three indicators that have none: the last cell of their rows."""
    head, _, tail = text.partition("补助覆盖率")
    sheet, rest, after = tail.partition("车辆保险费")
    rows = sheet.replace("%\n\t\n", "%\n\t年度工作计划\n")
    assert rows.count("年度工作计划") == 3
    return f"{head}补助覆盖率{rows}{rest}{after}"


def test_the_mended_document_has_no_error(seed_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "mended.txt"
    path.write_text(mend(seed_path.read_text(encoding="utf-8")), encoding="utf-8")
    results = imported(path)
    assert [words for _, severity, words in failures(results) if severity == "E"] == []
    assert registry.blocking(results) == []


@pytest.mark.parametrize("rule_id", [*MENDED, "R-PRF-7"])
def test_each_mending_is_needed(seed_path: Path, tmp_path: Path, rule_id: str) -> None:
    path = tmp_path / "mended.txt"
    path.write_text(mend(seed_path.read_text(encoding="utf-8"), without=rule_id), encoding="utf-8")
    results = imported(path)
    found = [(rule, words) for rule, severity, words in failures(results) if severity in {"E", "W"}]
    wrong = [each for each in (*ERRORS, *ASKED) if each[0] == rule_id and _is_among(each, found)]
    assert wrong, f"{rule_id} found nothing of what was left as it was"
    blocked = {result.rule.id for result in registry.blocking(results)}
    assert (rule_id in blocked) == any(each in ERRORS for each in wrong)


def test_what_was_mended_is_not_asked_about_any_more(seed_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "mended.txt"
    path.write_text(mend(seed_path.read_text(encoding="utf-8")), encoding="utf-8")
    found = [(rule, words) for rule, _, words in failures(imported(path))]
    assert [each for each in (*ERRORS, *ASKED) if _is_among(each, found)] == []


def _is_among(expected: tuple[str, str], found: list[tuple[str, str]]) -> bool:
    return any(rule == expected[0] and expected[1] in words for rule, words in found)
