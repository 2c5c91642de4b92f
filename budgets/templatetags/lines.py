"""A page's sentence over several lines, where HTML would show each line break as a blank."""

from __future__ import annotations

from django import template
from django.template.base import Node, NodeList, Parser, TextNode, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from budgets import text

register = template.Library()


class Unbroken(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        for node in nodelist.get_nodes_by_type(TextNode):
            if isinstance(node, TextNode):
                node.s = text.unbroken(node.s)

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def unbroken(parser: Parser, token: Token) -> Unbroken:
    """{% unbroken %}…{% endunbroken %}: between them a line break of the template is nothing (`budgets.text.unbroken`).

    What is included or printed there keeps its own breaks. A tag of HTML stays on its line: its blanks are meant.
    """
    nodelist = parser.parse(("endunbroken",))
    parser.delete_first_token()
    return Unbroken(nodelist)
