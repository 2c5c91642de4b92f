"""The page of 国有资产."""

from __future__ import annotations

from assets.forms import AddedGrid, AssetFactsForm, FixedRowsForm
from budgets.entry.pages.part import PartView


class AssetsView(PartView):
    part_key = "assets"
    section_classes = (FixedRowsForm, AddedGrid, AssetFactsForm)
    lead = "填写上年末固定资产占用情况，应与资产年报一致。"
    template_name = "assets/assets.html"
