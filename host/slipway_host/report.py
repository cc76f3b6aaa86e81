"""What a release tells: to the caller on standard output, in full to a log file on the host."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

#: SSM cuts standard output after 24,000 characters; all that is said stays well below that, in any script: its agent
#: counts bytes. The cause is said twice.
MAX_LINES = 60
MAX_LINE_CHARS = 200
MAX_CAUSE_CHARS = 2_000
_MAX_LINES_BYTES = 13_000
_MAX_CAUSE_BYTES = 4_000


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
    told = cause[:MAX_CAUSE_CHARS]
    while len(_json(told)) > _MAX_CAUSE_BYTES:
        told = told[: len(told) * 9 // 10]
    kept = [line[:MAX_LINE_CHARS] for line in list(lines)[-MAX_LINES:]]
    while len(_json(kept)) > _MAX_LINES_BYTES:
        del kept[0]  # the last ones tell most
    return {"ok": not cause, "release": release, "cause": told, "lines": kept, "phases": phases.seconds}


def tell(result: dict[str, object]) -> int:
    """Says how it ended, the cause first; returns the exit code."""
    first = f"release {result['release']} serves" if result["ok"] else f"FAILED: {result['cause']}"
    sys.stdout.flush()
    sys.stdout.buffer.write(b"%s\n%s\n" % (_utf8(first), _json(result)))  # whatever the locale is
    sys.stdout.buffer.flush()
    return 0 if result["ok"] else 1


def _json(value: object) -> bytes:
    """One line, as it is said; escapes would make six characters of each letter that is not a Latin one."""
    return _utf8(json.dumps(value, sort_keys=True, ensure_ascii=False))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
