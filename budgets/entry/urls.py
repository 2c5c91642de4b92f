"""The entry desk: signing in, the account's versions, and the pages of the ground's parts. Mounted at /entry/."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path

from budgets.entry.pages import home, live, new, overview, pages, rules

urlpatterns = [
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("", home.HomeView.as_view(), name="entry-home"),
    path("new/", new.NewView.as_view(), name="entry-new"),
    path("rules/", rules.RulesView.as_view(), name="entry-rules"),
    path("<int:budget_pk>/", overview.OverviewView.as_view(), name="entry-overview"),
    path("<int:budget_pk>/basics/", pages.BasicsView.as_view(), name="entry-basics"),
    path("<int:budget_pk>/organisation/", pages.OrganisationView.as_view(), name="entry-organisation"),
    path("<int:budget_pk>/revenue/", pages.RevenueView.as_view(), name="entry-revenue"),
    path("<int:budget_pk>/basic/", pages.BasicView.as_view(), name="entry-basic"),
    path("<int:budget_pk>/projects/", pages.ProjectsView.as_view(), name="entry-projects"),
    path("<int:budget_pk>/comparison/", pages.ComparisonView.as_view(), name="entry-comparison"),
    path("<int:budget_pk>/three-public/", pages.ThreePublicView.as_view(), name="entry-three-public"),
    path("<int:budget_pk>/glossary/", pages.GlossaryView.as_view(), name="entry-glossary"),
    path("<int:budget_pk>/other/", pages.OtherView.as_view(), name="entry-other"),
    path("<int:budget_pk>/live/<path:page>", live.LiveView.as_view(), name="entry-live"),
]
