"""The budgets of Shanghai's districts as the text layer of their PDF: nine tables as running text, a narrative by functional item.

lines      the file's lines with their indents → sections of paragraphs; recognise()
streams    a table's running text → an official table      two_sides  the two tables with two sides
facts      what all of it says                              interpretation  sections → facts
items, changes, related, organisation, notes, targets       a module for each kind of paragraph
storage    facts → rows of a draft                          words      generates first, then compares
importer, import_report

Doors: `import_report`, `importer`, `lines`, `structured`.
"""
