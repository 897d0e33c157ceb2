"""Minds: prompts, schemas, repair, the council and the backends."""
