"""WordprocessingML elements with attributes in Word's own namespace. Text that XML cannot hold raises ValueError."""

from __future__ import annotations

from docx.oxml.ns import nsmap
from lxml import etree
from lxml.etree import _Element

NAMESPACES = {"w": nsmap["w"]}
W = f"{{{nsmap['w']}}}"
LATIN = "Times New Roman"


def element(tag: str, *children: _Element, **attributes: str | int) -> _Element:
    """`element("gridSpan", val=2)` is <w:gridSpan w:val="2"/>."""
    made = etree.Element(
        f"{W}{tag}", {f"{W}{name}": str(value) for name, value in attributes.items()}, nsmap=NAMESPACES
    )
    made.extend(children)
    return made


def fonts(east_asian: str) -> _Element:
    """The pair of fonts of a run; the hint gives quotation marks and dashes their Chinese width."""
    return element("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=east_asian, hint="eastAsia")


def half_points(size: float) -> int:
    return round(size * 2)


def twips(points: float) -> int:
    return round(points * 20)


def run(text: str, *properties: _Element) -> _Element:
    """A run; its line breaks become Word's."""
    made = element("r")
    if properties:
        made.append(element("rPr", *properties))
    for index, line in enumerate(text.split("\n")):
        if index:
            made.append(element("br"))
        if line:
            words = element("t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(words)
    return made


def paragraph(style: str, *content: _Element, properties: tuple[_Element, ...] = ()) -> _Element:
    """A paragraph of a style. `properties` must stand in the order of the schema."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)


def page_number() -> list[_Element]:
    """— 1 —, counted by Word."""
    code = element("instrText")
    code.text = " PAGE "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        run("— "),
        element("r", element("fldChar", fldCharType="begin")),
        element("r", code),
        element("r", element("fldChar", fldCharType="separate")),
        run("1"),
        element("r", element("fldChar", fldCharType="end")),
        run(" —"),
    ]
