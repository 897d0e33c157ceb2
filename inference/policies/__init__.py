"""Minds without a model: instinct, the random policy, recorded decisions."""
