"""The client of the server, and sync by file."""
