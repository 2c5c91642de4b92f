"""The answer to a login that was tried too often."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """Plain text: the page must not depend on anything that a template could need, and 429 is what clients expect."""
    text = "登录失败次数过多，该账号已在此电脑上暂时锁定。请 15 分钟后再试，或请系统管理员解锁。\n"
    return HttpResponse(text, status=429, content_type="text/plain; charset=utf-8")
