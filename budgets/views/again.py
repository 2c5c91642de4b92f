"""A form that arrives after the session has ended: what was typed stays, the account is asked for in its place."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

PREFIX = "again"


class SignsInAgain:
    """For views of long forms; stands before the mixin that demands an account.

    Whoever signs in is asked for every permission afresh: what another has typed is saved in the name of who signs in,
    or not at all.
    """

    @method_decorator(sensitive_post_parameters(f"{PREFIX}-password"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        is_sent = f"{PREFIX}-username" in request.POST
        form = AuthenticationForm(request, data=request.POST if is_sent else None, prefix=PREFIX)
        if form.is_valid():
            login(request, form.get_user())
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
            for value in values
        ]
        return render(request, "budgets/sign_in_again.html", {"form": form, "kept": kept}, status=401)
