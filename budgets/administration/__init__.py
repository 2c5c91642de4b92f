"""What the administrators' forms of all rooms share: choosing a row by typing, and the apps' names in Chinese.

Doors: `choices`, `names`.
"""
