"""The authority's child-level lists: read, checked, frozen."""
