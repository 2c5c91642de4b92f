"""The closed lists of the field, in the words of the official forms. A leaf: imports nothing of ours."""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    """Where a version stands on its way to the public."""

    DRAFT = "draft", "编制中"
    SUBMITTED = "submitted", "已报送（待审核）"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "审核通过"
    PUBLISHED = "published", "已公开"


EDITABLE = (Status.DRAFT, Status.RETURNED)
OPEN = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.APPROVED)


class Phase(models.TextChoices):
    """Which act of the fiscal year a document belongs to. 决算 and 调整 come later."""

    BUDGET = "budget", "预算"


class Role(models.TextChoices):
    PREPARER = "preparer", "填报人"
    REVIEWER = "reviewer", "审核人"
    PUBLISHER = "publisher", "信息发布员"


class TablesMode(models.TextChoices):
    """Whether the statutory tables are printed behind the narrative."""

    NONE = "none", "不附公开表"
    APPENDIX = "appendix", "附公开表"


class Door(models.TextChoices):
    """The way by which values came into a version."""

    TYPED = "typed", "录入"
    PASTED = "pasted", "粘贴"
    WORKBOOK = "workbook", "导入表格"
    OFFICIAL_TABLE = "official_table", "导入官方公开表"
    DOCUMENT = "document", "导入公开文件"
    TAKEN_OVER = "taken_over", "承接以前版本"
    COPIED = "copied", "复制上年"
    MERGED = "merged", "汇总单位"
    MOVE = "move", "办理"
    COMMAND = "command", "命令"
    BEGINNING = "beginning", "历史起点"


class Operation(models.TextChoices):
    """What became of a row. `base`: it stood there when the history began."""

    INSERT = "insert", "新增"
    UPDATE = "update", "修改"
    DELETE = "delete", "删除"
    BASE = "base", "原有"


class UnitNature(models.TextChoices):
    """单位性质. Decides whether routine operating costs count as 机关运行经费."""

    ADMINISTRATIVE = "administrative", "行政"
    CIVIL_SERVICE_MANAGED = "civil_service_managed", "参照公务员法管理事业单位"
    INSTITUTION = "institution", "事业"
    OTHER = "other", "其他"


class FundKind(models.TextChoices):
    """资金性质, as far as the forms tell funds apart."""

    GENERAL_PUBLIC_BUDGET = "general_public_budget", "一般公共预算"
    GOVERNMENT_FUNDS = "government_funds", "政府性基金预算"
    STATE_CAPITAL = "state_capital", "国有资本经营预算"
    SPECIAL_FISCAL_ACCOUNT = "special_fiscal_account", "财政专户管理资金"
    INSTITUTION_REVENUE = "institution_revenue", "事业收入"
    BUSINESS_REVENUE = "business_revenue", "事业单位经营收入"
    SUPERIOR_SUBSIDY = "superior_subsidy", "上级补助收入"
    AFFILIATE_REMITTANCE = "affiliate_remittance", "附属单位上缴收入"
    OTHER_REVENUE = "other_revenue", "其他收入"


FISCAL_APPROPRIATION = (FundKind.GENERAL_PUBLIC_BUDGET, FundKind.GOVERNMENT_FUNDS, FundKind.STATE_CAPITAL)
# What the forms call 单位资金 taken together.
UNIT_FUNDS = tuple(kind for kind in FundKind if kind not in (*FISCAL_APPROPRIATION, FundKind.SPECIAL_FISCAL_ACCOUNT))


class LineKind(models.TextChoices):
    """支出项目类别. Until 2020 projects were not yet divided into two kinds."""

    PERSONNEL = "personnel", "人员类"
    OPERATING = "operating", "公用经费"
    OTHER_OPERATING = "other_operating", "其他运转类"
    SPECIAL_PURPOSE = "special_purpose", "特定目标类"
    PROJECT_UNCLASSIFIED = "project_unclassified", "项目支出（未分类）"
    CARRIED_OUT = "carried_out", "年终结转结余"


BASIC_KINDS = (LineKind.PERSONNEL, LineKind.OPERATING)
PROJECT_KINDS = (LineKind.OTHER_OPERATING, LineKind.SPECIAL_PURPOSE, LineKind.PROJECT_UNCLASSIFIED)


class RevenueKind(models.TextChoices):
    CURRENT = "current", "本年收入"
    CARRIED_IN = "carried_in", "上年结转结余"


class EconomicGroup(models.TextChoices):
    """Which half of basic expenditure a class of the economic classification belongs to."""

    PERSONNEL = "personnel", "人员经费"
    OPERATING = "operating", "公用经费"
    NEITHER = "neither", "不列入基本支出"


class Confirmation(models.TextChoices):
    """Whether somebody has compared a code of a classification with the official list, and what of it is doubted."""

    CONFIRMED = "confirmed", "已核实"
    DOUBTED = "doubted", "待核实"
    CODE_DOUBTED = "code_doubted", "编码待核实"
    NAME_DOUBTED = "name_doubted", "名称待核实"
    YEARS_DOUBTED = "years_doubted", "启用或停用年度待核实"
    UNLISTED = "unlisted", "未与目录核对"


class ThreePublicLine(models.TextChoices):
    """The lines of 三公 that are counted; subtotal and total are sums and no choice."""

    OVERSEAS_TRIPS = "overseas_trips", "因公出国（境）费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_OPERATION = "vehicle_operation", "公务用车运行维护费"
    OFFICIAL_RECEPTIONS = "official_receptions", "公务接待费"


class Base(models.TextChoices):
    """What a stated figure counts: the budgeted or the executed amount."""

    BUDGET = "budget", "预算数"
    EXECUTION = "execution", "执行数"


class CellOrigin(models.TextChoices):
    """How a stated figure came into the version. It decides how far it is trusted beside last year's published one."""

    DOCUMENT = "document", "读入的公开文件"
    OFFICIAL_TABLE = "official_table", "读入的公开表"
    TYPED = "typed", "手工填写"
    UNITS = "units", "各单位之和"


# Origins that a file stands behind.
READ_ORIGINS = (CellOrigin.DOCUMENT, CellOrigin.OFFICIAL_TABLE)


class MoneyUnit(models.TextChoices):
    """In what a source prints its amounts. 元 are exact to the 分, 万元 to the second place."""

    YUAN = "元", "元"
    TEN_THOUSAND = "万元", "万元"


class Derivation(models.TextChoices):
    """How a figure was reckoned from what its source prints, where it does not print the figure itself."""

    FROM_CHANGE = "from_change", "由增减额推算"
    REST_OF_PROJECTS = "rest_of_projects", "项目支出合计减去各项目"


class Flag(models.TextChoices):
    """Facts that a department states and no figure can show."""

    NEW_UNIT = "new_unit", "本年度新增预算单位，无上年数据"
    NO_NEW_ASSETS = "no_new_assets", "本年度无新增固定资产预算"


class Authorship(models.TextChoices):
    """How somebody came to be an author of a version. Each way keeps from approving it and from waiving its errors."""

    WROTE = "wrote", "编写"
    UPLOADED = "uploaded", "上传文件"
    TAKEN_OVER = "taken_over", "编写引入的单位预算"


class ReviewAction(models.TextChoices):
    CREATED = "created", "新建"
    SUBMITTED = "submitted", "报送"
    RETURNED = "returned", "退回"
    APPROVED = "approved", "审核通过"
    REPLY_REGISTERED = "reply_registered", "登记批复"
    REPLY_CORRECTED = "reply_corrected", "更正批复登记"
    REPLY_CONFIRMED = "reply_confirmed", "确认批复更正"
    SECRECY_REVIEWED = "secrecy_reviewed", "保密审查"
    PUBLISHED = "published", "公开"
    IMPORTED = "imported", "历史版本导入"
    ANSWER_REFUSED = "answer_refused", "答复未被接受"
    WAIVED = "waived", "豁免错误"
