"""manage.py list_findings: what the rules over words find in documents of other places, for somebody to judge one by one.

The verdicts are kept in budgets/data/judged_findings.csv, without the sentences; here they stand beside the findings.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from budgets.rules.judge import as_in
from budgets.rules.precision import FALSE, TRUE, judgements
from budgets.rules.reads import Reads
from disclosure import foreign

COLUMNS = ("document", "rule", "fingerprint", "verdict", "note", "message", "place")


class Command(BaseCommand):
    help = "列出判读文字的规则在外来文件中的发现，供逐条判读；已判读的附结论。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="文件或文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(COLUMNS)
        with as_in(""):
            for place in options["paths"]:
                for path in foreign.files_in(place):
                    out.writerows(_found_in(path))


def _found_in(path: Path) -> Iterator[tuple[str, ...]]:
    known = {(each.document, each.rule, each.fingerprint): each for each in judgements()}
    for result in foreign.check(path).results:
        for finding in result.findings if Reads.WORDS in result.rule.reads else ():
            fingerprint = finding.fingerprint(result.rule.id)
            judged = known.get((path.name, result.rule.id, fingerprint))
            verdict = "" if judged is None else TRUE if judged.is_true else FALSE
            place = "；".join(f"{each.label}：{each.value}" for each in finding.places[:2])
            yield (
                path.name, result.rule.id, fingerprint, verdict, judged.note if judged else "", finding.message, place,
            )  # fmt: skip
