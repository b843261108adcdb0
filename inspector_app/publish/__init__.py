"""What leaves: the report, the whole base, and how they are protected."""
