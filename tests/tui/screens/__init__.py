"""Tests of the screens, on real homes."""
