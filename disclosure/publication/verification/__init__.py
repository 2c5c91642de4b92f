"""The program that proves published disclosures without us, in parts: what readers download is these joined to one file.

Every part uses the standard library and the parts before it, so that the joined file needs nothing else (`joined`).
"""

from disclosure.publication.verification.command import main, say_figures
from disclosure.publication.verification.figures import Compared, Figures, check_figures, check_printing, standing_alone
from disclosure.publication.verification.joined import program
from disclosure.publication.verification.proof import (
    ALGORITHM,
    FIRST,
    canonical,
    check_chain,
    check_entry,
    check_files,
    check_version,
    entry_hash,
    entry_name,
    sha256,
)

__all__ = ["ALGORITHM", "FIRST", "Compared", "Figures", "canonical", "check_chain", "check_entry", "check_figures"]
__all__ += ["check_files", "check_printing", "check_version", "entry_hash", "entry_name", "program", "sha256"]
__all__ += ["main", "say_figures", "standing_alone"]
