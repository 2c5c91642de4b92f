"""What stands around the text of each page in Word: margins, page number, hash, and the mark of a draft."""

from __future__ import annotations

import copy

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree
from lxml.etree import _Element

from disclosure.exporters.docx_elements import element, page_number, paragraph, run
from disclosure.exporters.docx_styles import CLOSING, FOOTER, HASH
from disclosure.exporters.imprint import Imprint

VML = "urn:schemas-microsoft-com:vml"
OFFICE = "urn:schemas-microsoft-com:office:office"
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm, of an official document
LANDSCAPE_MARGINS = {"top": 28, "bottom": 26, "left": 37, "right": 35}  # the same page, turned


def define(word: WordDocument, styles: dict[str, str], imprint: Imprint) -> None:
    """Set up the only section of an empty document."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(MARGINS["top"]), Mm(MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS["left"]), Mm(MARGINS["right"])
    section.header_distance, section.footer_distance = Mm(15), Mm(20)
    header, footer = section.header, section.footer
    header.is_linked_to_previous = footer.is_linked_to_previous = False
    content = [_watermark(imprint.draft_mark)] if imprint.draft_mark else []
    marks = "　".join(filter(None, (imprint.draft_mark, imprint.historical_note)))
    _fill(header._element, paragraph(styles[CLOSING.name], *content, run(marks)))
    lines = [paragraph(styles[FOOTER.name], *page_number())]
    if imprint.content_hash:
        lines.append(paragraph(styles[HASH.name], run(imprint.hash_text())))
    _fill(footer._element, *lines)


def section_properties(word: WordDocument, orientation: str) -> _Element:
    """A copy of the document's section, turned where its pages are: Word keeps it at the section's last paragraph."""
    properties = copy.deepcopy(word.sections[-1]._sectPr)
    turn(properties, orientation)
    return properties


def turn(properties: _Element, orientation: str) -> None:
    if orientation != "landscape":
        return
    size, margins = properties.find(qn("w:pgSz")), properties.find(qn("w:pgMar"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")
    for side, millimetres in LANDSCAPE_MARGINS.items():
        margins.set(qn(f"w:{side}"), str(Mm(millimetres).twips))
    margins.set(qn("w:footer"), str(Mm(13).twips))


def _fill(part: _Element, *paragraphs: _Element) -> None:
    for child in list(part):
        part.remove(child)
    part.extend(paragraphs)


def _watermark(text: str) -> _Element:
    """Grey words across the page, as Word's own watermark is made."""
    shape_type = etree.Element(
        f"{{{VML}}}shapetype",
        {"id": "_x0000_t136", "coordsize": "21600,21600", "adj": "10800", "path": "m@7,l@8,m@5,21600l@6,21600e"},
        nsmap={"v": VML, "o": OFFICE},
    )
    shape_type.set(f"{{{OFFICE}}}spt", "136")
    formulas = etree.SubElement(shape_type, f"{{{VML}}}formulas")
    for equation in WORD_ART_FORMULAS:
        etree.SubElement(formulas, f"{{{VML}}}f", {"eqn": equation})
    etree.SubElement(shape_type, f"{{{VML}}}path", {"textpathok": "t"})
    etree.SubElement(shape_type, f"{{{VML}}}textpath", {"on": "t", "fitshape": "t"})
    shape = etree.Element(
        f"{{{VML}}}shape",
        {
            "id": "DraftMark",
            "type": "#_x0000_t136",
            "alt": text,
            "style": "position:absolute;margin-left:0;margin-top:0;width:430pt;height:70pt;rotation:315;z-index:-251658752;"
            "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
            "mso-position-vertical:center;mso-position-vertical-relative:margin",
            "fillcolor": "#c8c8c8",
            "stroked": "f",
        },
        nsmap={"v": VML, "o": OFFICE},
    )
    etree.SubElement(shape, f"{{{VML}}}fill", {"opacity": ".5"})
    etree.SubElement(shape, f"{{{VML}}}textpath", {"style": 'font-family:"黑体";font-size:1pt', "string": text})
    picture = element("pict")
    picture.extend((shape_type, shape))
    return element("r", picture)


# The geometry of Word's plain text shape; without it Word does not stretch the words.
WORD_ART_FORMULAS = (
    "sum #0 0 10800",
    "prod #0 2 1",
    "sum 21600 0 @1",
    "sum 0 0 @2",
    "sum 21600 0 @3",
    "if @0 @3 0",
    "if @0 21600 @1",
    "if @0 0 @2",
    "if @0 @4 21600",
    "mid @5 @6",
    "mid @8 @5",
    "mid @7 @8",
    "mid @6 @7",
    "sum @6 0 @5",
)
