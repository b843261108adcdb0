"""What both sides and outsiders agree on: formats, rules, lists. Imports nothing of ours."""
