"""Files taken apart: text, Word and PDF become blocks and cells, whatever form they follow.

Doors: `any_layout`, `blocks`, `cells`, `docx_layout`, `errors`, `file_lines`, `likeness`, `pdf_layout`,
`text_layout`.
"""
