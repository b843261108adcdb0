"""Widgets that are safe with any text a person can type."""
