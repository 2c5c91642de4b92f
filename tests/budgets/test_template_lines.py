"""{% unbroken %}: a page's sentence over several lines, and nothing of that in the page."""

from __future__ import annotations

from django.template import Context, Template

SENTENCE = """<p>{% load lines %}{% unbroken %}
  共 {{ count }} 项
  {% if more %}
    ，其中：
    {% for each in more %}
      <a href="{{ each }}">{{ each }}</a>
      {% if not forloop.last %}、{% endif %}
    {% endfor %}
  {% else %}
    ，没有其他
  {% endif %}。
{% endunbroken %}</p>
"""


def printed(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_line_breaks_are_nothing_in_every_branch() -> None:
    assert printed(SENTENCE, count=2, more=["甲", "乙"]) == (
        '<p>共 2 项，其中：<a href="甲">甲</a>、<a href="乙">乙</a>。</p>\n'
    )
    assert printed(SENTENCE, count=0) == "<p>共 0 项，没有其他。</p>\n"


def test_without_the_tag_each_break_is_a_blank_of_the_page() -> None:
    """The control."""
    broken = SENTENCE.replace("{% unbroken %}", "").replace("{% endunbroken %}", "")
    assert "2 项\n  \n" in printed(broken, count=2, more=["甲"])


def test_what_is_printed_keeps_its_breaks_and_is_escaped() -> None:
    assert (
        printed("{% load lines %}{% unbroken %}\n  {{ text }}\n{% endunbroken %}", text="甲\n  <乙>")
        == "甲\n  &lt;乙&gt;"
    )


def test_a_blank_that_is_meant_is_kept() -> None:
    source = '{% load lines %}{% unbroken %}\n  甲{{ " " }}\n  {% if a %} 乙{% endif %}\n{% endunbroken %}'
    assert printed(source, a=True) == "甲  乙"
