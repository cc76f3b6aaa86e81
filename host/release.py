"""Makes a release that lies unpacked on this host: `release.py <app> <release id>`."""

from __future__ import annotations

import sys

from slipway_host.release import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
