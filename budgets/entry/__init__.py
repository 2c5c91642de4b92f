"""The entry desk: its pages, forms and grids."""
