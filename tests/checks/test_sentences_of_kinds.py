"""Texts from elsewhere, as their authors break lines, chain items and give reasons: what is right is left alone, what is
wrong is found. Each kind has both, so that leniency towards the one hides nothing of the other.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from budgets.rules.registry import Result
from disclosure.foreign.texts import judge_text

pytestmark = pytest.mark.django_db
TITLE = "青禾县档案馆2025年部门预算公开说明"
RECKONED = {"R-TXT-3", "R-TXT-4", "R-TXT-5", "R-TXT-6", "R-STR-3"}


def judged(folder: Path, text: str, *, title: str = TITLE) -> tuple[Result, ...]:
    path = folder / "说明.txt"
    path.write_text(f"{title}\n{text}", encoding="utf-8")
    return judge_text(path, name_of_file="说明").results


def found(folder: Path, text: str, *, title: str = TITLE) -> set[str]:
    """The rules of arithmetic, direction and reason that find more than a hint of style."""
    return {
        result.rule.id
        for result in judged(folder, text, title=title)
        if result.rule.id in RECKONED and any(result.severity_of(each) != "I" for each in result.findings)
    }


# ---- A list that goes on in the next line ----


@pytest.mark.parametrize(
    "text",
    [
        "三、采购情况\n2025年度采购预算90万元，其中：货物预算20万元、工程预算30万元、\n服务预算40万元。",
        "2025年度采购预算90万元，其中：货物预算20万元、工程预算30万元、服务\n预算40万元。",
        "2025年度采购预算90万元，其中：货物预算20万元、工程预算30\n万元、服务预算40万元。",
        "2025年度采购预算90万元，其中：货物预算20万元，工程预算30万元，服务预算40.\n00万元。",
        "    本年支出合计500万元，包括基本支出300万元（人员经费200万元、公用经费100万元）、项目支\n出200万元。",
        "本年支出合计500万元，其中：人员经费300万元，公用经费120万元，资本性\n支出80万元，均已按要求细化到具体项目。",
        "收入总计700万元，其中：一般公共预算拨款收入600万元，事业\n收入60万元，其他收入40万元。",
        "收入总计700万元，其中：拨款600万元、事业收入60万元、\n其他收入40万元；支出总计700万元，其中：基本支出400万元、项目支出\n300万元。",
        "馆舍维修安排80万元，分别为：屋面防水45万元、外墙修缮20万元、线路\n改造15万元。",
        "馆舍维修安排80万元，其中：屋面防水45万元、外墙修缮20万元、线路改造\n10万元、零星修缮5万元。",
    ],
)
def test_a_list_is_read_to_its_end(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "2025年度采购预算90万元，其中：货物预算20万元、工程预算30万元、\n服务预算45万元。",
        "2025年度采购预算90万元，其中：货物预算20万元、工程预算30万元、服务\n预算35万元。",
        "2025年度采购预算90万元，其中：货物预算20万元、工程预算30万元、服务预算35万元。",
        "2025年度采购预算90万元，其中：货物预算60万元、工程预算50万元、服务\n预算",
        "本年支出合计500万元，包括基本支出300万元（其中：人员经费200万元、公用经费150万元）、项目支\n出200万元。",
        "收入总计700万元，其中：拨款600万元、事业收入60万元、\n其他收入50万元。",
        "馆舍维修安排80万元，分别为：屋面防水45万元、外墙修缮20万元、线路\n改造25万元。",
    ],
)
def test_a_list_that_does_not_add_up_is_found_over_a_line_end(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == {"R-TXT-3"}


# ---- Items in a chain: the change of one is not last year's figure of the next ----


@pytest.mark.parametrize(
    "text",
    [
        "车辆运行费6万元，比上年减少0.5万元，接待费20万元，比上年减少3万元，主要原因是活动合并举办。",
        "车辆运行费6万元，较上年减少0.5万元、接待费20万元，较上年增加3万元，原因是承办省级会议。",
        "车辆运行费6万元，上年6.5万元，接待费20万元，比上年减少3万元，主要原因是活动合并举办。",
        "上年车辆运行费6.5万元，接待费20万元，比上年减少3万元，主要原因是活动合并举办。",
        "出国费0万元，与上年持平，车辆运行费6万元，比上年减少0.5万元，主要原因是封存一辆车。",
        "接待费20万元，比去年减少3万元，下降13.04%，车辆费6万元，比去年减少0.5万元，下降7.69%，主要是厉行节约办一切事业。",
        "基本支出300万元，比上年增加10万元，增长3.45%，项目支出200万元，比上年减少50万元，下降20%，主要原因是展陈项目完工。",
        "2024年会议费2万元，2025年培训费5万元，比2024年增加1万元，主要原因是新增两期培训班。",
        "会议费5万元，较上年增加1万元，培训费8万元，较上年减少2万元，印刷费3万元，较上年增加0.5万元，原因是汇编出版。",
        "支出合计308万元，比上年增加8万元，其中：甲类200万元，比上年减少2万元，乙类108万元，比上年增加10万元，原因是人员调入。",
        "车辆运行费6万元（比上年减少0.5万元），接待费20万元（比上年减少3万元），主要原因是活动合并举办。",
    ],
)
def test_the_change_of_one_item_is_no_base_of_the_next(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "车辆运行费6万元，比上年减少0.5万元，接待费20万元，比上年23万元减少6万元，主要原因是活动合并举办。",
        "接待费20万元，比去年减少3万元，下降13.04%，车辆费6万元，比去年减少0.5万元，下降17.69%，主要是厉行节约办一切事业。",
        "接待费20万元，上年25万元，比上年减少3万元，主要原因是活动合并举办。",
        "2024年接待费25万元，2025年接待费20万元，比2024年减少3万元，主要原因是活动合并举办。",
        "2024年为25万元，2025年安排20万元，比2024年减少3万元，主要原因是活动合并举办。",
        "基本支出300万元，比上年增加10万元，增长3.45%，项目支出200万元，比上年减少50万元，下降25%，主要原因是展陈项目完工。",
    ],
)
def test_a_wrong_change_within_a_chain_is_found(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == {"R-TXT-4"}


# ---- Two bases in one sentence ----


@pytest.mark.parametrize(
    "text",
    [
        "接待费预算5.5万元，比调整预算增加0万元，比去年增加1.5万元，增长37.5%，原因是承办现场会。",
        "接待费预算6万元，比年初预算5万元增加1万元，比去年增加2万元，增长50%，原因是承办现场会。",
        "接待费预算6万元，较调整预算数减少2万元，较去年增加1万元，增长20%，原因是承办现场会。",
        "支出120万元，比上年预算增加20万元，增长20%，比上年执行数减少30万元，下降20%，原因是结转项目完成。",
        "支出120万元，比上年预算100万元增加20万元，比上年执行数150万元减少30万元，原因是结转项目完成。",
        "支出120万元，比2024年年初预算增加20万元，增长20%，比2024年决算减少40万元，下降25%，原因是结转项目完成。",
        "支出120万元，与计划数相比减少10万元，比去年增加20万元，增长20%，原因是新增数字化项目。",
        "支出120万元，与去年执行数150万元相比减少30万元，下降20%，原因是结转项目完成。",
        "支出120万元，较年中追加后预算减少10万元，较上年增加20万元，增长20%，原因是新增数字化项目。",
    ],
)
def test_each_base_has_its_own_change(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "接待费预算5.5万元，比调整预算增加0万元，比去年增加1.5万元，增长47.5%，原因是承办现场会。",
        "接待费预算6万元，比年初预算5万元增加1万元，比去年增加2万元，增长60%，原因是承办现场会。",
        "支出120万元，比上年预算100万元增加30万元，比上年执行数150万元减少30万元，原因是结转项目完成。",
        "支出120万元，比上年预算增加20万元，增长30%，比上年执行数减少30万元，原因是结转项目完成。",
        "支出120万元，与计划数相比减少10万元，比去年增加20万元，增长25%，原因是新增数字化项目。",
        "支出120万元，与去年执行数150万元相比减少40万元，原因是结转项目完成。",
    ],
)
def test_a_wrong_change_beside_another_base_is_found(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == {"R-TXT-4"}


# ---- 增加 0 ----


@pytest.mark.parametrize(
    "text",
    [
        "出国费0万元，比上年增加0万元，增长0%，主要原因是没有安排。",
        "出国费0万元，比上年增加0万元。",
        "出国费0万元，比上年增长0%。",
        "出国费0.00万元，比上年增加0.00万元，增长0.00%。",
        "车辆费40万元，比上年增加0万元，增长0%。",
        "车辆费40万元，比上年减少0万元，下降0%。",
        "车辆费40万元，较2024年增加0元。",
        "车辆费40万元，比上年增加0万元，增长--（基数不变，不可比）。",
        "接待费0万元，比上年减少0万元，下降0.0%；车辆费4万元，比上年增加0万元。",
        "车辆费40万元，比上年40万元增加0万元，增长0%。",
        "购置费0万元，较上年下降0%，与上年持平。",
    ],
)
def test_what_did_not_change_may_be_called_a_growth_of_nothing(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == set()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("车辆费40万元，比上年35万元增加0万元，增长0%。", {"R-TXT-4"}),
        ("车辆费40万元，比上年增加4万元，增长0%，原因是新购一辆业务用车。", {"R-TXT-4"}),
        ("出国费0万元，比上年增加5万元，原因是新增访问任务。", {"R-TXT-5"}),
        ("出国费0万元，比上年增长20%，原因是新增访问任务。", {"R-TXT-5"}),
        ("出国费5万元，比上年0万元增加5万元，增长100%，原因是新增访问任务。", {"R-TXT-4"}),
    ],
)
def test_a_growth_that_cannot_be_is_found(tmp_path: Path, text: str, rules: set[str]) -> None:
    assert found(tmp_path, text) == rules


# ---- Reasons: in the next sentence, for a whole list, behind the items of a total ----


@pytest.mark.parametrize(
    "text",
    [
        "年初预算数500万元，比2024年减少80万元。主要是库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元。原因是库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元。主要系库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元。其主要原因：库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元。其中：基本支出增加10万元，项目支出减少90万元。",
        "年初预算数500万元，比2024年减少80万元。减少的主要原因是库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元；主要为库房改造项目完工减少支出。",
        "年初预算数500万元，比2024年减少80万元。\n主要是库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元。\n原因是库房改造项目完工。",
        "年初预算数500万元，比2024年减少80万元，下降13.79%。主要因库房改造项目完工。",
        "接待费15万元，比上年下降20%；车辆费20万元，比上年下降40%。下降的主要原因都是从严控制。",
        "接待费15万元，比上年下降20%；车辆费20万元，比上年下降40%；均系压减一般性支出。",
        "1、接待费15万元，比上年下降20%；\n2、车辆费20万元，比上年下降40%；\n3、会议费5万元，比上年下降10%。上述各项下降的原因是压减一般性支出。",
        "1、接待费15万元，比上年下降20%。\n2、车辆费20万元，比上年下降40%。\n以上减少的主要原因是压减一般性支出。",
        "三项合计40万元，比上年减少10万元。具体情况如下：\n1、接待费15万元，比上年减少4万元，主要原因是来访批次下降。\n2、车辆费25万元，比上年减少6万元，主要原因是报废一辆。",
        "收入500万元，比上年增加30万元，主要是人员调入增资。",
    ],
)
def test_a_reason_is_found_where_it_stands(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "年初预算数500万元，比2024年减少80万元。",
        "年初预算数500万元，比2024年减少80万元。主要是。",
        "年初预算数500万元，比2024年减少80万元。其中：办公费30万元。",
        "年初预算数500万元，比2024年减少80万元。我馆共有编制20人。",
        "1、接待费15万元，比上年下降20%。\n2、车辆费20万元，比上年下降40%。\n3、会议费5万元，与上年持平。",
        "三项合计40万元，比上年减少10万元。具体情况如下：\n1、接待费15万元，比上年减少4万元。\n2、车辆费25万元，比上年减少6万元。",
        "1、接待费15万元，比上年下降20%。\n2、车辆费20万元，比上年下降40%，主要原因是报废一辆。",
    ],
)
def test_a_change_without_a_reason_is_found(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == {"R-TXT-6"}


# ---- A title in several lines ----

_BODY = (
    "一、总体情况\n收入300万元，与2024年持平。支出300万元，与2024年持平。接待费2万元，与2024年持平。2025年继续压减。"
)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("青禾县档案馆2025年\n部门预算公开说明", 2025),
        ("青禾县档案馆\n2025年部门预算公开说明", 2025),
        ("青禾县档案馆2025年部门预算\n公开说明", 2025),
        ("青禾县新材料产业园（管委会）2025年\n一般公共预算“三公”经费预算", 2025),
        ("青禾县档案馆\n2025年度\n部门预算说明", 2025),
        ("2025年\n青禾县档案馆部门预算", 2025),
        ("2025年度青禾县档案馆\n“三公”经费预算情况", 2025),
        ("附件2\n青禾县档案馆2025年部门预算", 2025),
        ("青禾县档案馆2024年\n部门预算公开说明", 2024),
        ("青禾县档案馆", 2025),
    ],
)
def test_the_year_is_that_of_a_title_in_several_lines(tmp_path: Path, title: str, year: int) -> None:
    path = tmp_path / "说明.txt"
    path.write_text(f"{title}\n{_BODY}", encoding="utf-8")
    judged_text = judge_text(path, name_of_file="说明")
    assert judged_text.year == year
    if year == 2025:
        assert found(tmp_path, _BODY, title=title) == set()


@pytest.mark.parametrize("title", ["青禾县档案馆2025年\n部门预算公开说明", "青禾县档案馆2025年部门预算公开说明"])
def test_a_year_that_was_not_brought_up_to_date_is_found(tmp_path: Path, title: str) -> None:
    assert found(tmp_path, "一、总体情况\n2023年支出300万元，安排用于库房。", title=title) == {"R-STR-3"}


# ---- Kinds that were missed, or taken for something else ----


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("2025年收入500万元，比2025年预算增加30万元，主要原因是人员调入。", "R-STR-3", "自己比较"),
        ("基金预算0万元，与2025年预算持平。", "R-STR-3", "自己比较"),
        ("接待费5万元，与2024年预算持平，主要原因是。其中国内接待5万元。", "R-TXT-7", "原因是空白"),
        ("财政拨款收入增加（减少）的主要原因是任务增加。", "R-STR-5", "没有选定"),
        ("支出500万元，比上年增长/下降3万元。", "R-STR-5", "没有选定"),
        ("出国费 0 万元，占 %，比上年减少 万元；接待费3万元。", "R-STR-5", "漏填了数字"),
        ("车辆运行费 万元，与上年持平。", "R-STR-5", "漏填了数字"),
    ],
)
def test_what_was_left_open_is_found(tmp_path: Path, text: str, rule: str, words: str) -> None:
    messages = [each.message for result in judged(tmp_path, text) if result.rule.id == rule for each in result.findings]
    assert [words in message for message in messages] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "会同有关部门拟订国有资本经营预决算的制度。审核一般公共预决算，汇编政府性基金预决算。",
        "反映单位的增加（减少）额。",
        "收入500万元，比2024年预算增加30万元，主要原因是人员调入。",
        "支出 500 万元，比上年增加 3 万元，主要原因是人员调入。",
        "221 住房保障支出 4,736,957.00 4,736,957.00\n221 02 住房改革支出 4,736,957.00 4,736,957.00",
        "编制部门：青禾县档案馆 单位：元\n编制部门：青禾县档案局 单位:万元",
    ],
)
def test_what_is_right_is_not_taken_for_it(tmp_path: Path, text: str) -> None:
    watched = {"R-CON-2", "R-STR-3", "R-STR-5", "R-TYPO", "R-TXT-7"}
    assert [result.findings for result in judged(tmp_path, text) if result.rule.id in watched and result.findings] == []
