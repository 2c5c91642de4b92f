"""A department's budget put together from its units': taken over, summed, shown.

Doors: `adoption`, `sums`, `unit_states`.
"""
