"""Checks documents that are not in the system: read into a draft inside a savepoint, judged, rolled back.

Nothing of them is stored and no account is needed: the door by which a bureau with sixty files starts.

kinds          what a file is, and what to do with those that cannot be read
check          one file → what the rules found
texts, tables  documents of no known layout; official tables
judgement      which rules can judge it
printed_names  codes and names as official tables print them
exceptions     who need not publish, or not here
report         the passages that a finding quotes

Doors: `exceptions`, `report`, and what stands here.
"""

from disclosure.foreign.check import Checked, check
from disclosure.foreign.kinds import READABLE, files_in

__all__ = ["READABLE", "Checked", "check", "files_in"]
