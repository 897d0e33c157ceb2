"""Backends that generate text: vLLM, and any OpenAI-compatible server."""
