"""From a model's reply to a decision: schema, grammar, parsing and repair."""
