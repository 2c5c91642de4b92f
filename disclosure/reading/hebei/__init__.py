"""Reading a disclosure of Hebei's form: facts, rows, own words.

Doors: `import_report`, `importer`, `own_words`, `sections`, `stated_figures`.
"""
