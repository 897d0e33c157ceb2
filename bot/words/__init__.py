"""Names and texts in a reader's language, and how text of others is escaped."""
