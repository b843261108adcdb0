"""The small server that holds and hands on a team's sealed entries."""
