"""The paragraph styles of an official document (after GB/T 9704): names that a clerk finds in Word's style list.

The fonts are those of Chinese offices; they are named, not embedded, with what to use where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from disclosure.exporters.docx_elements import element, fonts, half_points, twips

SONG, FANG_SONG, HEI, KAI = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_SONG = "方正小标宋简体"
BODY_SIZE, BODY_PITCH = 16.0, 28.0

# What Word takes where a font is not installed.
SUBSTITUTES = {
    TITLE_SONG: "方正小标宋_GBK,宋体",
    FANG_SONG: "仿宋,FangSong",
    HEI: "SimHei",
    KAI: "楷体,KaiTi",
    SONG: "SimSun",
}


@dataclass(frozen=True)
class Style:
    """`indent` is that of the first line in characters; `outline` is the level in Word's navigation, 0 the highest."""

    name: str
    font: str
    size: float = BODY_SIZE
    pitch: float = BODY_PITCH
    align: str = "both"
    indent: int = 2
    outline: int | None = None
    keep_next: bool = False
    after: float = 0.0


TITLE = Style("公文标题", TITLE_SONG, 22, 34, "center", 0, 0, True, 28)
BODY = Style("公文正文", FANG_SONG)
LABEL = Style("公文提示", FANG_SONG, keep_next=True)
TABLE_TITLE = Style("表题", HEI, 14, 28, "center", 0, None, True)
FORM_HEAD = Style("表头说明", SONG, 10.5, 18, "left", 0, None, True)
NOTE = Style("表注", SONG, 10.5, 18, "left", 0)
CELL = Style("表文", SONG, 10.5, 18, "left", 0)
SPACER = Style("表后空行", SONG, 10.5, 14, "left", 0)
CLOSING = Style("版本信息", SONG, 9, 14, "left", 0, None, True)
FOOTER = Style("公文页脚", SONG, 14, 18, "center", 0)
HASH = Style("校验值", SONG, 6.5, 10, "center", 0)
HEADINGS = {
    2: Style("公文一级标题", HEI, outline=1, keep_next=True),
    3: Style("公文二级标题", KAI, outline=2, keep_next=True),
    4: Style("公文三级标题", FANG_SONG, outline=3, keep_next=True),
}
PARAGRAPHS = {"body": BODY, "label": LABEL, "table-title": TABLE_TITLE, "form-head": FORM_HEAD, "note": NOTE}
ALL = (TITLE, *HEADINGS.values(), *PARAGRAPHS.values(), CELL, SPACER, CLOSING, FOOTER, HASH)


def heading_style(level: int) -> Style:
    return HEADINGS[min(max(level, 2), 4)]


def define(word: WordDocument) -> None:
    """Put the styles into an empty document, and Chinese as its language."""
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(defaults):
        defaults.remove(child)
    defaults.extend((fonts(SONG), element("sz", val=21), element("lang", val="en-US", eastAsia="zh-CN")))
    for style in ALL:
        made = word.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        made.element.get_or_add_pPr().extend(_paragraph_properties(style))
        made.element.get_or_add_rPr().extend(
            (
                fonts(style.font),
                element("sz", val=half_points(style.size)),
                element("szCs", val=half_points(style.size)),
            )
        )


def _paragraph_properties(style: Style) -> Iterator[_Element]:
    """In the order of the schema."""
    if style.keep_next:
        yield element("keepNext")
    yield element("widowControl", val=0)
    yield element("spacing", before=0, after=twips(style.after), line=twips(style.pitch), lineRule="exact")
    if style.indent:
        # Word goes by the characters, other programs by the length.
        yield element("ind", firstLineChars=style.indent * 100, firstLine=twips(style.indent * style.size))
    yield element("jc", val=style.align)
    if style.outline is not None:
        yield element("outlineLvl", val=style.outline)


def do_not_stretch_broken_lines(word: WordDocument) -> None:
    """Word would spread the few words before a line break over the whole line of a justified paragraph."""
    settings = word.settings.element
    compatibility = settings.find(qn("w:compat"))
    if compatibility is None:
        compatibility = element("compat")
        settings.append(compatibility)
    compatibility.insert(0, element("doNotExpandShiftReturn"))


def font_table(content: bytes) -> bytes:
    """Word's table of fonts with the substitutes of ours."""
    root = etree.fromstring(content)
    for name, substitute in SUBSTITUTES.items():
        for known in root.findall(qn("w:font")):
            if known.get(qn("w:name")) == name:
                root.remove(known)
        root.append(element("font", element("altName", val=substitute), element("charset", val="86"), name=name))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
