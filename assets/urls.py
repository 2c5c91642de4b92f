from __future__ import annotations

from django.urls import path

from assets import views

urlpatterns = [path("<int:budget_pk>/assets/", views.AssetsView.as_view(), name="entry-assets")]
