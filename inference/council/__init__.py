"""The council: which mind thinks for which creature, and what keeps its models alive."""
