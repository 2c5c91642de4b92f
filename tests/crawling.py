"""A walk over the pages that somebody can reach by links, and what no page may say.

The walk takes one page of each kind: addresses that differ in numbers alone are pages of one kind, of which a few are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html

# Words of our own in Latin letters: names of files, formats and of the field.
_OURS = re.compile(
    r"https?://\S+|[\w./-]+\.(?:docx|xlsx|xls|pdf|json|csv|txt|html|zip|py|et)\b|[A-Z]{1,4}-[A-Z0-9-]+|\b[A-Z]{2,}[0-9]*\b"
)
# Letters that a rule's pattern lists, [^，。；]: no sentence.
_PATTERN = re.compile(r"\[\^[^\]]*\]")
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,'’]+[A-Za-z]+){2,}")
_OF_THE_HASH = re.compile(r"(?i)pbkdf2|\bsalt\b|\bhash\b|盐[:：]|迭代次数|校验和[:：]")
# Faults that a template with a missing value leaves behind.
FAULTS = {
    "doubled punctuation": re.compile(r"[：:][：:]|，，|。。|；；|、、|，。|：。"),
    "a name of Python's": re.compile(r"\bNone\b|<[a-z_.]+ object at|\bTrue\b|\bFalse\b|\{\{ ?[a-z]|\{%"),
    "a bracket around nothing": re.compile(r"（[\s、，：]*）|“[\s]*”|《\s*》"),
    "a count without its number": re.compile(
        r"(?:共|全部|另有|等|第|其中)[ \u00a0]{1,}(?:条|项|处|个|份|行|张|笔|页|版|格)(?!目)|（[ \u00a0]+(?:条|项|处|个|份|行)"
    ),
}
MUST_BE_CHINESE = {"an English sentence": _ENGLISH, "words about the stored password": _OF_THE_HASH}


@dataclass(frozen=True)
class Page:
    address: str
    words: str


def walk(client: Any, starts: list[str], *, under: tuple[str, ...], each: int = 2, most: int = 250) -> Iterator[Page]:
    """The pages that are reached from these; each: how many of one kind are read."""
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    waiting = list(starts)
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "#", address)
        if address in seen or kinds[kind] >= each:
            continue
        seen.add(address)
        kinds[kind] += 1
        response = client.get(address)
        if response.status_code in {301, 302}:
            waiting.append(urljoin(address, response["Location"]))
        if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
            continue
        tree = lxml.html.fromstring(response.content.decode())
        yield Page(address, visible(tree))
        for link in tree.xpath("//a/@href"):
            target = urlsplit(urljoin(address, str(link)))
            if not target.netloc and target.path.startswith(under) and "logout" not in target.path:
                waiting.append(target.path)


_BLOCKS = {
    *("body", "main", "nav", "form", "section", "div", "p", "ul", "li", "dt", "dd", "td", "th", "caption"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "summary", "button", "option"),
}


def visible(tree: Any) -> str:
    """The words of a page, a line for each block, with its labels for those who do not see it; without what a program reads or somebody wrote."""
    for hidden in tree.xpath("//script | //style | //template | //textarea | //pre | //*[@data-own]"):
        hidden.drop_tree()
    lines: list[tuple[Any, str]] = []
    for text in tree.xpath("//body//text()"):
        block = text.getparent() if text.is_text else text.getparent().getparent()
        while block is not None and block.tag not in _BLOCKS:
            block = block.getparent()
        if lines and lines[-1][0] is block:
            lines[-1] = (block, lines[-1][1] + str(text))
        else:
            lines.append((block, str(text)))
    labels = tree.xpath(
        "//@title | //@aria-label | //@placeholder | //img[not(contains(@src, '/img/icon-'))]/@alt | //input[@type='submit']/@value"
    )
    said = [" ".join(words.split()) for words in (*(words for _, words in lines), *map(str, labels))]
    return "\n".join(dict.fromkeys(filter(None, said)))


def faults(page: Page, patterns: dict[str, re.Pattern[str]]) -> list[str]:
    """What a page says that no page may say, with the words around it."""
    found = []
    for each in page.words.split("\n"):
        line = _PATTERN.sub("", each)
        ours = _OURS.sub("", line)
        for name, pattern in patterns.items():
            for match in pattern.finditer(ours if pattern is _ENGLISH else line):
                around = line[max(0, match.start() - 25) : match.end() + 25]
                found.append(f"{page.address}: {name}: …{around}…")
    return list(dict.fromkeys(found))
