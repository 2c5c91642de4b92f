"""Blocks that are pasted with their head: the table's own is left out and said, any other stops the paste with the reason.

Each case is a cell and a block. Nothing of a refused block may reach a cell, and its message must be in view.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import PASTE

pytestmark = [pytest.mark.browser, pytest.mark.site]

TYPED = "table.grid :is(input:not([type=checkbox]):not([type=hidden]), select, textarea)"
CELLS = f'[...document.querySelectorAll("{TYPED}")].map(cell => [cell.name, cell.value])'
IN_VIEW = """(place) => {
    const box = place.getBoundingClientRect();
    const bar = document.querySelector(".actions")?.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= Math.min(innerHeight, bar ? bar.top + 1 : innerHeight);
}"""

BASIC = [
    ("operating-0-economic", "经济分类科目\t金额（万元）\t打印名称\t功能分类科目\n30206 电费\t1.5\t\t2014001", "万元"),
    ("operating-0-economic", "经济分类科目\t金额（万元）\n30206 电费\t1.5", "以万元为单位，本表以元为单位"),
    ("operating-0-economic", "经济分类科目\t金额/千元\n30206 电费\t1.5", "千元"),
    ("operating-0-economic", "经济分类科目\t金额 （单位：亿元）\n30206 电费\t1.5", "亿元"),
    ("operating-0-economic", "经济分类科目\t打印名称\t金额（元）\n30206 电费\t水电费\t15", "第 2 列是“打印名称”"),
    ("operating-0-economic", "科目编码\t科目名称\t金额（元）\n30201\t办公费\t24,000.00\n合计\t\t24,000.00", "科目编码"),
    ("operating-0-economic", "序号\t经济分类科目\t金额（元）\n1\t30201 办公费\t24000", "序号"),
    ("operating-0-economic", "经济分类科目\t金额（元）\t打印名称\t功能分类科目\t资金性质\t备注\n30201\t1\t\t\t\t甲", "“备注”"),
    ("operating-0-economic", '"经济分类\n科目"\t"金额\n（万元）"\n30201\t1.5', "万元"),
    ("operating-0-economic", "　经济分类科目　\t金　额\t功能分类\n30201\t15\t2014001", "功能分类"),
    ("operating-0-economic", "经济科目\t预算数\n30201\t15", "经济科目"),
    ("operating-0-economic", "开支名目\t钱数\n30206 电费\t15.00\n30207 邮电费\t20.00", "开支名目"),
    ("operating-0-economic", "经济分类科目\t钱数\n30206 电费\t15", "钱数"),
    ("operating-0-economic", "单位：万元\n经济分类科目\t金额\n30206 电费\t1.5", "万元"),
    ("operating-0-economic", "基本支出预算表\t\n经济分类科目\t金额（元）\n30206 电费\t15", "基本支出预算表"),
    ("operating-0-economic", "经济分类科目\t2021年\t\n\t本年预算\t上年预算\n30206 电费\t15\t14", "本年预算"),
    ("operating-0-economic", "支出经济分类\t\t金额\n科目编码\t科目名称\t\n30201\t办公费\t15", "科目编码"),
    ("operating-0-economic", "经济分类科目\t\t打印名称\n30206 电费\t15\t甲", "没有列名"),
    ("operating-0-economic", "\t\n金额（元）\t经济分类科目\n15\t30206 电费", "金额（元）"),
    ("operating-0-economic", "金额（元）\n15\n16", "金额（元）"),
    ("operating-0-amount", "金额（万元）\n1.5\n2.5", "万元"),
    ("operating-0-amount", "预算金额\n15\n16", "预算金额"),
    ("operating-0-amount", "经济分类科目\t金额（元）\n30206 电费\t15", "经济分类科目"),
    ("operating-0-economic", "经济分类科目\t金额（元）", "只有表头"),
    ("operating-0-economic", "打印名称\t金额（元）", "打印名称"),
]  # fmt: skip
THREE_PUBLIC = [
    ("tp-total-now", "上年预算数\t本年预算数（照表填写）\n24000\t42000", "第 1 列是“上年预算数”，本表此处是“本年预算数（照表填写）”"),
    ("tp-total-now", "上年预算数\t本年预算数\n24000\t42000", "上年预算数"),
    ("tp-total-now", "上年\t本年\n24000\t42000", "上年"),
    ("tp-total-now", "2019年预算数\t2020年预算数\n24000\t42000", "2019年预算数"),
    ("tp-total-now", "2019\t2020\n24000\t42000", "2019"),
    ("tp-total-now", "2019年\t2020年\n24000\t42000", "2019年"),
    ("tp-total-now", "去年数\t今年数\n24000\t42000", "去年数"),
    ("tp-total-now", "本年预算数（万元）\t上年预算数（万元）\n4.2\t2.4", "万元"),
    ("tp-total-now", "本年预算数（执行数）\t上年预算数\n42000\t24000", "执行数"),
    ("tp-total-now", "本年预算数\t上年执行数\n42000\t24000", "上年执行数"),
    ("tp-total-now", "项目\t本年预算数\t上年预算数\n合计\t42000\t24000", "“项目”"),
    ("tp-total-now", "上年预算数\n24000\n12000", "上年预算数"),
    ("tp-total-before", "本年预算数（照表填写）\t上年预算数\n42000\t24000", "本年预算数"),
    ("tp-total-now", "上年预算数\t本年预算数", "上年预算数"),
]  # fmt: skip
PROJECTS = [
    ("projects-0-code", "项目名称\t项目编码\n档案数字化加工\t99010126P202100055", "项目名称"),
    ("projects-0-code", "名称\t编码\n档案数字化加工\t99010126P202100055", "名称"),
    ("projects-0-code", "项目名称\n档案数字化加工\n接待大厅改造", "项目名称"),
    ("projects-0-code", "项目编码\t项目名称\t主管科室\n99010126P202100055\t档案数字化加工\t办公室", "主管科室"),
    ("projects-0-code", "项目名称\t\n项目编码\t项目名称\n99010126P202100055\t档案数字化加工", "上方还有“项目名称”"),
    ("lines-0-project_code", "项目编码\t经济分类科目\t金额\n99010126P202100000\t30201\t100.00", "项目编码"),
    ("lines-0-project_code", "项目\t类别\t金额（万元）\n99010126P202100000\t特定目标类\t1.5", "万元"),
]  # fmt: skip
PROCUREMENT = [
    (
        "items-0-name",
        "采购物品名称\t数量\t单价\t政府采购金额\t\n\t\t\t一般公共预算拨款\t基金预算拨款\n台式计算机\t3\t5,000.00\t15,000.00\t\n复印纸\t200\t25\t\t5,000",
        "“数量”",
    ),
    ("items-0-general_public_budget", "基金预算拨款\t一般公共预算拨款\n5000\t15000", "基金预算拨款"),
    ("items-0-general_public_budget", "政府性基金\t一般公共预算\n5000\t15000", "政府性基金"),
    ("items-0-general_public_budget", "上年\t\n一般公共预算拨款\t基金预算拨款\n15000\t5000", "上方还有“上年”"),
    ("items-0-name", "品名\t规格\t数量\n台式计算机\tA02010105\t3", "品名"),
    ("items-0-quantity", "单价\t数量\n5000\t3", "单价"),
    ("items-0-source", "序号\t项目名称\t采购物品名称\n1\t接待大厅改造\t台式计算机", "序号"),
    ("items-0-measure", "数量单位\t数量\t单价\n1\t2\t3\n台\t3\t5000", "栏次"),
]  # fmt: skip
REVENUE = [
    ("lines-0-fund", "收入来源\t金额（元）\t备注\t经办人\n一般公共预算拨款收入\t2,900,100.00\t含提前下达\t张某", "收入来源"),
    ("lines-0-fund", "金额（元）\t资金性质\n2900100\t一般公共预算拨款收入", "金额（元）"),
    ("lines-0-kind", "类别\t资金性质\t金额（千元）\n本年收入\t一般公共预算资金\t2900.1", "千元"),
    ("lines-0-amount", "本年预算\n2900100\n100", "本年预算"),
]  # fmt: skip
ASSETS = [
    ("fixed-houses-quantity", "价值（元）\t数量\n100\t3", "价值（元）"),
    ("fixed-houses-quantity", "数量\t价值（万元）\n3\t100", "万元"),
    ("added-0-name", "数量\t名称\n3\t图书", "数量"),
]


@pytest.mark.parametrize(
    ("page", "cases"),
    [
        ("basic", BASIC), ("three-public", THREE_PUBLIC), ("projects", PROJECTS), ("procurement", PROCUREMENT),
        ("revenue", REVENUE), ("assets", ASSETS),
    ],
)  # fmt: skip
def test_a_head_that_is_not_the_tables_own_stops_the_paste_with_the_reason(
    desk: Any, page: str, cases: Sequence[tuple[str, str, str]]
) -> None:
    go(desk, page)
    untouched = desk.evaluate(CELLS)
    wrong = []
    for name, block, reason in cases:
        said = paste(desk, name, block)
        if desk.evaluate(CELLS) != untouched:
            wrong.append(("placed", name, block, said))
            desk.keyboard.press("Control+z")
        elif "没有粘贴" not in said or reason not in said:
            wrong.append(("said", name, block, said))
        elif not place_of(desk, name).evaluate(IN_VIEW):
            wrong.append(("out of view", name, block, said))
    assert not wrong, "\n".join(map(str, wrong))
    assert desk.said == []


OWN = {
    "basic": [
        ("operating-2-economic", "经济分类科目\t金额（元）\t打印名称\n30201\t1\t甲", "operating-2-amount", "1"),
        ("operating-2-economic", "经济分类科目\t金额\n30201\t1", "operating-2-amount", "1"),
        ("operating-2-economic", '"经济分类\n科目"\t金　额 (元)\n30201\t1', "operating-2-amount", "1"),
        ("operating-2-amount", "金额（元）\n1", "operating-2-amount", "1"),
        ("operating-2-economic", "\t\n经济分类科目\t金额（元）\n30201\t1", "operating-2-amount", "1"),
    ],
    "three-public": [
        ("tp-total-now", "本年预算数（照表填写）\t上年预算数\n42000\t24000", "tp-total-before", "24000"),
        ("tp-total-now", "本年预算数\t上年预算数（元）\t增减变化原因\n42000\t24000\t", "tp-total-before", "24000"),
        ("tp-total-before", "上年预算数\n24000", "tp-total-before", "24000"),
    ],
    "projects": [("projects-1-code", "项目编码\t项目名称\nP1\t档案", "projects-1-name", "档案")],
    "procurement": [
        ("items-0-general_public_budget", "一般公共预算拨款\t基金预算拨款\n15000\t5000", "items-0-government_funds", "5000"),
        ("items-0-quantity", "数量\t单价\n1\t2", "items-0-unit_price", "2"),
        (
            "items-0-source",
            "政府采购项目来源\t\t采购物品名称\t政府采购目录序号\t数量单位\t数量\t单价\t政府采购金额\t\t\t\t\t\t\n"
            "项目名称\t预算资金\t\t\t\t\t\t总计\t当年部门预算安排资金\t\t\t\t\t其他渠道资金\n"
            "\t\t\t\t\t\t\t\t合计\t一般公共预算拨款\t基金预算拨款\t财政专户核拨\t其他来源收入\t\n"
            "大厅改造\t20000\t台式计算机\tA02010105\t台\t3\t5000\t15000\t15000\t15000\t\t\t\t\n",
            "items-0-general_public_budget",
            "15000",
        ),
    ],
    "revenue": [("lines-1-fund", "资金性质\t金额（元）\n一般公共预算资金\t5", "lines-1-amount", "5")],
    "assets": [("fixed-houses-quantity", "数量\t价值（元）\n3\t100", "fixed-houses-value", "100")],
}  # fmt: skip
BARE = {
    "basic": [
        ("operating-2-economic", "水费\t若干\n电费\t15", "operating-3-amount", "15"),
        ("operating-2-economic", "办公费\n水费\n电费", "operating-2-economic", "办公费"),
        ("operating-2-economic", "办公费\t\n30202\t6000", "operating-2-economic", "办公费"),
        ("operating-2-economic", "办公费\t24000\n印刷费\t6000", "operating-2-amount", "24000"),
        ("operating-2-economic", "合计\t24000\n办公费\t24000", "operating-2-amount", "24000"),
        ("operating-2-amount", "2021\t甲\n2022\t乙", "operating-2-amount", "2021"),
        ("operating-2-amount", "-\t甲\n0.18万元\t乙", "operating-3-printed_label", "乙"),
        ("operating-2-amount", "约三万\t甲\n15\t乙", "operating-3-printed_label", "乙"),
        ("operating-2-printed_label", "办公及印刷费\t2014001\n其他收入\t2014001", "operating-3-printed_label", "其他收入"),
    ],
    "three-public": [
        ("tp-total-now", "42000\t24000\n0\t0", "tp-total-before", "24000"),
        ("tp-total-now", "42000\t24000", "tp-total-before", "24000"),
    ],
    "projects": [
        ("projects-1-code", "未编码\t政府采购项目\nP2\t单位名称牌更换", "projects-1-name", "政府采购项目"),
        ("projects-1-name", "业务经费\n专项资金\n预算编制", "projects-2-name", "专项资金"),
        ("projects-1-name", "门楼牌编号\n档案编码加工\n科目三考场", "projects-1-name", "门楼牌编号"),
    ],
    "procurement": [
        ("items-0-name", "办公费\t\n台式计算机\tA02010105", "items-0-name", "办公费"),
        ("items-0-name", "台式计算机\tA02010105\t台\t3\t5000\n复印纸\tA05\t箱\t2\t25", "items-1-unit_price", "25"),
        ("items-0-source", "办公用品\t\t复印纸\n\t\t硒鼓", "items-0-name", "复印纸"),
    ],
    "revenue": [
        ("lines-1-kind", "本年收入\t一般公共预算资金\t5\n上年结转结余\t一般公共预算资金\t6", "lines-2-amount", "6"),
        ("lines-1-printed_label", "一般公共预算拨款收入\n事业收入", "lines-2-printed_label", "事业收入"),
    ],
    "assets": [("added-0-name", "图书\t3\t5\n家具\t1\t2", "added-1-value", "2")],
    "glossary": [
        ("terms-0-term", "基本支出\t指日常支出\n项目支出\t指项目的支出", "terms-1-term", "项目支出"),
        ("terms-0-term", "资金来源\t指在预算中安排的各项资金取得的来源和渠道，包括财政拨款和其他收入。", "terms-0-term", "资金来源"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("page", OWN)
def test_the_tables_own_head_is_left_out_and_said(desk: Any, page: str) -> None:
    placed(desk, page, OWN[page], says="是表头，没有粘贴")


@pytest.mark.parametrize("page", BARE)
def test_a_first_row_of_words_is_no_head(desk: Any, page: str) -> None:
    placed(desk, page, BARE[page], says="")


def placed(desk: Any, page: str, cases: Sequence[tuple[str, str, str, str]], *, says: str) -> None:
    go(desk, page)
    wrong = []
    for name, block, cell, value in cases:
        said = paste(desk, name, block)
        found = desk.input_value(f"[name={cell}]")
        if found != value or "已粘贴" not in said or ("表头" in said) != bool(says) or says not in said:
            wrong.append((name, block, found, said))
        if "已粘贴" in said:
            desk.keyboard.press("Control+z")
    assert not wrong, "\n".join(map(str, wrong))
    assert desk.said == []


@pytest.mark.parametrize("width", [1366, 390])
def test_the_reason_can_be_read_at_a_glance(desk: Any, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 768})
    go(desk, "three-public")

    paste(desk, "tp-total-now", THREE_PUBLIC[0][1])

    place = place_of(desk, "tp-total-now")
    assert place.evaluate(IN_VIEW)
    assert place.evaluate("(place) => place.getAttribute('role')") == "status"
    assert desk.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    desk.fill("[name=tp-total-now]", "")
    assert paste(desk, "tp-total-now", "42000\t24000").startswith("已粘贴 1 行")
    assert "refused" not in place.get_attribute("class")


def test_no_head_of_a_clerks_block_is_placed_as_a_row_or_lost_with_its_meaning(desk: Any, shared: Path) -> None:
    """The blocks as Excel and WPS copy them: those with a head say so, either as left out or as the reason."""
    starts = {
        ("entry-basic", "operating"): "operating-0-economic", ("entry-basic", "personnel"): "personnel-0-economic",
        ("entry-projects", "projects"): "projects-0-code", ("entry-projects", "lines"): "lines-0-project_code",
        ("entry-procurement", "items"): "items-0-name", ("entry-revenue", "lines"): "lines-0-fund",
        ("entry-three-public", "fixed table, at 合计"): "tp-total-now",
    }  # fmt: skip
    blocks = json.loads((shared / "intake" / "blocks.json").read_text(encoding="utf-8"))
    for block in blocks:
        go(desk, block["page"].removeprefix("entry-"))
        untouched = desk.evaluate(CELLS)
        said = paste(desk, starts[block["page"], block["grid"]], block["text"])
        has_head = not any(letter.isdigit() for letter in block["text"].splitlines()[0])
        assert ("表头" in said) == has_head, (block["name"], said)
        assert ("没有粘贴：" in said) == (desk.evaluate(CELLS) == untouched), (block["name"], said)


def go(desk: Any, page: str) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(f"{desk.url.rstrip('/').rpartition('/')[0]}/{page}/")


def paste(desk: Any, name: str, text: str) -> str:
    """What is said of it."""
    desk.focus(f"[name={name}]")
    desk.evaluate(PASTE, text)
    return str(place_of(desk, name).text_content())


def place_of(desk: Any, name: str) -> Any:
    return desk.locator(f"[data-grid-said='{name.split('-')[0]}']")
