"""SOVD backend: commands to vehicles, and their responses as they arrive."""

VERSION = "1.0.0"
