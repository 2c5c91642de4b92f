"""What every page of the entry desk stands on, in whichever room it is: who may see what, and signing in again without losing what was typed.

Doors: `again`, `findings`, `long_tables`, `scope`, `version_page`.
"""
