"""Versions: how one begins, is edited under its lock, follows another, and which of several counts.

Doors: `context`, `creation`, `editing`, `project_codes`, `row_diff`, `start`.
"""
