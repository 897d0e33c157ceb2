"""What answers to commands look like: pure functions from a wood and the store's rows to text."""
