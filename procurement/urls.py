from __future__ import annotations

from django.urls import path

from procurement import views

urlpatterns = [
    path("<int:budget_pk>/procurement/", views.ProcurementView.as_view(), name="entry-procurement"),
    path("<int:budget_pk>/procurement/catalogue/", views.CatalogueView.as_view(), name="entry-procurement-catalogue"),
]
