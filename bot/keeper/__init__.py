"""The keeper and what it needs: inputs, clock, cache of woods, locks, eras and replay."""
