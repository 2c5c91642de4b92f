"""Reading a disclosure of Hebei's form: facts, rows, own words."""
