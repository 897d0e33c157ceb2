"""Many woods played and measured: the demo, scenarios, statistics over seeds, exported traces."""
