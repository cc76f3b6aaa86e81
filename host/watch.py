"""Sends the numbers that alarms watch: `watch.py`. systemd runs it each minute (units/slipway-watch.timer)."""

from __future__ import annotations

import sys

from slipway_host.watch import main

if __name__ == "__main__":
    sys.exit(main())
