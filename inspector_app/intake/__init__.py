"""The authority's child-level lists: read, checked, frozen.

Names are fetched on first use: reading spreadsheets and databases takes libraries that a screen
without lists never needs.
"""
