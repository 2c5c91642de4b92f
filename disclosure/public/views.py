"""The public pages: no login, no cookie, no script. They read published tables only, never a draft.

Pages are revalidated by their hash, because a banner may appear on them; a version's files never change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import Error, connection
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from django_tables2 import RequestConfig

from disclosure.exporters.files import FILES
from disclosure.models import ChainEntry, Publication
from disclosure.public import unit_coverage
from disclosure.public.filters import PublicationFilter
from disclosure.public.page import HEAVY, PublicPage, publications_at
from disclosure.public.tables import PublicationTable
from disclosure.publication import stored_chain, verification
from disclosure.publication.publish import official_name

PER_PAGE = 30
FOR_EVER = {"public": True, "max_age": 365 * 24 * 60 * 60, "immutable": True}

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """A page for everybody: read only, compressed, kept by caches as long as its hash is the same."""

    @wraps(view)
    def revalidated(request: HttpRequest, **where: str) -> HttpResponseBase:
        response = view(request, **where)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return require_safe(gzip_page(conditional_page(revalidated)))


@public
def index(request: HttpRequest) -> HttpResponse:
    published = Publication.objects.latest_of_each().for_public_display().defer(*HEAVY)
    published = published.annotate(unit_code=Coalesce("unit__code", Value("")))
    search = PublicationFilter(request.GET, queryset=published)
    table = PublicationTable(search.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    table.coverage = unit_coverage.of_each([row.record for row in table.paginated_rows])
    context = {"search": search, "table": table, "searching": _searches(search), "heads": stored_chain.heads()}
    return render(request, "disclosure/index.html", context)


def _searches(search: PublicationFilter) -> bool:
    """Whether the list is a part of all. Sorting and turning pages leave it whole, and so does what cannot be searched for."""
    return search.is_valid() and any(search.data.get(name) for name in search.filters)


@require_safe
def region(request: HttpRequest, region: str, year: str = "") -> HttpResponse:
    """The first parts of an address are an address too: the index of that region and year."""
    published = Publication.objects.filter(region_id=region)
    if year:
        published = published.filter(fiscal_year=int(year))
    if not published.exists():
        raise Http404
    chosen = {"region": region, "year": year} if year else {"region": region}
    return redirect(f"{reverse('public-index')}?{urlencode(chosen)}")


@public
def latest(request: HttpRequest, *, region: str, year: str, department: str, unit: str | None = None) -> HttpResponse:
    found = publications_at(region=region, year=year, department=department, unit=unit).latest_of_each().first()
    if found is None:
        raise Http404
    return _page(request, found)


@public
def version(
    request: HttpRequest, *, region: str, year: str, department: str, version: str, unit: str | None = None
) -> HttpResponse:
    return _page(request, _version(region, year, department, unit, version))


def _page(request: HttpRequest, publication: Publication) -> HttpResponse:
    return render(request, "disclosure/version.html", {"page": PublicPage(publication), "publication": publication})


def _version(region: str, year: str, department: str, unit: str | None, version: str) -> Publication:
    found = (
        publications_at(region=region, year=year, department=department, unit=unit).filter(version=int(version)).first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
def file(
    request: HttpRequest, *, region: str, year: str, department: str, version: str, name: str, unit: str | None = None
) -> HttpResponseBase:
    publication = _version(region, year, department, unit, version)
    artefact = publication.artefacts.defer("content").filter(name=name).first()
    if artefact is None:
        raise Http404
    etag = f'"{artefact.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(artefact.content), content_type=artefact.media_type)
        known = FILES[name]
        response["Content-Disposition"] = _disposition(
            known.is_attachment, known.saved_as.format(official_name(publication))
        )
    response["ETag"] = etag
    patch_cache_control(response, **FOR_EVER)
    return response


def _disposition(as_attachment: bool, name: str) -> str:
    return content_disposition_header(as_attachment, name) or "inline"


@public
def manifest(
    request: HttpRequest, *, region: str, year: str, department: str, version: str, unit: str | None = None
) -> HttpResponse:
    """The version's two entries in the chain, for whoever verifies the downloaded files."""
    publication = _version(region, year, department, unit, version)
    entries = publication.chain_entries.order_by("sequence")
    response = _json({"entries": [stored_chain.link_of(entry).as_json() for entry in entries]})
    patch_cache_control(response, **FOR_EVER)
    return response


@public
def chain(request: HttpRequest, *, region: str) -> HttpResponse:
    """A region's whole chain: whoever keeps a copy can prove later that nothing was changed or cut."""
    entries = ChainEntry.objects.filter(region_id=region).order_by("sequence")
    if not entries:
        raise Http404
    return _json({"region": region, "entries": [stored_chain.link_of(entry).as_json() for entry in entries]})


def _json(content: dict[str, object]) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@public
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that proves downloaded files without us."""
    source = verification.program()
    response = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = _disposition(True, "verify.py")
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is published is meant to be found."""
    return HttpResponse(
        "User-agent: *\nDisallow: /entry/\nDisallow: /admin/\n", content_type="text/plain; charset=utf-8"
    )


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its database, and which release answers: `ok` in a line of its own, then the version."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse(f"ok\nversion {settings.VERSION}\n", content_type="text/plain")
