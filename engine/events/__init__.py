"""Events: what is recorded, and the catalogue of every kind with its fields and audience."""
