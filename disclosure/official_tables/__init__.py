"""The entry desk's page of finished official tables: files in, a look at what they would state, and what is stored of them.

waiting_files  files from upload to confirmation    proposal  what was chosen of them, and storing it
effects        what storing them would do           display   what the pages show, in words
stored         what is stored, and taking it back   labels    words for the keys of tables, rows and columns

Doors: `jobs`, `labels`, `proposal`, `stored`.
"""
