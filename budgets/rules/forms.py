"""The form by which a rule is set: its state, severity and parameters for a scope, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from budgets.models import RuleSetting
from budgets.rules.registry import SEVERITY_NAMES, Rule
from budgets.text import CleanTextField

ON, OFF, LIFT = "on", "off", "lift"
_PARAM = "param-"
# The rules' parameters in words. Where a name means something else in one rule, that rule says it (Rule.named).
PARAM_NAMES = {
    "first_class": "购置科目编码从",
    "last_class": "购置科目编码至",
    "required_from": "自哪一年度起为必填",
    "running": "基本支出的功能科目名称",
    "general": "项目支出的功能科目名称",
    "institutions_only": "只用于事业单位的经济科目编码",
    "nearly": "相似到什么程度算作基本一致（0 到 1）",
    "classes": "通常需要政府采购的经济科目编码",
    "words": "通常需要政府采购的项目用语",
    "ratio": "相似到什么程度算作雷同（0 到 1）",
    "least_length": "至少多少个字才比较",
    "output_kinds": "产出指标至少几种",
    "effects": "效益指标至少几个",
    "satisfaction": "满意度指标至少几个",
    "patterns": "项目编码的格式（正则表达式）",
    "judged_elsewhere": "由其他规则核验、这里不核验的经济科目编码",
    "vehicle_projects": "车辆类项目的名称（正则表达式）",
    "bad_if_high": "越低越好的指标（正则表达式）",
    "good_if_high": "说的是下降、办结等、越高越好的指标（正则表达式）",
    "bad_if_low": "越高越好的指标（正则表达式）",
    "time_units": "时间单位",
    "coverage": "说的是覆盖的用语",
    "paid_out": "说的是发放、拨付的指标（正则表达式）",
    "may_exceed": "可以超过 100% 的指标用语",
    "rates": "说的是比率的用语",
    "ranks_and_counts": "说的是名次或数量的用语（正则表达式）",
    "immeasurable": "说的是不能直接计量的情况的用语（在名称或描述末尾）",
    "counted": "按个数计量的单位",
    "least_indicators": "至少几个指标才比较",
    "grades": "档次的名称（包含其他名称的排在前面）",
    "factors": "恰好相差几倍算作错位",
    "empty_reasons": "没有实际内容的原因（正则表达式，须与整个原因相符）",
    "blames_the_system": "把原因推给系统的用语（正则表达式）",
    "of_the_scope": "应与“部门”或“单位”连用的标题用语（正则表达式）",
    "shortest_name": "至少几个字的名称才查相近的写法",
    "placeholders": "占位文字（正则表达式）",
    "any_year": "旁边可以出现其他年度的用语",
    "about_accounts": "旁边的数字算作账号的用语",
    "contacts": "联系方式的写法（正则表达式）",
    "least_sections": "至少几节才算完整的文件",
    "pairs": "成对使用、互不算错别字的用语（用语=用语）",
    "want_a_measure": "数字之后应有量词的用语",
    "older_thresholds": "以前的单价限额（设备种类=元）",
    "subordinate": "说到所属单位的用语（正则表达式）",
    "no_subordinate": "说明没有所属单位的用语（正则表达式）",
    "assisting": "说的是协助的用语",
    "new_unit": "说明是新增单位、没有上年数的用语（正则表达式）",
    "compares": "说明已与上年比较或是新增单位的用语",
    "totals": "总数的各种名称（名称=数据的编号）",
    "nil": "说明没有的用语（正则表达式）",
    "no_assets": "说明没有资产的用语（正则表达式）",
    "nothing_planned": "说明没有安排采购的用语",
    "called_empty": "称表为空表的用语（正则表达式）",
    "times": "超过几倍才算不符",
    "limit": "占比上限（0 到 1）",
    "most_changed": "最多有几个字不同才算作错别字",
    "typing_errors": "常见错别字（错误写法=正确写法）",
    "terms": "规范用语",
    "right_though_near": "与规范用语相近而正确的用语",
    "said_otherwise": "不规范的名称（不规范名称=规范名称）",
    "special_terms": "需要解释的专业名词",
    "business": "各部门的业务（部门业务=识别它的正则表达式）",
    "sensitive": "保密审查时应看到的敏感用语",
}


def param_name(rule: Rule, name: str) -> str:
    """The parameter in words; its own name where it has none."""
    return rule.named.get(name) or PARAM_NAMES.get(name) or name


def shown_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{word}={other}" for word, other in value.items())
    return "、".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


class RuleSettingForm(forms.Form):
    """One decision about a rule. `values` are the arguments of rule_settings.decide."""

    state = forms.ChoiceField(
        label="设置",
        choices=[(ON, "启用"), (OFF, "停用（列为“未核验”，不算通过）"), (LIFT, "取消本范围的设置，恢复更大范围的或规则原有的设置")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    fiscal_year = forms.IntegerField(
        label="预算年度", required=False, min_value=2000, max_value=2100, help_text="不填为各年度。"
    )
    format_key = forms.ChoiceField(label="公开格式", required=False)
    severity = forms.ChoiceField(label="严重程度", required=False)

    def __init__(
        self, *args: Any, rule: Rule, formats: list[tuple[str, str]], present: RuleSetting | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": _initial(rule, present)})
        self.rule = rule
        self.fields["format_key"].choices = [("", "各种格式"), *formats]  # type: ignore[attr-defined]
        own = f"规则原有的（{rule.severity_words}）"
        self.fields["severity"].choices = [("", own), *SEVERITY_NAMES.items()]  # type: ignore[attr-defined]
        for name, default in rule.params.items():
            self.fields[f"{_PARAM}{name}"] = _field(param_name(rule, name), default)
        # Last, below the parameters.
        reason = CleanTextField().formfield(
            label="理由",
            max_length=2000,
            help_text="写明依据或情况，至少 4 个字。填报人可以看到停用的理由和设置人；公开的核验记录中没有姓名。",
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        assert reason is not None  # noqa: S101  a text always has a field
        self.fields["reason"] = reason

    def values(self) -> dict[str, Any]:
        cleaned, state = self.cleaned_data, self.cleaned_data["state"]
        params = {name: cleaned[f"{_PARAM}{name}"] for name in self.rule.params}
        return {
            "fiscal_year": cleaned["fiscal_year"],
            "format_key": cleaned["format_key"],
            "enabled": state != OFF,
            "lifted": state == LIFT,
            "severity": cleaned["severity"],
            "params": {name: value for name, value in params.items() if value not in (None, "", [], {})},
            "reason": cleaned["reason"],
        }

    def add_errors(self, errors: dict[str, list[str]]) -> None:
        """What rule_settings refused, at its field; at the form as a whole where it has none."""
        for name, words in errors.items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)


class _Lines(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class _Pairs(forms.CharField):
    """Pairs of words, one a line, with = between them."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> dict[str, str]:
        pairs = {}
        for line in str(super().clean(value)).splitlines():
            if line.strip():
                word, sign, other = (part.strip() for part in line.replace("＝", "=").partition("="))
                if not (word and sign and other):
                    raise forms.ValidationError(f"“{line.strip()}”不是一对词语。请每行填写一对，中间用“=”隔开。")
                pairs[word] = other
        return pairs

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{word}={other}" for word, other in value.items()) if isinstance(value, Mapping) else value


def _field(label: str, default: Any) -> forms.Field:
    shown = shown_value(default)
    help_text = f"规则原有的值：{shown}。清空即恢复。"
    if isinstance(default, tuple):
        return _Lines(label=label, required=False, help_text=f"每行一个。{help_text}")
    if isinstance(default, Mapping):
        return _Pairs(label=label, required=False, help_text=f"每行一对，中间用“=”隔开。{help_text}")
    if isinstance(default, bool):
        return forms.BooleanField(label=label, required=False)
    if isinstance(default, int):
        return forms.IntegerField(label=label, required=False, min_value=0, help_text=help_text)
    if isinstance(default, float):
        return forms.FloatField(label=label, required=False, min_value=0, help_text=help_text)
    return forms.CharField(label=label, required=False, max_length=200, help_text=help_text)


def _initial(rule: Rule, present: RuleSetting | None) -> dict[str, Any]:
    values: dict[str, Any] = {"state": ON, "severity": "", **{f"{_PARAM}{n}": v for n, v in rule.params.items()}}
    if present is None:
        return values
    given = {f"{_PARAM}{name}": value for name, value in present.params.items() if name in rule.params}
    state = ON if present.enabled else OFF
    scope = {"fiscal_year": present.fiscal_year, "format_key": present.format_key}
    return {**values, **given, **scope, "state": state, "severity": present.severity}
