"""The standard words: Django templates per format that get a statement and do no arithmetic.

A figure in a template leaves a token with its reference; compose turns tokens into Figures. The engine is not
the pages' one: these are words and not HTML, so nothing is escaped here and everything when it is rendered.

A wording is one paragraph. It is written over several lines, a clause or a branch on each, and no break of these is
printed (`budgets.text.unbroken`). A second paragraph is a block of its own, with a wording of its own.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Origin, Template, TemplateSyntaxError
from django.template.loaders import filesystem

from budgets.text import unbroken
from disclosure import formats
from disclosure.formats import Format

UNIT = "单位"  # the word by which a unit's own document speaks of its author
_FOLDER = "templates/disclosure/wording"


class Loader(filesystem.Loader):
    """Reads wordings, included ones too, as the one line that their lines are."""

    def get_contents(self, origin: Origin) -> str:
        try:
            return unbroken(super().get_contents(origin))
        except TemplateSyntaxError as error:
            raise TemplateSyntaxError(f"{origin.name}: {error}") from error


@functools.cache
def _engine(format_key: str, shared: str) -> Engine:
    folders = [str(Path(settings.BASE_DIR) / _FOLDER / key) for key in (format_key, shared) if key]
    return Engine(loaders=[(f"{__name__}.Loader", folders)], autoescape=False)


@functools.cache
def _template(format_key: str, shared: str, name: str) -> Template:
    return _engine(format_key, shared).get_template(f"{name}.txt")


@functools.cache
def _label(source: str) -> Template:
    return Engine(autoescape=False).from_string(unbroken(source))


@functools.cache
def revision(format_key: str) -> str:
    """SHA-256 over the files that a format's documents are made of: its own, that of the format whose wording it shares,
    and every wording template of both."""
    shared = formats.load(format_key).wording
    digest = hashlib.sha256()
    for key in dict.fromkeys(each for each in (format_key, shared) if each):
        templates = sorted((Path(settings.BASE_DIR) / _FOLDER / key).rglob("*.txt"))
        for path in (formats.path_of(key), *templates):
            digest.update(f"{key}/{path.name}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def render_source(source: str, context: dict[str, Any]) -> str:
    """The words of a template that stands in a format's file."""
    return _label(source).render(Context(context, autoescape=False)).strip()


def render(format_: Format, wording: str, context: dict[str, Any]) -> str:
    """The words of a label of the format's file, else of its wording template, with tokens where figures stand."""
    label = format_.label(wording, is_unit=context.get("scope") == UNIT)
    if label is not None:
        return render_source(label, context)
    return _template(format_.key, format_.wording, wording).render(Context(context, autoescape=False)).strip()
