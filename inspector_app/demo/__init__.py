"""An invented authority and a team's two weeks there, at any size, from a seed."""
