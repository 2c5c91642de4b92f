"""The entry desk: its pages, forms and grids.

Doors: `completeness`, `forms.basics`, `forms.columns`, `forms.grid`, `forms.looks`, `forms.numbers`, `forms.options`,
`forms.prose`, `forms.sections`, `forms.storage`, `pages.part`.
"""
