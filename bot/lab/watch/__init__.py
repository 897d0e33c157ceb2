"""Watching woods: playing them as fast as they go, and keeping arrays of what measures need."""
