"""The page “与上年比较”: every line that changed with its two figures, and a reason where the format asks for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from budgets.choices import CellOrigin, Flag, LineKind
from budgets.models import ChangeReason, StatedFlag
from budgets.versions.editing import acting_as
from tests.budgets.views.filling import address, form_of, opened, save, text_of
from tests.builders import add_expenditure, make_project
from tests.rules_builders import anchors, drop, economic, found, functional, judged, only, sound_budget, state, unit_of

PAGE = "entry-comparison"
ITEM, PROJECT = "reason-item-2010302", "reason-expenditure-project-202-0001-ABC-0002"


@pytest.fixture
def budget(department: Any, preparer: Any, client: Client) -> Any:
    """1,180,000.00 after 900,000.00; a new item and project; 公务接待费 fell; its reasons are missing."""
    client.force_login(preparer)
    budget = sound_budget(year=2024)
    add_expenditure(
        budget, unit_of(budget), LineKind.SPECIAL_PURPOSE, "180000",
        functional=functional("2010302", "一般行政管理事务"), economic=economic("30227", "委托业务费"),
        project=make_project(budget, "202-0001-ABC-0002", "网上受理平台升级项目"),
    )  # fmt: skip
    drop(ChangeReason.objects.filter(budget=budget, statement="three_public"))
    return budget


def row(page: Any, anchor: str) -> str:
    (found,) = html.fromstring(page.content).xpath(f"//tr[@id='{anchor}']")
    return " ".join(found.text_content().split())


def test_lines_that_changed_stand_with_both_years_and_the_source(budget: Any, client: Client) -> None:
    page = client.get(address(PAGE, budget))
    said = text_of(page)
    assert "上年数取自：2023年部门预算（历史版本导入，第 1 版）" in said
    whole = row(page, "reason-expenditure-total")
    assert "900,000.00 1,180,000.00 增加 280,000.00 增长 31.11%" in whole
    assert "上年数：公开表 第1行" in whole, "a figure that the document itself was read in with"
    assert "0.00 180,000.00 增加 180,000.00 上年为 0，无幅度" in row(page, ITEM)
    assert "550,000.00 650,000.00 增加 100,000.00 增长 18.18% 变化未达到须说明的幅度" in row(
        page, "reason-item-2010308"
    )
    assert "2010301" not in said, "a line that did not change has no row"


def test_what_needs_a_reason_has_a_field_that_holds_nothing_and_can_be_shown_alone(budget: Any, client: Client) -> None:
    page = client.get(address(PAGE, budget))
    tree = html.fromstring(page.content)
    fields = {name: value for name, value in form_of(page.content).items() if name.startswith("reasons-")}
    assert fields == {
        f"reasons-{ITEM}": "",
        f"reasons-{PROJECT}": "",
        "reasons-reason-three_public-official_receptions": "",
    }
    missing = tree.xpath("//tr[contains(concat(' ', @class, ' '), ' missing ') and @id]/@id")
    assert {f"reasons-{each}" for each in missing} == set(fields)
    assert "缺原因 3 项" in text_of(page)
    assert tree.xpath("//button[@data-only-missing and @hidden]"), "without a script everything is shown"


def test_a_reason_is_kept_without_its_full_stop_and_its_finding_goes(budget: Any, client: Client) -> None:
    missing = found(budget, "R-TXT-6")
    assert {place for finding in missing for place in anchors(finding)} == {
        ("comparison", ITEM),
        ("comparison", PROJECT),
    }
    assert {finding.severity for finding in missing} == {"W"}

    page = save(client, PAGE, budget, opened(client, PAGE, budget) | {f"reasons-{ITEM}": "新增网上受理任务。"})

    assert ChangeReason.objects.get(budget=budget, statement="item").text == "新增网上受理任务"
    assert anchors(only(budget, "R-TXT-6")) == [("comparison", PROJECT)]
    assert "缺原因 2 项" in text_of(page)


def test_a_line_of_three_public_is_explained_here_as_well(budget: Any, client: Client) -> None:
    assert judged(budget, "R-SAN-2").severity == "E"
    name = "reasons-reason-three_public-official_receptions"
    save(client, PAGE, budget, opened(client, PAGE, budget) | {name: "接待批次比上年少两批"})
    assert judged(budget, "R-SAN-2").outcome == "pass"


def test_a_reason_that_was_not_on_the_page_that_was_sent_stays(budget: Any, client: Client) -> None:
    fields = opened(client, PAGE, budget)
    save(client, PAGE, budget, fields | {f"reasons-{ITEM}": "新增网上受理任务"})
    fields = {key: value for key, value in opened(client, PAGE, budget).items() if key != f"reasons-{ITEM}"}
    save(client, PAGE, budget, fields)
    assert ChangeReason.objects.filter(budget=budget, statement="item").exists()


def test_a_typed_total_that_is_not_the_published_one_is_found_and_not_printed(budget: Any, client: Client) -> None:
    state(budget, "expenditure.total", "900100", year=2023, origin=CellOrigin.TYPED)
    page = save(client, PAGE, budget, opened(client, PAGE, budget))
    assert "比2023年预算900000元增加280000元" in text_of(page, "//article")
    assert "本预算填写 900100元，上年公开的预算为 900000元" in text_of(page)
    assert anchors(only(budget, "R-NUM-C27"))[0] == ("comparison", "last-total")


def test_a_new_unit_is_told_that_nothing_is_to_be_compared(budget: Any, client: Client) -> None:
    with acting_as("import"):
        StatedFlag.objects.create(budget=budget, key=Flag.NEW_UNIT)
    page = client.get(address(PAGE, budget))
    assert "没有上年数，不需要比较，也不用填写原因" in text_of(page)
    assert not html.fromstring(page.content).xpath("//table[contains(@class, 'changes-table')]")
    assert judged(budget, "R-TXT-6").outcome == "not-run"
    assert anchors(only(budget, "R-NUM-C27"))[0] == ("comparison", "new-unit"), "but last year's budget is on record"


def test_without_last_year_the_page_says_where_it_is_entered(department: Any, preparer: Any, client: Client) -> None:
    from tests.builders import make_small_budget  # noqa: PLC0415

    client.force_login(preparer)
    assert "系统中没有上年公开的预算" in text_of(client.get(address(PAGE, make_small_budget(department))))
