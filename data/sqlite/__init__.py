"""The store on SQLite: one writer connection, readers beside it, plain SQL in files."""
