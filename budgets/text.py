"""Text as it is stored: NFC, line breaks as \\n, nothing invisible, nothing that turns reading order around."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.template import TemplateSyntaxError

_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\u2028|\u2029|\x85")
_DROPPED = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_BREAK = re.compile("[ \\t\\r]*\n[ \\t\\r\n]*")
_UNCLOSED_TAG = re.compile(r"\{([{%#])(?:(?![}%#]\}).)*\n")


class ForbiddenCharacter(ValueError):
    """A character that no rendering can print; the message names it and its place."""


def clean_text(text: str, *, single_line: bool = False) -> str:
    """The text as stored. What Word pastes as a soft break becomes a line break; a BOM or zero-width blank goes.

    Raises ForbiddenCharacter for control, bidi-override and non-characters.
    """
    text = _DROPPED.sub("", _BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    if found := _FORBIDDEN.search(text):
        raise ForbiddenCharacter(
            f"第 {found.start() + 1} 个字符（U+{ord(found.group()):04X}）无法打印，请删除后再保存。"
        )
    if single_line:
        return " ".join(text.replace("\t", " ").split("\n")).strip()
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def squeeze(text: str) -> str:
    """The text without any white space: two texts that differ only in blanks are the same words."""
    return "".join(text.split())


def paragraphs(text: str) -> list[str]:
    """The non-blank lines of a stored text, each a paragraph, outer blanks removed."""
    return [stripped for line in text.split("\n") if (stripped := line.strip())]


def unbroken(source: str) -> str:
    """A template's source whose sentence is written over several lines, as the one line that it stands for.

    A line break is nothing, and so are the blanks and tabs before and after it and the lines without any word: they set
    the source out for whoever reads it, and Chinese has no gap where a line ends. A blank that is meant stands inside a
    line; at the end or the beginning of one it is written {{ " " }}. A full-width blank (U+3000) is a word and stays.
    What a template prints is not touched: breaks in a value remain.

    Raises TemplateSyntaxError for a tag that does not end on the line on which it begins.
    """
    if found := _UNCLOSED_TAG.search(source):
        line = source.count("\n", 0, found.start()) + 1
        raise TemplateSyntaxError(f"line {line}: the tag {found[0].strip()!r} does not end on its line")
    return _LINE_BREAK.sub("", source)


class CleanCharField(models.CharField):
    """One line of clean text. Empty means that the source says nothing."""

    def to_python(self, value: Any) -> Any:
        return _cleaned(super().to_python(value), single_line=True)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(_cleaned(value, single_line=True))


class CleanTextField(models.TextField):
    """Clean text of several lines."""

    def to_python(self, value: Any) -> Any:
        return _cleaned(super().to_python(value), single_line=False)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(_cleaned(value, single_line=False))


def _cleaned(value: Any, *, single_line: bool) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return clean_text(value, single_line=single_line)
    except ForbiddenCharacter as error:
        raise ValidationError(str(error), code="forbidden_character") from error
