"""A document as the text layer of its PDF: a line for each cell, a blank behind each amount, paragraphs broken at the margin."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.document import Document, Figure, Heading, Row, Section, Table, plain_text

_WIDTH = 60


def text_layer(document: Document, *, district: str = "东海市云汀区", pages: bool = True) -> str:
    """Cover, table of contents, then every section. pages: a new page before each, as the real ones have."""
    break_ = "\f" if pages else ""
    scope = "单位" if document.unit else "部门"
    lines = [
        f"{district}{document.fiscal_year}年区级{scope}预算",
        f"预算{'' if document.unit else '主管'}{scope}：{document.printed_name}",
        "",
        f"{break_}目  录",
        *(
            f"{number}、{name}  …………"
            for number, name in zip("一二三四五六", (each.format(scope) for each in _CONTENTS), strict=True)
        ),
    ]
    for section in document.sections:
        lines.append("")
        rendered = list(_section(section))
        lines.extend([f"{break_}{rendered[0]}", *rendered[1:]] if rendered else [])
    return "\n".join(lines) + "\n"


_CONTENTS = ("{}主要职能", "{}机构设置", "名词解释", "{}预算编制说明", "{}预算表", "其他相关情况说明")


def _section(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Heading):
            text = plain_text(block.runs)
            yield f"  {text}" if section.key == "related" and block.level > 2 else text
        elif block.style in {"table-title", "note"}:
            yield plain_text(block.runs)
        else:
            yield from _wrapped(plain_text(block.runs))


def _wrapped(text: str) -> Iterator[str]:
    line = f"    {text}"
    while line:
        yield line[:_WIDTH]
        line = line[_WIDTH:]


def _table(table: Table) -> Iterator[str]:
    for row in table.head:
        yield from (text for cell in row.cells if (text := plain_text(cell.runs)))
    for row in table.body:
        yield from _row(row, spaced=table.key != "T07")


def _row(row: Row, *, spaced: bool) -> Iterator[str]:
    """The amount of a row's left half runs into the label of its right half."""
    waiting = ""
    for cell in row.cells:
        text = plain_text(cell.runs)
        if not text:
            continue
        is_amount = any(isinstance(run, Figure) for run in cell.runs) or text in {"0", "0.00"}
        if waiting and not is_amount:
            yield f"{waiting} {text}"
            waiting = ""
            continue
        if waiting:
            yield f"{waiting} "
            waiting = ""
        if is_amount and spaced:
            waiting = text
        else:
            yield text
    if waiting:
        yield f"{waiting} "
