"""Tests of the host's program that need no host: `python3 -m unittest` in the folder above."""
