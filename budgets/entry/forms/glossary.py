"""名词解释, with standard terms in wording of our own for those who start from nothing."""

from __future__ import annotations

from budgets.entry.forms.columns import Column
from budgets.entry.forms.grid import Grid
from budgets.models import GlossaryTerm

STANDARD_TERMS = (
    ("一般公共预算拨款收入", "指本级财政当年从一般公共预算中拨付给部门和单位的资金。"),
    ("政府性基金预算拨款收入", "指本级财政当年从政府性基金预算中拨付、须按规定用途使用的资金。"),
    ("财政专户管理资金收入", "指缴入财政专户、由财政部门核拨使用的教育收费等资金。"),
    ("事业收入", "指事业单位开展业务活动和辅助活动取得的收入。"),
    ("其他收入", "指上述收入以外取得的各项收入，例如按规定可以使用的利息收入。"),
    ("上年结转结余", "指以前年度安排、当年未用完，按规定转到本年继续使用的资金。"),
    ("基本支出", "指为保证机构正常运转、完成日常工作任务安排的支出，分为人员经费和公用经费。"),
    ("项目支出", "指在基本支出以外，为完成特定的工作任务或事业发展目标安排的支出。"),
    ("机关运行经费", "指行政单位和参照公务员法管理的事业单位使用一般公共预算安排的、用于日常运转的公用经费，包括办公费、水电费、差旅费、维修费等。"),
    (
        "“三公”经费",
        "指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。因公出国（境）费是公务出国（境）的旅费、住宿费、"
        "伙食补助费等支出；公务用车购置及运行费是购买公务用车以及燃料、维修、保险、过路过桥等支出；公务接待费是按规定开支的接待支出。",
    ),
    ("政府采购", "指使用财政性资金，依法采购集中采购目录以内或者限额标准以上的货物、工程和服务的行为。"),
)  # fmt: skip


class GlossaryGrid(Grid):
    model = GlossaryTerm
    name = "terms"
    anchor = "term"
    title = "名词解释"
    help = "按行序编号打印。只解释本说明中出现的名词。"
    columns = (Column("term"), Column("definition", area=3))
    blank_rows = 2
    least_rows = 3
