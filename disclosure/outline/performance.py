"""绩效预算信息: objectives of the department by duty, then a sheet for each project (T12, T13)."""

from __future__ import annotations

from collections.abc import Iterator

import cn2an

from budgets.text import paragraphs
from disclosure.document import Block
from disclosure.outline.builder import Builder
from disclosure.outline.sheet import sheet_table
from performance.models import Duty
from performance.statements import Performance, performance

_FIELDS = ("goal", "objective", "indicators", "standards")
_NAMES = {"goal": "职责目标", "objective": "绩效目标", "indicators": "绩效指标", "standards": "绩效标准"}


def blocks(builder: Builder) -> Iterator[Block]:
    data = performance(builder.ledger)
    yield from builder.heading("performance.part1", 3)
    if packaged_as := builder.packaged("objectives"):
        yield from _elsewhere(builder, "performance.objectives.packaged", packaged_as, "整体绩效目标")
    else:
        yield from _objectives(builder, data)
    yield from builder.heading("performance.guarantee.heading", 4)
    yield from builder.prose("performance.guarantee")
    yield from builder.heading("performance.part2", 3)
    if packaged_as := builder.packaged("sheets"):
        yield from _elsewhere(builder, "performance.sheets.packaged", packaged_as, "项目绩效目标")
        return
    if not data.sheets:
        yield from builder.paragraph("performance.sheets.none", "没有预算项目")
    for sheet in data.sheets:
        yield sheet_table(builder, sheet)


def _elsewhere(builder: Builder, key: str, packaged_as: str, subject: str) -> Iterator[Block]:
    """Where the package holds the table, the text says so and nothing else."""
    yield from builder.paragraph(
        key, f"{subject}表所在", wording_key="packaged", packaged_as=packaged_as, subject=subject
    )


def _objectives(builder: Builder, data: Performance) -> Iterator[Block]:
    yield from builder.heading("performance.overall.heading", 4)
    yield from builder.prose("performance.overall")
    yield from builder.heading("performance.duties.heading", 4)
    yield from builder.paragraph(
        "performance.duties.intro", "分项绩效目标说明", count=len(data.duties), count_words=_in_words(len(data.duties))
    )
    for number, duty in enumerate(data.duties, 1):
        yield from _duty(builder, number, duty)


def _duty(builder: Builder, number: int, duty: Duty) -> Iterator[Block]:
    key = f"performance.duty:{number}"
    name = f"职责{number}"
    yield from builder.paragraph(
        f"{key}.name", f"{name}名称", wording_key="performance.duty.name", style="label", number=number, duty=duty
    )
    lines = paragraphs(duty.description)
    for position, line in enumerate(lines, 1):
        suffix = "" if len(lines) == 1 else f".{position}"
        yield from builder.paragraph(
            f"{key}.description{suffix}",
            f"{name}描述",
            wording_key="performance.duty.description",
            text=without_stop(line),
        )
    for field in _FIELDS:
        if text := "".join(paragraphs(getattr(duty, field))):
            yield from builder.paragraph(
                f"{key}.{field}",
                f"{name}{_NAMES[field]}",
                wording_key=f"performance.duty.{field}",
                text=without_stop(text),
            )


def without_stop(text: str) -> str:
    """The sentence brings its own full stop; a department that typed one does not get two."""
    return text.removesuffix("。")


def _in_words(count: int) -> str:
    """两项, not 二项."""
    return "两" if count == 2 else cn2an.an2cn(count)
