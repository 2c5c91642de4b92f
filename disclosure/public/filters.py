"""How the public looks for a document: a form that is sent by GET, so that every search has an address."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from budgets.models import Region
from disclosure.models import Publication


class ShortSearchField(forms.CharField):
    def __init__(self, **kwargs: object) -> None:
        kwargs["max_length"] = 60
        super().__init__(**kwargs)  # type: ignore[arg-type]


class SearchFilter(django_filters.CharFilter):
    field_class = ShortSearchField


def _regions() -> list[tuple[str, str]]:
    return list(Region.objects.filter(publications__isnull=False).distinct().values_list("code", "name"))


def _years() -> list[tuple[int, str]]:
    years = Publication.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, f"{year}年") for year in years]


class PublicationFilter(django_filters.FilterSet):
    """Region, year, kind and words of the name or code. Only what was published can be found: nothing else is asked."""

    q = SearchFilter(
        method="search", label="名称或编码", widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"})
    )
    region = django_filters.ChoiceFilter(label="地区", choices=_regions, empty_label="全部地区", field_name="region_id")
    year = django_filters.ChoiceFilter(label="年度", choices=_years, empty_label="全部年度", field_name="fiscal_year")
    scope = django_filters.ChoiceFilter(
        label="类别", choices=[("department", "部门"), ("unit", "单位")], empty_label="部门和单位", method="by_scope"
    )

    class Meta:
        model = Publication
        fields: list[str] = []

    def search(self, queryset: QuerySet[Publication], name: str, value: str) -> QuerySet[Publication]:
        """Every word must stand somewhere in the names or codes."""
        for word in value.split():
            queryset = queryset.filter(
                Q(printed_name__icontains=word)
                | Q(title__icontains=word)
                | Q(department__name__icontains=word)
                | Q(department__code=word)
                | Q(unit__code=word)
            )
        return queryset

    def by_scope(self, queryset: QuerySet[Publication], name: str, value: str) -> QuerySet[Publication]:
        return queryset.filter(unit__isnull=value != "unit")
