"""The official code lists: as files, as rows with their years, in the admin."""
