"""The stages of a turn, a file each; their order stands in `engine/turn.py`."""
