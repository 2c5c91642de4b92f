"""The wordings: sentences set out over several lines, of which the document prints one paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError

from disclosure import formats
from disclosure.outline import wording

FOLDER = Path(settings.BASE_DIR) / "templates/disclosure/wording"
BROKEN = """{% if total %}
  机关运行经费共计安排
  {{ total }}元，{# what it pays for #}
  {% for each in uses %}
    {{ each }}
    {% if not forloop.last %}、{% endif %}
  {% endfor %}。
{% endif %}
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that takes the place of the wordings of hebei-2018."""
    monkeypatch.setattr(wording, "_FOLDER", str(tmp_path))
    (tmp_path / "hebei-2018").mkdir()
    wording._engine.cache_clear()
    wording._template.cache_clear()
    yield tmp_path / "hebei-2018"
    wording._engine.cache_clear()
    wording._template.cache_clear()


def printed(name: str, **context: object) -> str:
    return wording.render(formats.load("hebei-2018"), name, context)


def test_a_sentence_over_several_lines_is_printed_without_a_gap(written: Path) -> None:
    (written / "trial.txt").write_text(BROKEN, encoding="utf-8")
    assert printed("trial", total="12", uses=["办公费", "电费"]) == "机关运行经费共计安排12元，办公费、电费。"
    assert printed("trial", total="", uses=[]) == ""


def test_a_blank_that_is_meant_is_printed(written: Path) -> None:
    (written / "trial.txt").write_text('1. 甲\n  乙{{ " " }}\n  丙\u3000丁\n', encoding="utf-8")
    assert printed("trial") == "1. 甲乙 丙\u3000丁"


def test_what_a_sentence_quotes_keeps_its_own_lines(written: Path) -> None:
    (written / "trial.txt").write_text("原因：\n  {{ text }}\n", encoding="utf-8")
    assert printed("trial", text="人员增加。\n  物价上涨。") == "原因：人员增加。\n  物价上涨。"


def test_an_included_wording_and_a_label_follow_the_same_rule(written: Path) -> None:
    (written / "trial.txt").write_text('{% include "part.txt" %}\n丙', encoding="utf-8")
    (written / "part.txt").write_text("甲\n  乙\n", encoding="utf-8")
    assert printed("trial") == "甲乙丙"
    assert wording.render_source("{{ name }}\n  预算公开", {"name": "甲局"}) == "甲局预算公开"


def test_a_tag_that_is_broken_is_refused_with_its_file_and_line(written: Path) -> None:
    (written / "trial.txt").write_text("甲\n{% if a\n  and b %}乙{% endif %}", encoding="utf-8")
    with pytest.raises(TemplateSyntaxError, match=r"trial\.txt: line 2: .*if a"):
        printed("trial")


def test_every_wording_of_the_house_can_be_read() -> None:
    found = sorted(FOLDER.rglob("*.txt"))
    assert len(found) > 40
    for path in found:
        format_ = formats.load(path.parent.name)
        wording._template(format_.key, format_.wording, path.stem)
