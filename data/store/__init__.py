"""The store's protocol, its records and failures, and how inputs are written as text."""
