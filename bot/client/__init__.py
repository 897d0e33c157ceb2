"""The Discord client: connecting, admitting an interaction, permissions, and how errors are answered."""
