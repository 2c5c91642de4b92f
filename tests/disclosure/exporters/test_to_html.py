"""The article of the public page."""

from __future__ import annotations

from html.parser import HTMLParser
from types import ModuleType

from disclosure.document import Document, block_runs, lines, plain_text
from disclosure.exporters import to_html
from disclosure.exporters.imprint import Imprint

INLINE = {"data", "br"}
BLOCKS = {"p", "td", "th", "h1", "h2", "h3", "h4"}


class Page(HTMLParser):
    """The elements of a page with their attributes, the text of each block, and whatever breaks the page's rules."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if set(self._open) & BLOCKS and tag not in INLINE:
            self.wrong.append(f"{tag} inside {self._open}")
        self.elements.append((tag, dict(attrs)))
        if tag in BLOCKS:
            self.texts.append("")
        if tag != "br":
            self._open.append(tag)
        else:
            self.texts[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if self._open.pop() != tag:
            self.wrong.append(f"{tag} closed out of turn")

    def handle_data(self, data: str) -> None:
        if set(self._open) & BLOCKS:
            self.texts[-1] += data
        elif data.strip():
            self.wrong.append(f"text outside a block: {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(document: Document, imprint: Imprint | None = None) -> Page:
    return Page(to_html.article(document, imprint))


def test_every_block_of_the_document_is_one_element_with_its_text_and_nothing_else(document: Document) -> None:
    made = page(document)
    assert made.wrong == []
    assert [text.strip() for text in made.texts if text.strip()] == lines(document)


def test_lines_are_those_that_the_acceptance_test_reads(document: Document, fidelity: ModuleType) -> None:
    wanted = [fidelity.squeeze(part) for line in lines(document) for part in line.split("\n")]
    assert fidelity.html_lines(to_html.article(document)) == wanted


def test_texts_stay_texts(document: Document) -> None:
    made = page(document)
    allowed = {"article", "section", "div", "table", "thead", "tbody", "tr"} | BLOCKS | INLINE
    assert {tag for tag, _ in made.elements} <= allowed
    assert not any(name.startswith("on") or name == "style" for _, attributes in made.elements for name in attributes)
    assert "{{ document.title }}" in to_html.article(document)


def test_each_figure_carries_its_exact_value_and_its_reference(document: Document) -> None:
    shown = [(e["value"], e["data-ref"], e["title"], e["data-unit"]) for e in page(document).all("data")]
    assert shown == [(figure.value, figure.ref, figure.name, figure.unit) for figure, _ in document.figures()]
    assert ("12.3456", "share", "占比", "%") in shown


def test_tables_can_be_reached_with_the_keyboard_and_have_a_name(document: Document) -> None:
    regions = page(document).all("div")
    assert len(regions) == 4
    for region in regions:
        assert region["role"] == "region"
        assert region["tabindex"] == "0"
        assert region["aria-label"]
    assert "采购预算表（单位：元）" in [region["aria-label"] for region in regions]


def test_cells_name_heads_that_exist(document: Document) -> None:
    made = page(document)
    heads = [head["id"] for head in made.all("th")]
    assert len(heads) == len(set(heads))
    assert all(head["scope"] in {"row", "col"} for head in made.all("th"))
    named = {name for cell in made.all("td") for name in (cell.get("headers") or "").split()}
    assert named
    assert named <= set(heads)


def test_no_head_is_empty_and_no_empty_paragraph_is_drawn(document: Document) -> None:
    made = page(document)
    assert all(
        text for tag, text in zip((t for t, _ in made.elements if t in BLOCKS), made.texts, strict=True) if tag != "td"
    )


def test_spans_are_those_of_the_document(document: Document) -> None:
    made = page(document)
    cells = [attributes for tag, attributes in made.elements if tag in {"td", "th"}]
    spans = [(int(a.get("colspan") or 1), int(a.get("rowspan") or 1)) for a in cells]
    wanted = [
        (cell.colspan, cell.rowspan)
        for block in document.blocks()
        if hasattr(block, "rows")
        for row in block.rows
        for cell in row.cells
    ]
    assert spans == wanted


def test_keys_of_blocks_are_addresses_on_the_page(document: Document) -> None:
    made = page(document)
    ids = [attributes["id"] for _, attributes in made.elements if attributes.get("id")]
    drawn = {block.key for block in document.blocks() if any(plain_text(runs).strip() for _, runs in block_runs(block))}
    assert drawn <= set(ids)


def test_only_a_draft_is_marked_and_the_mark_is_not_text(document: Document, draft: Imprint) -> None:
    assert "data-draft-mark" not in page(document).all("article")[0]
    marked = page(document, draft)
    assert marked.all("article")[0]["data-draft-mark"] == "送审稿 <未经审核>"
    assert marked.texts == page(document).texts


def test_numbers_stand_at_the_right(document: Document) -> None:
    cells = [a for tag, a in page(document).elements if tag == "td" and (a.get("data-key") or "").endswith(".cell")]
    assert cells
    assert all("align-right" in (cell["class"] or "") for cell in cells)
