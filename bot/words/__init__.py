"""Localisation and escaping: names and texts in a reader's language, text of others made harmless."""
