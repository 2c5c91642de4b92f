"""The rules as the bureau has set them: a list of all, a page to set one with a reason, and what was decided before.

For administrators, and for reviewers who answer for a whole region. Nothing is overwritten: each setting is a new row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgets.composer import composer
from budgets.models import Region, RuleSetting
from budgets.rules import registry, settings
from budgets.rules.forms import RuleSettingForm, param_name, shown_value
from budgets.rules.registry import SEVERITY_NAMES, Rule

_TEMPLATES = "admin/budgets/rulesetting"
_SHOWN = {"all": "全部规则", "set": "有设置的", "off": "已停用的"}


@dataclass(frozen=True)
class SettingSaid:
    """A row in words. for_whom: 各年度 or 2026年, and the format."""

    row: RuleSetting
    for_whom: str
    what: str


@dataclass(frozen=True)
class Listed:
    """A rule of the list. params: in words, as the rule has them; said: the rows that speak, the narrowest scope first."""

    rule: Rule
    severity: str
    params: list[str]
    said: list[SettingSaid]
    address: str


@require_safe
@never_cache
def listing(request: HttpRequest, *, admin_site: AdminSite) -> HttpResponse:
    regions = list(settings.regions_set_by(_person(request)))
    if not regions:
        raise PermissionDenied("只有系统管理员和负责全部部门的审核人可以查看、设置核验规则。")
    region = next((each for each in regions if each.pk == request.GET.get("region")), regions[0])
    shown = request.GET.get("show") if request.GET.get("show") in _SHOWN else "all"
    in_force, names = settings.in_force(region), _format_names(region)
    rules = [_listed(rule, region, in_force.get(rule.id, []), names) for rule in registry.all_rules()]
    keep = {
        "all": lambda each: True,
        "set": lambda each: each.said,
        "off": lambda each: any(not said.row.enabled for said in each.said),
    }[shown or "all"]
    context = {
        "title": "核验规则",
        "regions": regions,
        "region": region,
        "rules": [each for each in rules if keep(each)],
        "filters": [(key, words, key == shown) for key, words in _SHOWN.items()],
    }
    return _page(request, admin_site, "listing", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def setting(request: HttpRequest, region_code: str, rule_id: str, *, admin_site: AdminSite) -> HttpResponse:
    """The form of one rule, opened on the scope of `?year=&format=`, and all that was decided about it in the region."""
    region = get_object_or_404(settings.regions_set_by(_person(request)), pk=region_code)
    rule = settings.rule_of(rule_id)
    if rule is None:
        raise Http404
    names = _format_names(region)
    rows = list(RuleSetting.objects.filter(region=region, rule=rule_id).select_related("set_by"))
    present = _of_scope(rows, request.GET.get("year", ""), request.GET.get("format", ""))
    form = RuleSettingForm(request.POST or None, rule=rule, formats=list(names.items()), present=present)
    if request.method == "POST" and form.is_valid():
        try:
            settings.decide(rule_id, by=_person(request), region=region, **form.values())
        except ValidationError as error:
            form.add_errors(error.message_dict)
        else:
            messages.success(request, f"{rule.title}（{rule.id}）：设置已保存，从现在起按此核验。")
            return HttpResponseRedirect(_address(region, rule))
    context = {
        "title": f"{rule.title}（{rule.id}）",
        "region": region,
        "rule": rule,
        "severity": rule.severity_words,
        "form": form,
        "history": [_said(row, rule, names) for row in rows],
        "speaking": {each.pk for each in settings.in_force(region).get(rule_id, [])},
    }
    return _page(request, admin_site, "setting", context)


def _listed(rule: Rule, region: Region, rows: list[RuleSetting], names: dict[str, str]) -> Listed:
    params = [f"{param_name(rule, name)}：{shown_value(value)}" for name, value in rule.params.items()]
    said = [_said(row, rule, names) for row in rows]
    return Listed(rule, rule.severity_words, params, said, _address(region, rule))


def _said(row: RuleSetting, rule: Rule, names: dict[str, str]) -> SettingSaid:
    year = f"{row.fiscal_year}年" if row.fiscal_year else "各年度"
    for_whom = f"{year}，{names.get(row.format_key, row.format_key)}" if row.format_key else year
    if row.lifted:
        return SettingSaid(row, for_whom, "取消本范围的设置")
    if not row.enabled:
        return SettingSaid(row, for_whom, "停用")
    changed = [f"严重程度改为“{SEVERITY_NAMES[row.severity]}”{_without_effect(row, rule)}"] if row.severity else []
    changed += [f"{param_name(rule, name)}：{shown_value(value)}" for name, value in row.params.items()]
    return SettingSaid(row, for_whom, "；".join(changed) or "启用，按规则原有的设置")


def _without_effect(row: RuleSetting, rule: Rule) -> str:
    """Of a setting that is older than the law by which rules over words do not block."""
    return "（准确率未经证实，不生效）" if row.severity == "E" and rule.is_unproved else ""


def _of_scope(rows: list[RuleSetting], year: str, format_key: str) -> RuleSetting | None:
    """The newest row of exactly that scope, where it was not lifted."""
    fiscal_year = int(year) if year.isascii() and year.isdigit() else None
    newest = next((row for row in rows if (row.fiscal_year, row.format_key) == (fiscal_year, format_key)), None)
    return None if newest is None or newest.lifted else newest


def _format_names(region: Region) -> dict[str, str]:
    return dict(composer().formats_for(region.pk, timezone.localdate().year))


def _address(region: Region, rule: Rule) -> str:
    return reverse("admin:budgets_rulesetting_set", args=[region.pk, rule.id])


def _person(request: HttpRequest) -> User:
    """Nobody else gets past `admin_view`."""
    return cast("User", request.user)


def _page(request: HttpRequest, admin_site: AdminSite, name: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = admin_site.name
    base = {**admin_site.each_context(request), "opts": RuleSetting._meta}
    return TemplateResponse(request, f"{_TEMPLATES}/{name}.html", base | context)


@admin.register(RuleSetting)
class RuleSettingAdmin(admin.ModelAdmin):
    """Puts the pages above into the admin, for those who set rules."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: RuleSetting | None = None) -> bool:
        return settings.regions_set_by(request.user).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RuleSetting | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RuleSetting | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(partial(view, admin_site=self.admin_site))

        return [
            path("", page(listing), name="budgets_rulesetting_changelist"),
            path("<str:region_code>/<str:rule_id>/", page(setting), name="budgets_rulesetting_set"),
        ]
