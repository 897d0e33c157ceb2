"""The commands of a forester, who manages a wood for a server."""
