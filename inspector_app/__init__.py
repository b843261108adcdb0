"""What runs on an inspector's laptop."""
