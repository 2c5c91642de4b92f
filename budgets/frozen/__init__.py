"""What a version said at a move, kept as bytes: its document, what the rules found, a digest of its rows, and what became other since.

Doors: `freeze`, `late`, `results`, `row_digests`.
"""
