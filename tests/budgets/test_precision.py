"""A rule over words asks until it was shown to be right; what it rests on besides may block. Settings and waivers keep to that."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.models import Region, RuleSetting
from budgets.rules import precision, registry, settings
from budgets.rules.forms import param_name
from budgets.rules.judge import judge
from budgets.rules.patterns import Patterns
from budgets.rules.precision import Judgement, Precision, judgements
from budgets.rules.reads import Reads
from budgets.rules.registry import Decision, Finding, Result, Rule, Unproved, rule
from budgets.workflow import answers, transitions
from tests.budgets.judged import ERROR, add_term, prints, rules_over_terms
from tests.budgets.states import CALLS
from tests.builders import make_user

REASON = "本地区另有规定，见财政局通知"
WORDED = "T-WORDS"


def register(severity: Any, reads: Reads, **given: Any) -> Rule:
    """A rule like those of the catalogue, which is forgotten again."""

    def check(subject: Any) -> Iterator[Finding]:
        yield from ()

    rule(WORDED, severity, "名称", basis="依据", reads=reads, **given)(check)
    return registry._rules.pop(WORDED)


# ---- Registration ----


@pytest.mark.parametrize(
    "known",
    [None, Precision(19, 19), Precision(20, 18), Precision(100, 94), Precision(0, 0)],
    ids=["nothing judged", "too few", "90 %", "94 %", "none"],
)
def test_a_rule_over_words_is_no_error_before_its_precision_is_proved(known: Precision | None) -> None:
    with pytest.raises(Unproved, match=WORDED):
        register("E", Reads.LINES | Reads.WORDS, precision=known)
    assert registry.rule_of(WORDED) is None
    assert register("W", Reads.LINES | Reads.WORDS, precision=known).is_unproved


@pytest.mark.parametrize("known", [Precision(20, 19), Precision(20, 20), Precision(200, 190)])
def test_one_that_was_right_in_95_of_a_hundred_of_at_least_twenty_findings_may_be(known: Precision) -> None:
    assert register("E", Reads.WORDS, precision=known).severity == "E"


@pytest.mark.parametrize("reads", [Reads.LINES, Reads.LINES | Reads.TABLES, Reads.DOCUMENT, Reads.LAST_YEAR])
def test_arithmetic_and_structure_need_no_proof(reads: Reads) -> None:
    assert register("E", reads).severity == "E"


def test_every_registered_rule_keeps_to_it() -> None:
    over_words = [each for each in registry.all_rules() if Reads.WORDS in each.reads]
    assert len(over_words) > 40
    assert [each.id for each in over_words if each.severity == "E" and each.is_unproved] == []


def test_a_precision_counts_no_more_true_findings_than_were_judged() -> None:
    with pytest.raises(ValueError, match="21 true findings of 20"):
        Precision(20, 21)


def test_a_rule_judges_alone_only_by_what_it_reads() -> None:
    with pytest.raises(RuntimeError, match="does not read"):
        register("W", Reads.LINES, alone=Reads.WORDS)


# ---- Findings that rest on no words ----


def results(*, firm: Any, found: tuple[Finding, ...]) -> Result:
    return Result(Rule("T", "W", "名称", "依据", lambda _: (), reads=Reads.WORDS, firm=firm), "fail", "", found)


def test_a_firm_finding_of_a_rule_over_words_blocks_and_the_others_ask() -> None:
    firm, worded = Finding("数据已不存在", is_firm=True), Finding("文字可疑")
    both = results(firm="E", found=(worded, firm))
    assert [both.severity_of(each) for each in (worded, firm)] == ["W", "E"]
    assert both.open_errors == [firm]
    assert registry.blocking([results(firm="E", found=(worded,))]) == []


def test_a_rule_without_firm_findings_takes_none_as_an_error() -> None:
    assert results(firm=None, found=(Finding("甲", is_firm=True),)).severity == "W"


@pytest.mark.parametrize(
    ("severity", "worded", "firm"), [("E", "W", "E"), ("W", "W", "W"), ("I", "I", "I"), (None, "W", "E")]
)
def test_the_bureau_makes_an_unproved_rule_lighter_and_never_an_error(severity: Any, worded: str, firm: str) -> None:
    decision = Decision(True, severity, {}, REASON, "甲", dt.date(2026, 1, 1))
    own = results(firm="E", found=()).rule
    result = Result(decision.applied(own), "fail", "", (Finding("甲"), Finding("乙", is_firm=True)))
    assert [result.severity_of(each) for each in result.findings] == [worded, firm]


def test_a_proved_rule_is_made_an_error_by_the_bureau() -> None:
    own = replace(results(firm=None, found=()).rule, precision=Precision(40, 40))
    assert own.set_to("E").severity == "E"


# ---- What the bureau may set ----


@pytest.mark.django_db
def test_the_form_refuses_to_make_it_an_error_and_says_why(client: Any, department: Any) -> None:
    reviewer = make_user("reviewer", Role.REVIEWER, department)
    client.force_login(make_user("administrator", is_superuser=True, is_staff=True))
    region = Region.objects.get(pk="990101")
    with pytest.raises(ValidationError) as refused:
        settings.decide("R-TXT-4", by=reviewer, region=region, reason=REASON, severity="E")
    (words,) = refused.value.message_dict["severity"]
    assert "准确率经证实" in words and "请选“提醒”" in words
    address = reverse("admin:budgets_rulesetting_set", args=["990101", "R-TXT-4"])
    sent = {"state": "on", "severity": "E", "reason": REASON, "format_key": "", "fiscal_year": ""}
    page = client.post(address, sent).content.decode()
    assert "准确率经证实" in page and REASON in page
    assert not RuleSetting.objects.exists()
    assert settings.decide("R-NUM-C27", by=reviewer, region=region, reason=REASON, severity="E").severity == "E"


@pytest.mark.django_db
def test_a_rule_with_firm_findings_can_be_made_a_warning_as_a_whole(department: Any) -> None:
    reviewer = make_user("reviewer", Role.REVIEWER, department)
    region = Region.objects.get(pk="990101")
    decided = settings.decide("R-TXT-6", by=reviewer, region=region, reason=REASON, severity="W")
    assert decided.severity == "W"
    own = settings.rule_of("R-TXT-6")
    assert own is not None and own.firm == "E"
    applied = settings.decision_of(decided).applied(own)
    assert (applied.severity, applied.firm) == ("W", None)


# ---- Term lists are parameters ----


@pytest.mark.django_db
def test_patterns_that_the_bureau_sets_are_patterns_when_the_rule_runs(department: Any) -> None:
    reviewer = make_user("reviewer", Role.REVIEWER, department)
    region = Region.objects.get(pk="990101")
    given = {"bad_if_high": ["逾期率$"], "time_units": ["旬"]}
    decided = settings.decide("R-PRF-4", by=reviewer, region=region, reason=REASON, params=given)
    own = settings.rule_of("R-PRF-4")
    assert own is not None
    params = settings.decision_of(decided).applied(own).params
    assert params["bad_if_high"].search("贷款逾期率") and not params["bad_if_high"].search("投诉率")
    assert params["time_units"] == ("旬",)
    with pytest.raises(ValidationError, match="正则表达式"):
        settings.decide("R-PRF-4", by=reviewer, region=region, reason=REASON, params={"bad_if_high": ["(逾期"]})


def test_every_parameter_has_a_name_in_words() -> None:
    named = [(each.id, name, param_name(each, name)) for each in registry.all_rules() for name in each.params]
    assert len(named) > 40
    assert [each for each in named if not re.search(r"[\u4e00-\u9fff]", each[2])] == []


def test_of_no_pattern_nothing_is_found() -> None:
    assert Patterns().search("任何文字") is None
    assert Patterns(("甲", "乙$")).search("丙乙") is not None
    assert Patterns(("甲", "乙$")).fullmatch("甲乙") is None


# ---- What was waived while it was an error ----


@pytest.mark.django_db
def test_a_waiver_goes_on_counting_when_its_rule_becomes_a_warning(
    draft: Any, preparer: Any, reviewer: Any, monkeypatch: Any
) -> None:
    rules_over_terms(monkeypatch)
    add_term(draft, "错一")
    (waived,) = prints(draft, "错一")
    answers.waive(draft, by=reviewer, fingerprint=waived, reason="财政局统一口径")
    monkeypatch.setitem(registry._rules, ERROR, replace(registry._rules[ERROR], severity="W"))

    judged = judge(draft, whole=True)
    (result,) = [each for each in judged if each.rule.id == ERROR]
    assert (result.severity, result.waiver_of(result.findings[0])) == ("W", "财政局统一口径")
    assert answers.warned(draft, judged) == []
    submitted = CALLS["submit"](draft, preparer)
    assert CALLS["approve"](submitted, reviewer).status == Status.APPROVED


@pytest.mark.django_db
def test_a_warning_that_nobody_waived_still_wants_its_answer(draft: Any, preparer: Any, monkeypatch: Any) -> None:
    """The control."""
    rules_over_terms(monkeypatch)
    add_term(draft, "错一")
    monkeypatch.setitem(registry._rules, ERROR, replace(registry._rules[ERROR], severity="W"))
    assert [each.finding.message for each in answers.warned(draft, judge(draft, whole=True))] == ["错一有问题"]
    with pytest.raises(transitions.Unanswered):
        CALLS["submit"](draft, preparer)


# ---- The judged findings on record ----


def test_what_was_judged_names_a_rule_a_document_and_a_corpus() -> None:
    rows = judgements()
    known = {each.id for each in registry.all_rules()}
    assert [row for row in rows if row.rule not in known or not (row.corpus and row.document and row.note)] == []
    assert all(len(row.fingerprint) == 32 for row in rows)
    assert len({(row.document, row.rule, row.fingerprint) for row in rows}) == len(rows), "a finding was judged twice"


def test_the_numbers_of_a_rule_are_those_of_its_judged_findings(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(
        "corpus,unseen,document,rule,fingerprint,verdict,note\n"
        + "".join(f"某地文件,true,甲.txt,R-TXT-4,{number:032x},{verdict},说明\n" for number, verdict in enumerate(("true", "true", "false"))),
        encoding="utf-8",
    )  # fmt: skip
    read = judgements(path)
    assert [(each.rule, each.is_true) for each in read] == [("R-TXT-4", True), ("R-TXT-4", True), ("R-TXT-4", False)]
    monkeypatch.setattr(precision, "judgements", lambda: read)
    precision._measured.cache_clear()
    try:
        known = precision.measured("R-TXT-4")
        assert known == Precision(3, 2, "某地文件")
        assert known.words == "逐条判读 3 条，属实 2 条，67%（某地文件）"
        assert precision.measured("R-TXT-5") is None
    finally:
        precision._measured.cache_clear()


def test_documents_that_a_rule_was_made_by_prove_nothing_of_it() -> None:
    seen = [Judgement("旧文件", False, "甲.txt", "R-TXT-4", f"{number:032x}", True, "说明") for number in range(40)]
    known = precision._precision(seen)
    assert (known.judged, known.true, known.is_proved) == (40, 40, False)
    assert known.words.endswith("，不作为证明）")
    unseen = [
        Judgement("新文件", True, "乙.txt", "R-TXT-4", f"{number:032x}", number > 0, "说明") for number in range(20)
    ]
    known = precision._precision([*seen, *unseen])
    assert (known.judged, known.true, known.corpus, known.is_proved) == (20, 19, "新文件", True)


def test_a_verdict_that_is_neither_true_nor_false_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(
        "corpus,unseen,document,rule,fingerprint,verdict,note\n某地,false,甲.txt,R-TXT-4,0,maybe,说明\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="maybe"):
        judgements(path)
