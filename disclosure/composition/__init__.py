"""Composition: a version's rows become the Document."""
