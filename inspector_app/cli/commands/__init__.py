"""One file for each group of commands; each has `register(app)`."""
