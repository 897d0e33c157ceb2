"""How a wood changes, and when: the keeper, the clock, the cache of woods, locks, eras and replay."""
