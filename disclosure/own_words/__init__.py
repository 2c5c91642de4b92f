"""A department's own words: their places, their figures, their pages."""
