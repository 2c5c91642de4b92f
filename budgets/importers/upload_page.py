"""Uploads whose size is looked at before their content is taken in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from budgets.desk.scope import EntryMixin
from budgets.importers.reader import MEGABYTE


@method_decorator(csrf_exempt, name="dispatch")  # checked after the size: the check itself would take in the whole body
class ReceivingMixin(EntryMixin):
    """Base of a view that takes files.

    most_bytes  of the files of one request together
    """

    most_bytes: ClassVar[int]

    def too_large(self, budget_pk: int) -> HttpResponse:
        """The page again, with what to do about it. Nothing of the request's content can be read here."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if length.isdigit() and int(length) > self.most_bytes + MEGABYTE:
            return self.too_large(kwargs["budget_pk"])
        return csrf_protect(super().dispatch)(request, *args, **kwargs)
