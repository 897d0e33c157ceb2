"""The market's two rules, pure of any wood: how a call auction clears, and how the reference price follows it."""
