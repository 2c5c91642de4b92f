"""The reviewers' desk in the admin: the queue, one budget to read, the two decisions.

Doors: `admin`.
"""
