"""disclosure.docx: the document as an office would stamp it, for archives, mail and the website of the government.

Numbers of headings are literal text, so that the words are the same whatever program opens the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby, zip_longest

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

from disclosure.document import Block, Document, Heading, Paragraph, Section, Table, plain_text
from disclosure.exporters import docx_frame, docx_styles, docx_tables
from disclosure.exporters.archive import pack, unpack
from disclosure.exporters.docx_elements import element, paragraph, run
from disclosure.exporters.heading_levels import heading_levels
from disclosure.exporters.imprint import Imprint


def render(document: Document, imprint: Imprint) -> bytes:
    word = docx.Document()
    docx_styles.define(word)
    docx_styles.do_not_stretch_broken_lines(word)
    styles = {style.name: style.style_id for style in word.styles}
    docx_frame.define(word, styles, imprint)
    _describe(word, document, imprint)
    sentinel = word.element.body.sectPr
    levels = heading_levels(document)
    groups = [
        (turned, list(sections)) for turned, sections in groupby(document.sections, lambda part: part.orientation)
    ]
    if plain_text(document.title.runs).strip():
        sentinel.addprevious(_paragraph(document.title, docx_styles.TITLE, styles))
    for number, (orientation, sections) in enumerate(groups, 1):
        for made in _blocks(sections, styles, levels):
            sentinel.addprevious(made)
        if number < len(groups):
            _end_section(sentinel, docx_frame.section_properties(word, orientation), styles)
    if groups:
        docx_frame.turn(sentinel, groups[-1][0])
    for line in imprint.closing_lines():
        sentinel.addprevious(paragraph(styles[docx_styles.CLOSING.name], run(line)))
    return _fixed(word)


def _blocks(sections: Iterable[Section], styles: dict[str, str], levels: dict[str, int]) -> Iterable[_Element]:
    for section in sections:
        for block, following in zip_longest(section.blocks, section.blocks[1:]):
            if isinstance(block, Table):
                noted = isinstance(following, Paragraph) and following.style == "note"
                yield docx_tables.build(block, section.orientation, styles[docx_styles.CELL.name], noted=noted)
                if not noted:
                    yield paragraph(styles[docx_styles.SPACER.name])  # Word joins tables that touch
            elif plain_text(block.runs).strip():
                yield _words(block, following, styles, levels)


def _words(
    block: Heading | Paragraph, following: Block | None, styles: dict[str, str], levels: dict[str, int]
) -> _Element:
    if isinstance(block, Heading):
        style, outline = docx_styles.heading_style(block.level), levels[block.key] - 1
        own = () if outline == style.outline else (element("outlineLvl", val=outline),)
        return _paragraph(block, style, styles, *own)
    if block.style == "form-head" and not (isinstance(following, Paragraph) and following.style == "form-head"):
        return _paragraph(block, docx_styles.FORM_HEAD, styles, element("jc", val="right"))
    return _paragraph(block, docx_styles.PARAGRAPHS[block.style], styles)


def _paragraph(
    block: Heading | Paragraph, style: docx_styles.Style, styles: dict[str, str], *properties: _Element
) -> _Element:
    return paragraph(styles[style.name], run(plain_text(block.runs)), properties=properties)


def _end_section(sentinel: _Element, properties: _Element, styles: dict[str, str]) -> None:
    """Close a section at its last paragraph: one of its own could stand alone on a page."""
    last = sentinel.getprevious()
    if last is None or last.tag != qn("w:p"):
        last = paragraph(styles[docx_styles.SPACER.name])
        sentinel.addprevious(last)
    last.find(qn("w:pPr")).append(properties)


def _describe(word: WordDocument, document: Document, imprint: Imprint) -> None:
    properties, moment = word.core_properties, imprint.moment(document.fiscal_year)
    properties.title, properties.author = document.title_text()[:255], document.printed_name[:255]
    properties.last_modified_by = document.printed_name[:255]
    properties.comments = "\n".join(filter(None, (imprint.draft_mark, imprint.made_by())))[:255]
    properties.keywords, properties.language = imprint.content_hash, "zh-CN"
    properties.created = properties.modified = moment
    properties.revision = 1


def _fixed(word: WordDocument) -> bytes:
    """The package with fixed times in place of the clock's."""
    buffer = io.BytesIO()
    word.save(buffer)
    return pack(
        (name, docx_styles.font_table(content) if name == "word/fontTable.xml" else content)
        for name, content in unpack(buffer.getvalue())
    )
