"""Plans, draws and what a sample can and cannot say: pure functions over plain records."""
