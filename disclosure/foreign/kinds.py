"""Which files are looked at, how each is read, and what to do with those that cannot be."""

from __future__ import annotations

from pathlib import Path

from disclosure.foreign.exceptions import EXCEPTION_FILES
from disclosure.reading.layout import pdf_layout
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import read_lines
from disclosure.reading.official import html

TEXTS = (".txt", ".docx", ".pdf")
TABLES = (".xlsx", ".xls", ".html", ".htm")
READABLE = (*TEXTS, *TABLES)
SAVE_AS_DOCX = "请另存为 .docx 后再核验。"
_REMEDIES = {
    ".doc": f"旧版 Word 文件不能直接读取，{SAVE_AS_DOCX}",
    ".wps": f"WPS 文件不能直接读取，{SAVE_AS_DOCX}",
    ".et": "WPS 表格不能直接读取，请另存为 .xlsx 后再核验。",
    ".ofd": "OFD 文件不能直接读取，请另存为 PDF 或 .docx 后再核验。",
    **dict.fromkeys((".rtf", ".docm", ".odt"), f"这种文字文件不能直接读取，{SAVE_AS_DOCX}"),
    **dict.fromkeys((".xlsm", ".xlsb", ".ods"), "这种表格文件不能直接读取，请另存为 .xlsx 后再核验。"),
    **dict.fromkeys((".zip", ".rar", ".7z"), "压缩包不能直接核验，请解压后再核验。"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff"), pdf_layout.SCAN),
}
_KNOWN = (*READABLE, *_REMEDIES)


def files_in(place: Path) -> list[Path]:
    """The file itself, or the documents of a folder and its subfolders by name. Office's lock files are none."""
    if place.is_file():
        return [place]
    return sorted(
        path
        for path in place.rglob("*")
        if path.is_file()
        and path.suffix.lower() in _KNOWN
        and not path.name.startswith(("~$", "."))
        and path.name.lower() not in EXCEPTION_FILES
    )


def refuse_unreadable_kind(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix in _REMEDIES:
        raise UnreadableDisclosure(_REMEDIES[suffix])
    if suffix not in READABLE:
        raise UnreadableDisclosure(
            f"不能核验这种文件（{path.suffix or '没有扩展名'}），可以核验 {'、'.join(READABLE)}。"
        )


def is_tables(path: Path) -> bool:
    """Workbooks and pages of tables. A web page that calls itself .xls is told by its content, not by its name."""
    return path.suffix.lower() in TABLES or (path.suffix.lower() == ".txt" and html.is_html(path.read_bytes()[:2000]))


def lines_of_text(path: Path) -> tuple[str, ...]:
    """What stands in a text file, line for line, without blank ones."""
    return tuple(line.text for line in read_lines(path) if line.text)
