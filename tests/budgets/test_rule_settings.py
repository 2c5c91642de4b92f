"""What the bureau decided about rules: which decision speaks, who makes one, and that off is nowhere a pass."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.models import Assignment, Prose, Region, RuleSetting
from budgets.rules import execution, registry, settings
from budgets.rules import judge as judging
from budgets.rules.forms import param_name
from budgets.rules.judge import judge
from budgets.versions.editing import acting_as
from budgets.workflow import transitions
from disclosure.publication.outcomes import outcomes_bytes
from tests.budgets.judged import ERROR, WARNING, add_term, rules_over_terms
from tests.budgets.states import CALLS, bring_to
from tests.builders import make_budget, make_department, make_small_budget, make_user

pytestmark = pytest.mark.django_db
REASON = "本地区另有规定，见财政局通知"


@pytest.fixture
def rules(monkeypatch):
    rules_over_terms(monkeypatch)


@pytest.fixture
def draft(department, rules):
    """One error and one warning."""
    budget = make_small_budget(department, year=2026)
    add_term(budget, "错一", "短")
    add_term(budget, "疑一")
    return budget


def decide(by, rule=ERROR, **values):
    values = {"region": Region.objects.get(pk="990101"), "reason": REASON, **values}
    return settings.decide(rule, by=by, **values)


def result(budget, rule=ERROR):
    return next(each for each in judge(budget, whole=True) if each.rule.id == rule)


# ---- What a decision does ----


def test_without_a_decision_the_rule_is_as_the_catalogue_has_it(draft):
    assert (result(draft).outcome, result(draft).severity, result(draft).decision) == ("fail", "E", None)


def test_a_rule_that_is_off_is_not_run_and_says_who_when_and_why(draft, reviewer):
    reviewer.first_name = "审核员甲"
    reviewer.save()
    setting = decide(reviewer, enabled=False)
    found = result(draft)
    assert (found.outcome, found.findings) == ("not-run", ())
    assert found.reason == f"已由审核员甲于 {setting.set_at.astimezone():%Y-%m-%d} 停用：{REASON}"
    assert "审核员甲" not in found.public_reason and REASON in found.public_reason


def test_a_changed_severity_is_the_one_that_blocks(draft, preparer, reviewer):
    decide(reviewer, severity="I")
    decide(reviewer, WARNING, severity="I")
    assert CALLS["submit"](draft, preparer).status == Status.SUBMITTED


def test_a_warning_can_be_made_an_error(draft, reviewer):
    decide(reviewer, severity="I")
    decide(reviewer, WARNING, severity="E")
    assert [each.rule.id for each in registry.blocking(judge(draft, whole=True))] == [WARNING]


def test_params_are_those_that_the_rule_runs_with(draft, reviewer):
    decide(reviewer, params={"least": 3})
    assert result(draft).outcome == "pass"
    decide(reviewer, params={"least": 1})
    assert result(draft).outcome == "fail"
    decide(reviewer, params={"words": ["错一", "错二"]})
    assert (result(draft).outcome, result(draft).rule.params["words"]) == ("pass", ("错一", "错二"))


def test_a_lighter_rule_makes_none_of_its_findings_graver():
    rule = registry.Rule("T", "I", "名称", "测试", lambda ledger: [registry.Finding("甲", severity="W")])
    (found,) = execution.run([rule], {"budget": None})
    assert found.severity_of(found.findings[0]) == "I"


# ---- Which decision speaks ----


def test_the_newest_row_of_a_scope_speaks_and_the_earlier_ones_stay(draft, reviewer):
    decide(reviewer, enabled=False)
    decide(reviewer, severity="W")
    assert (result(draft).outcome, result(draft).severity) == ("fail", "W")
    assert RuleSetting.objects.count() == 2


SCOPES = [{}, {"format_key": "hebei-2018"}, {"fiscal_year": 2026}, {"fiscal_year": 2026, "format_key": "hebei-2018"}]


@pytest.mark.parametrize("order", [1, -1])
def test_the_narrower_scope_goes_before_the_wider_whichever_was_decided_first(draft, reviewer, order):
    for scope in SCOPES[::order]:
        number = SCOPES.index(scope)
        decide(reviewer, params={"least": 10 + number}, **scope)
    for number in reversed(range(len(SCOPES))):
        assert result(draft).rule.params["least"] == 10 + number
        decide(reviewer, lifted=True, **SCOPES[number])
    assert (result(draft).rule.params["least"], result(draft).decision) == (0, None)


@pytest.mark.parametrize("scope", [{"fiscal_year": 2025}, {"format_key": "shanghai-2026"}])
def test_a_decision_for_another_year_or_format_says_nothing_here(draft, reviewer, scope):
    decide(reviewer, enabled=False, **scope)
    assert result(draft).decision is None


def test_a_decision_holds_in_its_region_alone(draft, rules):
    elsewhere = make_department("202", "云台区信访局", region="990102", region_name="云台区")
    far = make_user("far", Role.REVIEWER, elsewhere)
    decide(far, region=elsewhere.region, enabled=False)
    assert result(draft).outcome == "fail"
    with judging.as_in("990102"):
        assert result(draft).outcome == "not-run"
    assert result(draft).outcome == "fail"
    assert result(make_budget(elsewhere)).outcome == "not-run"


def test_judging_asks_once_for_all_decisions(draft, reviewer, django_assert_num_queries):
    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            judge(draft, whole=False)
        return sum("rulesetting" in query["sql"] for query in queries)

    assert asked() == 1
    for number in range(5):
        decide(reviewer, params={"least": number + 1})
        decide(reviewer, WARNING, fiscal_year=2026, params={"least": number + 1})
    assert asked() == 1


# ---- Who decides, and what ----


def test_administrators_and_reviewers_of_the_whole_region_decide_and_nobody_else(
    draft, department, preparer, reviewer, publisher
):
    of_department = make_user("department-reviewer")
    Assignment.objects.create(user=of_department, role=Role.REVIEWER, region=department.region, department=department)
    dismissed = make_user("dismissed", Role.REVIEWER, department, is_active=False)
    far = make_user("far", Role.REVIEWER, make_department("1", "甲局", region="990102", region_name="云台区"))
    for person in (preparer, publisher, of_department, dismissed, far, make_user("staff", is_staff=True)):
        with pytest.raises(transitions.NotAllowed, match="云汀区"):
            decide(person, enabled=False)
    for person in (reviewer, make_user("administrator", is_superuser=True)):
        assert decide(person, enabled=False).pk


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"unknown": 1}, "没有参数“unknown”（有：least、words）"), ({"least": "3"}, "整数"), ({"least": -1}, "整数"),
        ({"least": True}, "整数"), ({"least": 1.5}, "整数"), ({"words": "错一"}, "列表"), ({"words": []}, "不能为空"),
        ({"words": [1]}, "列表"), ({"words": ["  "]}, "不能为空"),
    ],
)  # fmt: skip
def test_params_that_the_rule_does_not_have_or_of_another_type_are_refused(draft, reviewer, params, message):
    with pytest.raises(ValidationError) as refused:
        decide(reviewer, params=params)
    assert message in "".join(refused.value.message_dict["params"])
    assert not RuleSetting.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": "改"}, "__all__"), ({"reason": ""}, "reason"), ({"rule": "R-NONE"}, "rule"), ({"severity": "X"}, "severity")],
)  # fmt: skip
def test_a_decision_without_a_reason_or_about_nothing_is_refused(draft, reviewer, values, field):
    values = {"rule": ERROR, **values}
    with pytest.raises(ValidationError) as refused:
        decide(reviewer, values.pop("rule"), **values)
    assert field in refused.value.message_dict


def test_what_is_as_the_rule_has_it_is_not_stored_as_a_change(draft, reviewer):
    setting = decide(reviewer, severity="E", params={"least": 0, "words": ["错例"]})
    assert (setting.severity, setting.params) == ("", {})


def test_thresholds_written_as_texts_stay_numbers_and_patterns_are_patterns(department, reviewer):
    for rule, params, message in (
        ("R-TXT-8", {"limit": "三成"}, "数字"), ("R-PRJ-4", {"patterns": ["[0-9"]}, "不是有效的正则表达式"),
        ("R-PRF-10", {"ratio": "0.9"}, "数"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=message):
            decide(reviewer, rule, params=params)
    assert decide(reviewer, "R-TXT-8", params={"limit": "0.50"}).params == {"limit": "0.50"}


def test_pairs_of_words_are_pairs_of_words(department, reviewer):
    for value in ([["整和", "整合"]], {"整和": ""}, {"": "整合"}, {}, {"整和": 1}):
        with pytest.raises(ValidationError, match="一对"):
            decide(reviewer, "R-TYPO", params={"typing_errors": value})
    with pytest.raises(ValidationError, match="正则表达式"):
        decide(reviewer, "R-CON-4", params={"business": {"教育": "(学校"}})
    assert decide(reviewer, "R-TYPO", params={"typing_errors": {"整和": "整合"}}).params == {
        "typing_errors": {"整和": "整合"}
    }


def test_a_list_of_words_that_the_bureau_set_is_the_one_that_is_looked_for(department, reviewer):
    """The catalogue's own rules, over a text with a word that only the bureau knows."""
    budget = make_small_budget(department)
    with acting_as("import"):
        Prose.objects.create(budget=budget, key="duties", text="负责云汀湖专案和档桉整理。")
    before = {each.rule.id: each for each in judge(budget, whole=True)}
    assert not [each for each in before["R-SEC-1"].findings if "云汀湖专案" in each.message]
    decide(reviewer, "R-SEC-1", params={"sensitive": ["云汀湖专案"]})
    decide(reviewer, "R-TYPO", params={"typing_errors": {"档桉": "档案"}})
    after = {each.rule.id: each for each in judge(budget, whole=True)}
    assert [each for each in after["R-SEC-1"].findings if "云汀湖专案（1 处）" in each.message]
    assert [each for each in after["R-TYPO"].findings if each.message.startswith("“档桉”应为“档案”")]


def test_the_database_keeps_every_decision(draft, reviewer):
    decide(reviewer, enabled=False)
    rows = RuleSetting.objects.all()
    for change in (lambda: rows.update(enabled=True), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="不能修改或删除"), transaction.atomic():
            change()


def test_every_parameter_of_the_catalogue_has_a_name_in_words():
    unnamed = [
        f"{rule.id}.{name}" for rule in registry.all_rules() for name in rule.params if param_name(rule, name) == name
    ]
    assert unnamed == []


def test_every_rule_of_the_catalogue_takes_its_own_defaults(department):
    for rule in registry.all_rules():
        assert settings.checked_params(rule, rule.params) == {}


# ---- Off is nowhere a pass ----


def _json(budget: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("check_budget", "990101", "2026", "202", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_rule_that_is_off_is_shown_as_not_run_everywhere_and_nowhere_as_passed(draft, preparer, reviewer, client):
    reviewer.first_name = "审核员甲"
    reviewer.save()
    decide(reviewer, enabled=False)
    decide(reviewer, WARNING, severity="I")
    words = "停用"

    # The command's JSON.
    entry = next(each for each in _json(draft) if each["rule"] == ERROR)
    assert entry["outcome"] == "not-run" and words in entry["message"] and REASON in entry["message"]

    # The clerk's overview and the page of submission; nothing about it on the pages of the parts.
    client.force_login(preparer)
    overview = client.get(reverse("entry-overview", kwargs={"budget_pk": draft.pk}))
    assert overview.context["tally"].passed + overview.context["tally"].failed == 2  # of three rules
    assert [each.rule.id for each in overview.context["not_run"]] == [ERROR]
    assert "名词正确：已由审核员甲于" in overview.content.decode() and REASON in overview.content.decode()
    submit = client.get(reverse("entry-submit", kwargs={"budget_pk": draft.pk})).content.decode()
    assert "错一有问题" not in submit and "确认报送" in submit

    # The frozen outcomes: not-run with the reason and the day, without the name.
    frozen = json.loads(outcomes_bytes(judge(draft, whole=True), {}))["rules"]
    off = next(each for each in frozen if each["rule"] == ERROR)
    assert (off["outcome"], off["findings"], off["setting"]["enabled"]) == ("not-run", [], False)
    assert REASON in off["reason"] and words in off["reason"]
    assert "审核员甲" not in json.dumps(frozen, ensure_ascii=False)
    lighter = next(each for each in frozen if each["rule"] == WARNING)
    assert (lighter["severity"], lighter["setting"]["severity"], lighter["setting"]["reason"]) == ("I", "I", REASON)

    # The reviewer's page.
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=None)
    client.force_login(reviewer)
    reviewer.is_staff = True
    reviewer.save()
    page = client.get(reverse("admin:budgets_departmentalbudget_change", args=[draft.pk]))
    groups = {group["key"]: [each.result.rule.id for each in group["entries"]] for group in page.context["groups"]}
    assert groups["not-run"] == [ERROR]
    assert ERROR not in groups.get("passed", []) and ERROR not in groups.get("error", [])
    assert REASON in page.content.decode()


def test_control_the_same_rule_on_is_an_error_everywhere(draft, preparer, client):
    assert next(each for each in _json(draft) if each["rule"] == ERROR)["outcome"] == "fail"
    client.force_login(preparer)
    assert "错一有问题" in client.get(reverse("entry-submit", kwargs={"budget_pk": draft.pk})).content.decode()
    frozen = json.loads(outcomes_bytes(judge(draft, whole=True), {}))["rules"]
    assert next(each for each in frozen if each["rule"] == ERROR)["outcome"] == "fail"


# ---- Foreign documents ----


@pytest.mark.parametrize("name", ["known.txt", "unknown.txt"])
def test_foreign_documents_are_judged_by_the_catalogue_unless_a_region_is_named(tmp_path, department, reviewer, name):
    """A document of the layout that is read whole, and one of which only the words are judged."""
    rule = "R-STR-5"
    decide(reviewer, rule, enabled=False)
    path = tmp_path / name
    words = "云汀区信访局2020年部门预算公开说明\n一、部门职责\n负责接待来访。××××。\n"
    path.write_text(words, encoding="utf-8")

    def outcome(*options: str) -> tuple[str, str]:
        out = io.StringIO()
        with contextlib.suppress(SystemExit):
            call_command("check_disclosure", str(path), "--json", *options, stdout=out, stderr=io.StringIO())
        entry = next(each for each in json.loads(out.getvalue()) if each["rule"] == rule)
        return entry["outcome"], entry["message"]

    assert "停用" not in outcome()[1]
    assert outcome("--region", "990101")[0] == "not-run"
    assert REASON in outcome("--region", "990101")[1]


def test_a_region_that_does_not_exist_is_named(tmp_path, department):
    path = tmp_path / "a.txt"
    path.write_text("云汀区信访局2020年部门预算公开说明", encoding="utf-8")
    with pytest.raises(CommandError, match="没有行政区划 111111"):
        call_command("check_disclosure", str(path), "--region", "111111")
