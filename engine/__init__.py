"""The rules of the wood, pure: no I/O, no clock, no asyncio, no global randomness."""
