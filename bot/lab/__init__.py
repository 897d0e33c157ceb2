"""The laboratory: the demo, scenarios, statistics over many seeds, exported traces."""
