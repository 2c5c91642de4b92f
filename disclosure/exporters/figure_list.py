"""The list of every figure of a document, in 数据.csv and on the first sheet of the workbook. Its columns stand here once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from disclosure.document import Document, Figure
from disclosure.exporters.figure_names import names_of
from disclosure.exporters.places import FigurePlace, figures


@dataclass(frozen=True)
class ListedFigure:
    """A figure where it stands. number: its place in the list; name: by which it is told from all others."""

    number: int
    name: str
    place: FigurePlace

    @property
    def figure(self) -> Figure:
        return self.place.figure


@dataclass(frozen=True)
class ListColumn:
    """value: a number of the list, the figure as the number it is, or words. wraps, width, align: in the workbook.

    shows_numbers  its words are a figure as it is printed: what is a number there is no formula
    """

    heading: str
    value: Callable[[ListedFigure], int | str | Figure]
    width: int
    align: Literal["left", "center", "right"] = "left"
    wraps: bool = False
    shows_numbers: bool = False


COLUMNS = (
    ListColumn("序号", lambda listed: listed.number, 6, "center"),
    ListColumn("名称", lambda listed: listed.name, 34, wraps=True),
    ListColumn("数值", lambda listed: listed.figure, 18, "right"),
    ListColumn("单位", lambda listed: listed.figure.unit, 8, "center"),
    ListColumn("位置", lambda listed: listed.place.location, 52, wraps=True),
    ListColumn("引用", lambda listed: listed.figure.ref, 42),
    ListColumn("显示", lambda listed: listed.figure.shown, 18, "right", shows_numbers=True),
)


def list_of(document: Document) -> Iterator[ListedFigure]:
    """In reading order, a figure as often as it is shown."""
    names = names_of(document)
    for number, place in enumerate(figures(document), 1):
        yield ListedFigure(number, names[place.figure.ref], place)
