"""Who asks for what, for the history of what is written in answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from budgets.versions.context import requested

_READS = {"GET", "HEAD", "OPTIONS", "TRACE"}
_DONE = {
    "add": "新增",
    "change": "修改",
    "delete": "删除",
    "changelist": "批量处理",
    "import": "导入",
    "process_import": "导入",
}


def record_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what a request writes is done by who is signed in. Stands behind the middleware that knows him."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in _READS or not request.user.is_authenticated:
            return get_response(request)
        with requested(request.user, _sentence(request)):
            return get_response(request)

    return middleware


def _sentence(request: HttpRequest) -> str:
    """核验规则：新增, for the forms of the admin; empty elsewhere, where each deed says itself what it is."""
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return ""
    if found.app_name != "admin" or not found.url_name:
        return ""
    for model in admin.site._registry:
        start = f"{model._meta.app_label}_{model._meta.model_name}_"
        if found.url_name.startswith(start):
            done = _DONE.get(found.url_name.removeprefix(start), "")
            return "：".join(filter(None, (str(model._meta.verbose_name), done)))
    return ""
