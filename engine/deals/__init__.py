"""Deals between accounts: a file for each kind, which signs, settles, values and checks it; `table.py` lists them."""
