"""From the public past of a wood to a told turn."""
