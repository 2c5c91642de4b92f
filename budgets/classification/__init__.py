"""The official code lists: as files, as rows with their years, in the admin.

Doors: `admin`, `code_lists`, `list_files`, `places_admin`.
"""
