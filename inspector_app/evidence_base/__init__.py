"""The log, the merge, the tables, search: one way in to write, one way to read."""
