"""What generates text: vLLM in this process or its own, and any OpenAI-compatible server."""
