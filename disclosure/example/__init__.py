"""The fictional district of the example: what its departments say (TOML), and how it is made by the services that people use.

Doors: `facts`, `maker`, `people`, `plan`.
"""
