"""What releases have written, kept for good: later ones must come to the same from it."""
