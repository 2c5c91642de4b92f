"""The pages for requests that are refused before a view sees them: what to do next, and what was typed where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

# Never shown again: they are typed anew.
_SECRETS = ("password", "otp_token")
_OF_A_SIGN_IN = {"csrfmiddlewaretoken", "username", "next", "this_is_the_login_form"}
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class Kept(NamedTuple):
    """A field of a form that was not accepted, with what was typed into it."""

    name: str
    value: str


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no address has a NUL in it, and PostgreSQL fails on one. What is typed into forms is judged by them.

    So is what a reader of the public pages looks for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_inside = request.path_info.startswith(("/admin/", "/entry/"))
        if "\x00" in request.path_info or (is_inside and "%00" in request.META.get("QUERY_STRING", "")):
            raise BadRequest("NUL in an address")
        return get_response(request)

    return middleware


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a token that is valid now: the page stood open while somebody signed in anew, or cookies are off.

    A form that demonstrably came from a page of ours is kept and may be sent again with a token of today. One that may have come
    from elsewhere is not: its fields are somebody else's.
    """
    kept = _typed(request) if _is_from_here(request) else []
    where = "admin" if request.path.startswith("/admin/") else "entry" if request.path.startswith("/entry/") else ""
    context = {"kept": kept, "has_files": bool(request.FILES), "where": where, "is_sign_in": _is_sign_in(request)}
    return render(request, "403_csrf.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read at all. Without the request's context: nothing of the request can be trusted here."""
    return HttpResponseBadRequest(render_to_string("400.html", {"is_too_much": isinstance(exception, _TOO_MUCH)}))


@sensitive_variables()
def _typed(request: HttpRequest) -> list[Kept]:
    """Nothing where a part could not be kept: half a form that looks whole would be sent again as if it were all."""
    if request.FILES or _is_sign_in(request):
        return []
    return [
        Kept(name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not _is_secret(name)
        for value in map(str, values)
    ]


def _is_secret(name: str) -> bool:
    return any(secret in name for secret in _SECRETS)


def _is_sign_in(request: HttpRequest) -> bool:
    """Name and password and nothing else: signing in, or another password."""
    others = {name for name in request.POST if not _is_secret(name)}
    return any(map(_is_secret, request.POST)) and others <= _OF_A_SIGN_IN


def _is_from_here(request: HttpRequest) -> bool:
    """Said by the browser, which lets no page of another site say it."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    place = urlsplit(said)
    return (place.scheme, place.netloc) == (request.scheme, request.get_host())
