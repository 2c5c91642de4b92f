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


class VehicleUse(models.TextChoices):
    """What official vehicles are for, as Shanghai's narrative counts them."""

    MINISTERIAL = "ministerial", "部级领导干部用车"
    PRINCIPAL = "principal", "主要领导干部用车"
    CONFIDENTIAL = "confidential", "机要通信用车"
    EMERGENCY = "emergency", "应急保障用车"
    LAW_ENFORCEMENT = "law_enforcement", "执法执勤用车"
    SPECIALISED = "specialised", "特种专业技术用车"
    RETIRED = "retired", "离退休干部用车"
    OTHER = "other", "其他用车"
