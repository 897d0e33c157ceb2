"""The process of `wood run`: starting, serving, health and housekeeping."""
