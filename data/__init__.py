"""The store (SQL, migrations, queries) and the content (casts, goods, legends, texts, as TOML)."""
