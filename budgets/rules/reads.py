"""What a rule says that it reads: by this it is known which documents it can judge, and how gravely."""

from __future__ import annotations

from enum import Flag, auto


class Reads(Flag):
    """What the findings of a rule rest on.

    LINES       the rows of the version: ledger lines, stated cells, projects, sheets, assets, and that one is blank
    TABLES      the cells of the official tables
    WORDS       words that somebody wrote: own sentences, prose, names; of a document from elsewhere every word
    DOCUMENT    which sections, tables and sentences the composed document has
    LAST_YEAR   last year's version as the public sees it
    UNITS       the versions of the department's units
    RECORDS     the legal records of the version: 批复
    YEAR, LEVEL, NAME   for when, of which level and whose it is: a text from elsewhere does not always say so
    """

    LINES = auto()
    TABLES = auto()
    WORDS = auto()
    DOCUMENT = auto()
    LAST_YEAR = auto()
    UNITS = auto()
    RECORDS = auto()
    YEAR = auto()
    LEVEL = auto()
    NAME = auto()


NOTHING = Reads(0)
READS_NAMES = {
    Reads.LINES: "填报的各行",
    Reads.TABLES: "公开表",
    Reads.WORDS: "文字",
    Reads.DOCUMENT: "文件的组成",
    Reads.LAST_YEAR: "上年公开的预算",
    Reads.UNITS: "单位预算",
    Reads.RECORDS: "批复",
    Reads.YEAR: "年度",
    Reads.LEVEL: "级次",
    Reads.NAME: "名称",
}
