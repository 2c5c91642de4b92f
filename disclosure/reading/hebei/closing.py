"""名词解释 and 其他需要说明的事项."""

from __future__ import annotations

import re
from dataclasses import replace

from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.matching.facts import SourceFacts, SourceText, Term

_TERM = re.compile(
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)])?\s*(?P<term>[^：:。]{1,60})[：:]\s*(?P<definition>.+)"
)
_LONGEST_TERM = 100


def read_glossary(section: SourceSection, facts: SourceFacts) -> None:
    """A paragraph without 名词： goes on explaining the term before it."""
    for words in section.words:
        found = _TERM.match(words.text)
        if found and len(found["term"]) <= _LONGEST_TERM:
            facts.glossary.append(Term(found["term"].strip(), found["definition"].strip(), words.line))
        elif facts.glossary:
            last = facts.glossary[-1]
            facts.glossary[-1] = replace(last, definition=f"{last.definition}\n{words.text}")


def read_other(section: SourceSection, facts: SourceFacts) -> None:
    facts.other.extend(SourceText(words.text, words.line) for words in section.words)
