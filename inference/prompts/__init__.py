"""Prompts: from a perception to messages within a budget of tokens."""
