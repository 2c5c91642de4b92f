"""Finished official tables (公开表、批复表) become stated cells, whatever file they stand in.

titles    which table a title means            rows      which row a label means
heads     which column a head means            sheets    a sheet of cells → tables
html      a web page that calls itself .xls    files     bytes → sheets, in a limited process
tables    what all of them yield               storing   tables → stated cells of a version
importing a set of files, for the command and for a page

Doors: `files`, `heads`, `html`, `importer`, `owner`, `rows`, `sheets`, `storage`, `tables`, `titles`.
"""
