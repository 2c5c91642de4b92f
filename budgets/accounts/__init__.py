"""Accounts, what each may do where, and their pages in the admin.

Doors: `accounts`, `admin`, `roles`.
"""
