"""Weather: what comes over the wood by itself, from one turn to the next."""
