"""A stand-in for Discord on loopback: REST v10 and gateway v10 over real sockets. Start at ``server.py``."""
