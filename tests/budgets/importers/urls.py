"""The site's addresses with the import among them, whether or not the site has mounted it yet."""

from django.urls import include, path

from config.urls import urlpatterns as site

urlpatterns = [path("entry/", include("budgets.importers.urls")), *site]
