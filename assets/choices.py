"""The rows of 固定资产占用情况表."""

from __future__ import annotations

from django.db import models


class AssetCategory(models.TextChoices):
    """`added` is a row that the department adds to the form under a name of its own."""

    HOUSES = "houses", "房屋"
    VEHICLES = "vehicles", "车辆"
    EQUIPMENT = "equipment", "单价在规定限额以上设备"
    ADDED = "added", "增加的行"
    OTHER = "other", "其他固定资产"
