"""Stories: what a team does, told through the command line with real homes and a real server."""
