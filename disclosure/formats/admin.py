"""The bureau's page of formats: for which years and regions each is, where it was taken from, what is still 待核实."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from budgets.models import Region
from disclosure import formats
from disclosure.formats import listing


@require_safe
def formats_page(request: HttpRequest, *, admin_site: AdminSite) -> HttpResponse:
    regions = list(Region.objects.all())
    shown = [_shown(formats.load(key), regions) for key in formats.known_keys()]
    context = {**admin_site.each_context(request), "title": "公开格式", "formats": shown}
    request.current_app = admin_site.name
    return TemplateResponse(request, "admin/disclosure/formats.html", context)


def _shown(found: formats.Format, regions: list[Region]) -> dict[str, Any]:
    items = listing.items(found)
    here = [region.name for region in regions if found.regions and region.code.startswith(found.regions)]
    return {
        "format": found,
        "years": listing.years(found),
        "regions": "、".join(f"{code}……" for code in found.regions) or "各地",
        "here": "、".join(here),
        "items": items,
        "doubts": sum(not item.verified for item in items),
    }
