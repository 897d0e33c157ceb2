"""Buttons, selects and views: what people press under a post or an answer."""
