"""The providers' services, simulated over real HTTP, over one world. Start it with `python -m providers.sandbox`."""
