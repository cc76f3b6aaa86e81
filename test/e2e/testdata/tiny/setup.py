"""A migration: runs once, ends with the code that the tests ask for."""
import os
import sys

print("setup: migrating", flush=True)
code = int(os.environ.get("SETUP_EXIT", "0"))
if code:
    print("setup: column already exists", file=sys.stderr, flush=True)
sys.exit(code)
