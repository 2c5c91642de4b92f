"""Composition: a version's rows become the Document.

Doors: `compose`, `document_states`, `frozen_documents`, `review`.
"""
