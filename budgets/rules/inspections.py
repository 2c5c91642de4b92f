"""What inspections of disclosure ask of every document, and how a rule bears on the answer."""

from __future__ import annotations

from enum import Enum, StrEnum


class Question(StrEnum):
    """A column of the 自查表, in its order."""

    IN_TIME = "及时"
    COMPLETE = "完整"
    DETAILED = "细化到项款"
    EMPTY_TABLES = "空表说明"
    THREE_PUBLIC = "“三公”分项"
    CHANGES = "增减原因"
    OPERATING_COSTS = "机关运行"
    PROCUREMENT = "采购"
    ASSETS = "资产"
    PERFORMANCE = "绩效"


class Bearing(Enum):
    """A failure is always a no. A yes needs every rule that DECIDES to have passed, and one of those that decide BESIDE_OTHERS."""

    DECIDES = "decides"
    BESIDE_OTHERS = "beside others"
    DENIES = "denies"  # that it passed proves nothing
