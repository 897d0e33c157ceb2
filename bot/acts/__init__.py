"""Acts: who may give a wood a command, and what rests after it, whichever edge the command comes from."""
