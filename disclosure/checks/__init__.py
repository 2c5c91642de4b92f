"""Rules of the composed document and between siblings. Every module of this folder is loaded, so that no rule is forgotten.

Doors: `grids`, `lines`, and what stands here.
"""

from __future__ import annotations

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
