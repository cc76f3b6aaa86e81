"""Prometheus metrics, summed over uvicorn's workers by files that they share."""

import os
from pathlib import Path

# Before prometheus_client is imported: it decides then how it counts.
if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(folder).mkdir(parents=True, exist_ok=True)

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("sovd_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("sovd_http_request_seconds", "Seconds until the answer", ["method", "route"])
SOCKETS = Gauge("sovd_websockets", "Open WebSockets", multiprocess_mode="livesum")
COMMANDS = Counter("sovd_commands_total", "Commands accepted", ["name"])
MESSAGES = Counter("sovd_websocket_messages_total", "Messages sent to browsers")


def page() -> bytes:
    """All metrics as text."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
