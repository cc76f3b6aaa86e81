"""Starts an app after a boot: `boot.py <app>`. systemd runs it (slipway-app@.service)."""

from __future__ import annotations

import sys

from slipway_host.boot import boot

if __name__ == "__main__":
    sys.exit(boot(sys.argv[1]))
