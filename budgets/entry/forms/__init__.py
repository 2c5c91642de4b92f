"""What the clerks fill in: forms and grids, the pages' building blocks (sections) and the lists they choose from."""
