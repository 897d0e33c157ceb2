"""Slash commands, a file per theme; each only translates between Discord and the keeper."""
