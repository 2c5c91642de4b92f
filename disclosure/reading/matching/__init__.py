"""What a source says beside what the form would say: amounts, names, labels and paragraphs find their places.

Doors: `alignment`, `amounts`, `binding`, `facts`, `names`, `rows`.
"""
