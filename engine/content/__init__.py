"""What a wood is founded on: the cast, the rules, legends and shocks, the year."""
