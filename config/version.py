"""The version of this program: the one place where it stands. CHANGELOG.md says what each brought.

major.minor.patch; between two releases the next one's number with `.dev0`.
"""

VERSION = "1.2.0.dev0"
