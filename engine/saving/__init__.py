"""Saving: how a wood is written and read back, hashed and brought up to the present form."""
