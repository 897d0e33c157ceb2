"""Presenters: pure functions from a wood and the store's rows to cards and sentences."""
