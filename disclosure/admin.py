"""The door that Django's admin looks behind: the room of publication registers its own pages."""

from disclosure.publication import admin as publication

__all__ = ["publication"]
