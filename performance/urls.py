from __future__ import annotations

from django.urls import path

from performance import views

urlpatterns = [
    path("<int:budget_pk>/performance/", views.DutiesPerformanceView.as_view(), name="entry-duties"),
    path("<int:budget_pk>/sheets/", views.SheetsView.as_view(), name="entry-sheets"),
    path("<int:budget_pk>/sheets/<int:project_pk>/", views.SheetView.as_view(), name="entry-sheet"),
]
