"""The interactive wood of the terminal."""
