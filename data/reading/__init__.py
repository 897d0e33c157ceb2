"""The readers of the content: TOML to validated values, with errors that name file, table and field."""
