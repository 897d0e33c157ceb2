"""What a creature's body needs in a turn and what follows: meal, hearth, care, vigour, mood."""
