"""Ledger lines from the integrated budget system's Excel.

reader       a hostile file → sheets of cells            unfolding    what its limited process does
headers      which row names the columns                 line_rows    which rows below are lines
columns      the table of columns: resolve → clean → assign
registers    units, projects, classes and funds, found by code or name
drafts       rows → lines, every problem at once         comparison   against the lines that stand
proposal     all of it, for the preview                  application  all of it or nothing
template     the empty and the filled workbook, from the same table

Doors: `amounts`, `application`, `cells`, `classes`, `columns`, `comparison`, `headers`, `jobs`, `magnitude`,
`mapping`, `proposal`, `reader`, `upload_page`, `uploads`.
"""
