"""What happens to a version as a whole: its moves, the answers and waivers, what stands in the way, the terms of the law.

Doors: `answers`, `blockers`, `deadlines`, `forms`, `moves`, `transitions`.
"""
