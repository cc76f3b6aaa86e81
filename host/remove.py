"""Takes an app off this host: `remove.py <app> [--volumes]`."""

from __future__ import annotations

import sys

from slipway_host.boot import remove

if __name__ == "__main__":
    sys.exit(remove(sys.argv[1], "--volumes" in sys.argv[2:]))
