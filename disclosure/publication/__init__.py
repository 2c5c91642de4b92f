"""Publication: one transaction, the chain, the proof, and the pages of the desk and the admin that lead to it.

Doors: `admin`, `integrity`, `jobs`, `publish`, `stored_chain`, `verification`.
"""
