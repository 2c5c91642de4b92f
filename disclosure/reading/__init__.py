"""Reading documents from elsewhere: which layout a file has, and the reader that knows it.

Doors: `files`, `layouts`.
"""
