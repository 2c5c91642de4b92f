"""What changed: rows of two moments compared, the moments of a version, and the pages and files that tell it.

Doors: `difference`, `pages`, `seen`, `workbook`.
"""
