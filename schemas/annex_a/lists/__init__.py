"""The eleven lists, one file each."""
