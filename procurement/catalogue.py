"""Finding an entry of 政府采购品目分类目录 by a part of its code or name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from procurement.models import CatalogueItem

MOST = 60


@dataclass(frozen=True)
class Found:
    """items: the first of them; is_cut: there are more; is_of_year: they hold in the budget's year."""

    items: tuple[CatalogueItem, ...]
    is_cut: bool
    is_of_year: bool


def search(words: str, year: int) -> Found:
    """Every word must stand at the beginning of the code or somewhere in the name.

    The catalogues at hand do not cover every year. Where none holds in the year, the others are searched and marked.
    """
    wanted = Q()
    for word in words.split():
        wanted &= Q(code__istartswith=word) | Q(name__icontains=word)
    items = CatalogueItem.objects.filter(wanted).order_by("code")
    of_year = items.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=year), Q(valid_to__isnull=True) | Q(valid_to__gte=year)
    )
    is_of_year = CatalogueItem.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=year), Q(valid_to__isnull=True) | Q(valid_to__gte=year)
    ).exists()
    found = list((of_year if is_of_year else items)[: MOST + 1])
    return Found(tuple(found[:MOST]), len(found) > MOST, is_of_year)
