"""From a perception to a prompt within its budget of tokens."""
