"""The lists of words by which rules read a text: terms, other departments' business, sensitive words.

They are the rules' own; a bureau sets others for its region in the admin (budgets.rules.settings).
"""

from __future__ import annotations

TERMS = (
    "一般公共预算拨款收入",
    "一般公共预算拨款",
    "一般公共预算",
    "政府性基金预算拨款收入",
    "政府性基金预算",
    "国有资本经营预算拨款收入",
    "国有资本经营预算",
    "财政专户管理资金",
    "机关运行经费",
    "日常公用经费",
    "公务用车购置及运行费",
    "公务用车运行维护费",
    "公务用车购置费",
    "公务用车运行费",
    "因公出国（境）费",
    "公务接待费",
    "政府采购预算",
)
# Names in use elsewhere that are near to a term and right.
RIGHT_THOUGH_NEAR = (
    "公务用车购置及运行维护费",
    "公务用车购置经费",
    "政府性基金收入预算",
    "一般公共决算",
    "一般公共预决算",
    "政府性基金预决算",
    "政府性基金决算",
    "国有资本经营预决算",
    "国有资本经营决算",
    "政府采购预决算",
)
# Not near, and yet not the term: what is meant, where the wrong name stands in a departmental budget.
SAID_OTHERWISE = {
    "一般公共预算收入": "一般公共预算拨款收入",
    "机关运行费": "机关运行经费",
}
TYPING_ERRORS = {
    "整和": "整合",
    "其它": "其他",
    "事物管理": "事务管理",
    "帐户": "账户",
    "帐目": "账目",
    "结帐": "结账",
}
# Words of the document's own that a reader may not know, by which R-GLO-1 looks for a definition.
SPECIAL_TERMS = (
    "一般公共预算拨款收入",
    "财政专户管理资金",
    "事业收入",
    "其他收入",
    "基本支出",
    "项目支出",
    "人员经费",
    "日常公用经费",
    "机关运行经费",
    "“三公”经费",
    "政府采购",
    "结转",
)
# The business of other departments, for texts that were taken over from one (R-CON-4).
BUSINESS = {
    "统战": r"统战|统一战线",
    "宣传": r"宣传思想|新闻舆论|舆情引导|精神文明",
    "组织人事": r"干部教育培训|领导班子建设|组织工作常态化|人才队伍",
    "共青团": r"共青团|团组织建设|党建带团建|引领青少年",
    "妇联": r"妇女儿童|广大妇女|妇女参加",
    "社区": r"社区建设|社区重点项目",
    "接待": r"服务接待|接待服务工作",
    "网信": r"网络安全和信息化|互联网宣传",
    "教育": r"义务教育|学前教育|教学质量",
    "卫生": r"公共卫生服务|医疗卫生机构|疫苗接种",
    "农业": r"农业农村|粮食生产|高标准农田",
    "交通": r"公路养护|道路运输|农村公路",
    "住建": r"棚户区|物业管理行业|建筑市场",
    "环保": r"大气污染|水污染防治|生态环境执法",
    "应急": r"安全生产监管|防汛抗旱|森林防火",
    "市场监管": r"食品安全监管|特种设备|价格监督",
    "文旅": r"文物保护|公共文化服务|景区管理",
}
# Words of stability work: whoever reviews for secrecy should see the sentence (R-SEC-1).
SENSITIVE = (
    "缠访",
    "闹访",
    "滋事",
    "接劝返",
    "劝返",
    "截访",
    "稳控",
    "敏感时期",
    "敏感期",
    "敏感地",
    "重点敏感",
    "维稳",
    "驻京",
    "绝密",
    "机密",
    "内部资料",
)
