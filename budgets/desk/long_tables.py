"""Long tables of the desk: shown in pages, so that a row's address has to say which row is meant."""

PAGED_ABOVE = 300  # rows: below, a table is shown whole
PAGE = 100
ROW = "row"  # the parameter of an address that names a row: its page is shown
