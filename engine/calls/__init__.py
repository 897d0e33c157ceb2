"""The daily call: what the broker expects of a good, which good is asked for, and what becomes of an answer."""
