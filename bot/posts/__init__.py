"""From an owed post to a message in a channel: the outbox is worked through here."""
