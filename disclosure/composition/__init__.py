"""Composition: a version's rows become the Document.

Doors: `compose`, `frozen_documents`, `review`.
"""
