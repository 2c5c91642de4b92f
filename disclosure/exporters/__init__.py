"""Renderings of a Document. An exporter reads a Document and, where the file names its version, an Imprint; it
asks neither the database nor the clock, so that equal input gives equal bytes.

    grid      where the cells of a table lie, and which heads a cell stands under
    measure   how large the print of a table may be
    places    where each figure stands, in words
    archive   zip files with fixed times
    files     the set of files that is published with a version

Doors: `files`, `imprint`, `inspection`, `to_docx`, `to_html`, `to_json`, `to_pdf`, `to_xlsx`.
"""
