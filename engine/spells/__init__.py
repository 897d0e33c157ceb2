"""Spells: shocks and legends put to work, what each will do in secret, and what of it is at work in a turn."""
