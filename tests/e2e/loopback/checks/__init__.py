"""What Discord refuses in what it is sent."""
