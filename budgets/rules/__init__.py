"""Rules: how they are registered, run, set by the bureau and shown. The judgements themselves are in the apps' checks.

Doors: `admin`, `execution`, `forms`, `inspections`, `judge`, `patterns`, `precision`, `reads`, `registry`, `results`, `settings`.
"""
