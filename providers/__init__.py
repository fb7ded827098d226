"""The provider adapters: plain Python, usable without the panel. Start at `providers.registry`."""
