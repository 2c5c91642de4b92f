"""Answers, refusals and waivers on the reviewers' desk, and the rules as the bureau sets them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from budgets.choices import Role, Status
from budgets.models import Answer, Assignment, DepartmentalBudget, Refusal, RuleSetting, Waiver
from budgets.rules import settings
from budgets.workflow import transitions
from tests.budgets.judged import ERROR, WARNING, add_term, prints, rules_over_terms
from tests.budgets.states import bring_to
from tests.builders import answer_all, make_department, make_small_budget, make_user

pytestmark = pytest.mark.django_db
TEXT = "批复文件即如此，已核对原件"
REASON = "财政局统一口径，本年准许"
RULES = "/admin/budgets/rulesetting/"


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    rules_over_terms(monkeypatch)


@pytest.fixture
def submitted(department, preparer):
    """Submitted with one answered warning."""
    budget = make_small_budget(department)
    add_term(budget, "疑一")
    preparer.first_name = "填报员甲"
    preparer.save()
    answer_all(budget, preparer, TEXT)
    return bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=None)


@pytest.fixture
def wrong(department):
    """A draft with one error."""
    budget = make_small_budget(department, year=2021)
    add_term(budget, "错一")
    return budget


@pytest.fixture
def desk(client, reviewer):
    reviewer.first_name = "审核员乙"
    reviewer.save()
    client.force_login(reviewer)
    return client


def page(name, *arguments):
    return reverse(f"admin:budgets_departmentalbudget_{name}", args=arguments)


def refuse_page(budget):
    return page("refuse", budget.pk, Answer.objects.get(budget=budget).pk)


def waive_page(budget, term="错一"):
    return page("waive", budget.pk, prints(budget, term)[0])


# ---- Reading ----


def test_each_warning_stands_beside_its_answer_with_who_and_when(desk, submitted):
    words = desk.get(page("change", submitted.pk)).content.decode()
    assert "提醒共 1 处，都有答复" in words
    assert TEXT in words and "填报员甲，20" in words
    assert refuse_page(submitted) in words


def test_a_warning_without_an_answer_leaves_only_the_way_back(desk, submitted):
    DepartmentalBudget.objects.filter(pk=submitted.pk).update(status=Status.RETURNED)
    add_term(submitted, "疑二")
    DepartmentalBudget.objects.filter(pk=submitted.pk).update(status=Status.SUBMITTED)
    words = desk.get(page("change", submitted.pk)).content.decode()
    assert "1 处没有有效的答复" in words and "没有答复。" in words
    assert f'href="{page("approve", submitted.pk)}?' not in words and "还有 1 处提醒没有有效的答复" in words
    seen = transitions.content_hash(submitted)
    assert desk.get(page("approve", submitted.pk), {"seen": seen}).headers["Location"] == page("change", submitted.pk)
    assert desk.post(page("approve", submitted.pk), {"seen": seen, "comment": ""}).status_code == 409


def test_what_was_answered_is_shown_as_text(desk, department, preparer):
    budget = make_small_budget(department)
    add_term(budget, "疑一")
    answer_all(budget, preparer, "<script>alert(1)</script>")
    bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=None)
    for address in (page("change", budget.pk), refuse_page(budget)):
        words = desk.get(address).content.decode()
        assert "<script>alert" not in words and "&lt;script&gt;alert" in words


# ---- Not accepting an answer ----


def test_an_answer_is_refused_with_a_comment_which_stops_the_approval(desk, submitted, reviewer):
    assert TEXT in desk.get(refuse_page(submitted)).content.decode()
    response = desk.post(refuse_page(submitted), {"comment": "请写明批复文号"}, follow=True)
    words = response.content.decode()
    assert "不接受这条答复。请退回修改" in words and "请写明批复文号" in words and "审核员乙" in words
    assert (Refusal.objects.get().by, Refusal.objects.get().comment) == (reviewer, "请写明批复文号")
    assert f'href="{page("approve", submitted.pk)}?' not in words
    assert "没有接受的答复 1 条" in desk.get(page("send_back", submitted.pk)).content.decode()


@pytest.mark.parametrize("comment", ["", "不行", "……"])
def test_a_refusal_wants_words_and_keeps_what_was_typed(desk, submitted, comment):
    words = desk.post(refuse_page(submitted), {"comment": comment}).content.decode()
    assert "必填项" in words or "少于 4 个字" in words
    assert f"{comment}</textarea>" in words
    assert not Refusal.objects.exists()


def test_an_answer_is_not_refused_by_the_address_of_another_version(desk, submitted, wrong, preparer):
    bring_to(wrong, Status.SUBMITTED, submitter=preparer, reviewer=None)
    address = page("refuse", wrong.pk, Answer.objects.get(budget=submitted).pk)
    assert desk.post(address, {"comment": "请写明批复文号"}).status_code == 404


def test_outside_the_review_an_answer_is_not_refused(desk, submitted, preparer, reviewer):
    bring_to(submitted, Status.APPROVED, submitter=preparer, reviewer=reviewer)
    assert refuse_page(submitted) not in desk.get(page("change", submitted.pk)).content.decode()
    assert "不能退回答复" in desk.post(refuse_page(submitted), {"comment": "请写明批复文号"}).content.decode()
    assert not Refusal.objects.exists()


# ---- Waiving an error ----


def test_an_error_is_waived_by_name_with_a_reason(desk, wrong, reviewer):
    assert waive_page(wrong) in desk.get(page("change", wrong.pk)).content.decode()
    assert "错一有问题" in desk.get(waive_page(wrong)).content.decode()
    words = desk.post(waive_page(wrong), {"comment": REASON}, follow=True).content.decode()
    assert "已豁免的错误" in words and REASON in words and "审核员乙" in words
    assert waive_page(wrong) not in words
    assert (Waiver.objects.get().by, Waiver.objects.get().reason) == (reviewer, REASON)


@pytest.mark.parametrize("comment", ["", "同意", "同同同同"])
def test_a_waiver_wants_a_reason_and_keeps_what_was_typed(desk, wrong, comment):
    words = desk.post(waive_page(wrong), {"comment": comment}).content.decode()
    assert f"{comment}</textarea>" in words
    assert not Waiver.objects.exists()


def test_what_is_no_error_or_none_any_more_is_not_waived(desk, submitted, wrong):
    for address in (page("waive", submitted.pk, prints(submitted)[0]), page("waive", wrong.pk, "0" * 32)):
        assert "已不存在" in desk.post(address, {"comment": REASON}, follow=True).content.decode()
    assert not Waiver.objects.exists()


def test_only_a_reviewer_of_the_whole_region_waives(client, wrong, department, preparer):
    person = make_user("department-reviewer", is_staff=True)
    Assignment.objects.create(user=person, role=Role.REVIEWER, region=department.region, department=department)
    client.force_login(person)
    assert "豁免这条错误" not in client.get(page("change", wrong.pk)).content.decode()
    assert client.post(waive_page(wrong), {"comment": REASON}).status_code == 403
    assert not Waiver.objects.exists()


@pytest.mark.parametrize("name", ["preparer", "publisher", "outsider"])
def test_nobody_outside_the_desk_comes_near(client, submitted, wrong, request, name):
    client.force_login(request.getfixturevalue(name))
    for address in (refuse_page(submitted), waive_page(wrong), RULES, f"{RULES}990101/{ERROR}/"):
        for answer in (
            client.get(address),
            client.post(address, {"comment": REASON, "state": "off", "reason": REASON}),
        ):
            assert answer.status_code in {302, 403, 404}
    assert not Refusal.objects.exists() and not Waiver.objects.exists() and not RuleSetting.objects.exists()


# ---- The rules ----


def send(client, rule=ERROR, region="990101", **values):
    data = {"state": "on", "fiscal_year": "", "format_key": "", "severity": "", "reason": REASON}
    return client.post(f"{RULES}{region}/{rule}/", {**data, **values})


def test_every_rule_is_listed_with_its_present_setting(desk, reviewer, department):
    settings.decide(WARNING, by=reviewer, region=department.region, reason=REASON, enabled=False, fiscal_year=2021)
    words = desk.get(RULES).content.decode()
    assert "名词正确" in words and "名词常见" in words
    assert "<strong>停用</strong>（2021年）" in words and REASON in words and "审核员乙" in words
    only = desk.get(RULES, {"show": "off"}).content.decode()
    assert "名词可信" in only and "名词正确" not in only


def test_a_rule_is_set_with_a_reason_and_the_list_of_settings_grows(desk, reviewer):
    assert (
        send(desk, severity="W", fiscal_year="2026", **{"param-least": "3", "param-words": "错例\n错一"}).status_code
        == 302
    )
    row = RuleSetting.objects.get()
    assert (row.enabled, row.severity, row.fiscal_year, row.set_by) == (True, "W", 2026, reviewer)
    assert row.params == {"least": 3, "words": ["错例", "错一"]}
    send(desk, state="off")
    words = desk.get(f"{RULES}990101/{ERROR}/").content.decode()
    assert "停用" in words and "严重程度改为“提醒”" in words
    assert words.count("<strong>现行</strong>") == 2  # one for each scope
    send(desk, state="lift")
    assert desk.get(f"{RULES}990101/{ERROR}/").content.decode().count("<strong>现行</strong>") == 1


def test_the_form_opens_on_the_scope_that_is_asked_for(desk):
    send(desk, fiscal_year="2026", **{"param-least": "7"})
    assert 'value="7"' in desk.get(f"{RULES}990101/{ERROR}/", {"year": "2026", "format": ""}).content.decode()
    assert 'value="7"' not in desk.get(f"{RULES}990101/{ERROR}/").content.decode()


@pytest.mark.parametrize(
    "values",
    [{"reason": ""}, {"reason": "改"}, {"fiscal_year": "1999"}, {"format_key": "x"}, {"severity": "Z"}, {"state": ""},
     {"param-least": "三"}, {"param-least": "-1"}],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_beside_its_field_and_keeps_what_was_typed(desk, values):
    answer = send(desk, **{"param-words": "我写的词语", **values})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "errornote" in answer.content.decode()
    assert "我写的词语" in answer.content.decode()
    assert not RuleSetting.objects.exists()


def test_what_is_cleared_is_as_the_rule_has_it(desk):
    send(desk, **{"param-least": "", "param-words": ""})
    assert RuleSetting.objects.get().params == {}


def test_an_administrator_sets_the_rules_of_every_region(client, department):
    far = make_department("202", "云台区信访局", region="990102", region_name="云台区")
    client.force_login(make_user("administrator", is_staff=True, is_superuser=True))
    assert "云台区" in client.get(RULES).content.decode()
    assert send(client, region="990102", state="off").status_code == 302
    assert RuleSetting.objects.get().region == far.region


def test_a_reviewer_sets_those_of_the_own_region_only(desk):
    make_department("202", "云台区信访局", region="990102", region_name="云台区")
    assert "云台区" not in desk.get(RULES, {"region": "990102"}).content.decode()
    assert send(desk, region="990102", state="off").status_code == 404
    assert not RuleSetting.objects.exists()


def test_a_reviewer_of_one_department_does_not_set_rules(client, department):
    person = make_user("department-reviewer", is_staff=True)
    Assignment.objects.create(user=person, role=Role.REVIEWER, region=department.region, department=department)
    client.force_login(person)
    assert client.get(RULES).status_code == 403
    assert "核验规则" not in client.get("/admin/").content.decode()
    assert send(client).status_code == 404


def test_there_is_no_rule_of_another_name(desk):
    assert desk.get(f"{RULES}990101/R-NONE/").status_code == 404


def test_lists_and_pairs_of_words_are_typed_one_a_line(desk, monkeypatch):
    monkeypatch.undo()  # the catalogue's own rules
    address = f"{RULES}990101/R-CON-2/"
    words = desk.get(address).content.decode()
    assert "机关运行费=机关运行经费" in words and "一般公共预算拨款收入" in words
    typed = {"state": "on", "reason": REASON, "param-said_otherwise": "机关运行费＝机关运行经费\n三公费=“三公”经费"}
    assert desk.post(address, typed).status_code == 302
    assert RuleSetting.objects.get().params == {
        "said_otherwise": {"机关运行费": "机关运行经费", "三公费": "“三公”经费"}
    }
    answer = desk.post(address, {**typed, "param-said_otherwise": "机关运行费"})
    assert "不是一对词语" in answer.content.decode() and ">机关运行费</textarea>" in answer.content.decode().replace(
        "\n机", "机"
    )
    assert RuleSetting.objects.count() == 1


def test_the_front_page_leads_there(desk):
    assert f'href="{RULES}"' in desk.get("/admin/").content.decode()
