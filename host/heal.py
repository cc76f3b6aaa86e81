"""Waits for a release's end and returns from it if it was killed: `heal.py <app>`. Each release starts one."""

from __future__ import annotations

import sys

from slipway_host.boot import heal

if __name__ == "__main__":
    sys.exit(heal(sys.argv[1]))
