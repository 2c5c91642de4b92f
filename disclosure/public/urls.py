"""What the public reads: the index, each document's latest version, every version for ever, and its files.

A document's address is region, year, department and, for a unit's own, its unit; all of them digits.
"""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from disclosure.exporters.files import MEDIA_TYPES
from disclosure.public import views

DOCUMENT = r"(?P<region>[0-9]{6})/(?P<year>[0-9]{4})/(?P<department>[0-9]{1,12})/(?:(?P<unit>[0-9]{1,12})/)?"
VERSION = DOCUMENT + r"v(?P<version>[1-9][0-9]{0,3})/"
FILE = "|".join(name.replace(".", r"\.") for name in MEDIA_TYPES)

urlpatterns: list[URLPattern] = [
    path("", views.index, name="public-index"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("verify.py", views.verifier, name="public-verifier"),
    re_path(r"^(?P<region>[0-9]{6})/$", views.region, name="public-region"),
    re_path(r"^(?P<region>[0-9]{6})/chain\.json$", views.chain, name="public-chain"),
    re_path(r"^(?P<region>[0-9]{6})/(?P<year>[0-9]{4})/$", views.region, name="public-region-year"),
    re_path(rf"^{DOCUMENT}$", views.latest, name="public-latest"),
    re_path(rf"^{VERSION}$", views.version, name="public-version"),
    re_path(rf"^{VERSION}(?P<name>{FILE})$", views.file, name="public-file"),
    re_path(rf"^{VERSION}manifest\.json$", views.manifest, name="public-manifest"),
]
