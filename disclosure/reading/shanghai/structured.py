"""Such a budget in a file that knows paragraphs and cells (a Word file, a tagged PDF), as the text layer that the reader knows.

Those files may go without a cover: then the title names the department itself. A text layer has no trace of a blank
cell; these files do, and it is kept, for it tells in which column the other figures of its row stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from budgets.text import squeeze
from disclosure.reading.official.titles import table_named
from disclosure.reading.shanghai.lines import has_cover

_TITLE = re.compile(r"^(?P<name>.{4,60}?)(?P<year>20\d{2})年(?P<scope>部门|单位)预算$")
_REGION = re.compile(r"^.{1,12}?(?:[县旗]|区(?![划域块]))|^.{1,10}?[市州盟省]")
_SECTION = re.compile(r"(?:主要职能|机构设置|名词解释|预算编制说明|其他相关情况说明|项目经费情况说明|绩效目标填报表)$")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、])")
_LONGEST_HEADING = 80
# What stands for a blank cell of an official table, in a line of its own.
BLANK = "〔空白格〕"
_TITLE_WITHIN = 3


def as_text_layer(text: str) -> str:
    """The text with a cover, indents before paragraphs and a line for each cell; unchanged where it is no such budget."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    with_blanks = [line for line in lines if line.strip() or line.startswith("\t")]
    found = next((match for line in filled[:_TITLE_WITHIN] if (match := _TITLE.match(squeeze(line)))), None)
    if found is None:
        return "\n".join((*_printed_cover(filled), *_body(with_blanks))) if has_cover(filled) else text
    if not any(squeeze(line).endswith("预算编制说明") for line in filled):
        return text
    return "\n".join((*_cover(found), *_body(with_blanks)))


def _printed_cover(lines: Sequence[str]) -> Iterator[str]:
    """What stands before the first section, its table of contents included."""
    return (line.strip() for line in takewhile(lambda line: not _is_heading(line.strip()), lines))


def _cover(found: re.Match[str]) -> Iterator[str]:
    region = _REGION.match(found["name"])
    place = region.group() if region and len(region.group()) < len(found["name"]) else "本区"
    yield f"{place}{found['year']}年{found['scope']}预算"
    yield f"预算主管{found['scope']}：{found['name']}"
    yield ""
    yield "目  录"
    yield f"四、{found['scope']}预算编制说明"


def _body(lines: Sequence[str]) -> Iterator[str]:
    """Headings and tables' names stand at the margin, paragraphs do not; a blank cell is marked in the official tables."""
    started = False
    in_table = False
    is_official = False
    for line in lines:
        words = line.strip()
        if not started and not (started := _is_heading(words)):
            continue
        if not line.startswith("\t") and _is_heading(words):
            is_official = table_named(words) is not None
        if line.startswith("\t"):
            in_table = True
            if words or is_official:
                yield words or BLANK
        elif _is_heading(words) or words.startswith(("注：", "注:", "编制", "单位：")) or (in_table and len(words) < 3):
            yield words
        else:
            in_table = False
            yield f"    {words}"


def _is_heading(words: str) -> bool:
    plain = squeeze(words)
    if len(plain) > _LONGEST_HEADING or _NUMBERED.match(plain) or plain.endswith(("。", "；", "：")):
        return False
    return bool(_SECTION.search(plain)) or (plain.endswith("表") and table_named(words) is not None)
