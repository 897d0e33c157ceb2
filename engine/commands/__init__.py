"""Commands: what a person does to a wood between turns, a file per family; `table.py` lists them all."""
