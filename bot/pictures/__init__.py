"""Charts: what is drawn, in a process of its own, and their words."""
