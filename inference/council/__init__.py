"""Who thinks for which creature, and what keeps the models of a council alive."""
