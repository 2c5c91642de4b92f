"""A form that arrives after the session has ended: what was typed stays, the account is asked for in its place.

Whoever signs in is asked for every permission afresh: what another has typed is saved in the name of who signs in,
or not at all.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

PREFIX = "again"
# What happens after the signing in, by the button that was pressed.
_GOES_ON = {"submit": "登录并报送"}


class SignsInAgain:
    """For views of long forms; stands before the mixin that demands an account."""

    @method_decorator(sensitive_post_parameters(f"{PREFIX}-password"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _asked(request) or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def _asked(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for the account; None where it need not, or where the account was given just now."""
    if request.method != "POST" or request.user.is_authenticated:
        return None
    is_sent = f"{PREFIX}-username" in request.POST
    form = AuthenticationForm(request, data=request.POST if is_sent else None, prefix=PREFIX)
    if form.is_valid():
        login(request, form.get_user())
        return None
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
        for value in values
    ]
    context = {"form": form, "kept": kept, "goes_on": _GOES_ON.get(request.POST.get("action", ""), "登录并保存")}
    return render(request, "budgets/sign_in_again.html", context, status=401)
