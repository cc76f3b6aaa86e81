"""What a release tells: to the caller on standard output, in full to a log file on the host."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

#: SSM cuts standard output after 24,000 characters; all that is said stays well below that.
MAX_LINES = 60
MAX_LINE_CHARS = 200
MAX_CAUSE_CHARS = 2_000


class Phases:
    """Which step is under way, and how many seconds each took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.now = "begin"

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.now = name
        sys.audit("slipway.phase", name)  # for those who watch; it does nothing by itself
        since = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0) + time.monotonic() - since, 3)


def outcome(release: str, phases: Phases, cause: str = "", lines: Sequence[str] = ()) -> dict[str, object]:
    """The last line of standard output, as an object."""
    return {
        "ok": not cause,
        "release": release,
        "cause": cause[:MAX_CAUSE_CHARS],
        "lines": [line[:MAX_LINE_CHARS] for line in list(lines)[-MAX_LINES:]],
        "phases": phases.seconds,
    }


def tell(result: dict[str, object]) -> int:
    """Says how it ended, the cause first; returns the exit code."""
    if result["ok"]:
        print(f"release {result['release']} serves")
    else:
        print(f"FAILED: {result['cause']}")
    print(json.dumps(result, sort_keys=True))
    sys.stdout.flush()
    return 0 if result["ok"] else 1
