"""Writing line by line, for screen readers and dictation: nothing is drawn, everything is said."""
