"""What the loopback answers over HTTP."""
