"""The process: settings, the Discord client, the clock, the keeper, what posts look like, the command line."""
