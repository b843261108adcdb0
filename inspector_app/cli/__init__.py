"""`inspector …`: the same actions as the screens, for scripts."""
