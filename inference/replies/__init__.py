"""Replies: schema, grammar, parsing and repair, from a model's text to a decision."""
