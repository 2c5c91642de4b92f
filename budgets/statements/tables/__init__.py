"""The statutory tables (部门预算公开表) as grids of figures: what a format prints is chosen there, what it means here."""
