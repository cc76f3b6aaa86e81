"""What the last answers of GitHub told us, shared by the workers without asking GitHub again."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class GitHubStatus:
    """Rate limit and last outcome. Kept in a small file, since Gunicorn's workers share no memory."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._state: dict[str, Any] = {}

    def record(self, outcome: str, headers: Mapping[str, str]) -> None:
        """Remembers one answer: `outcome` is "ok", "bad_token", "rate_limited", "unreachable" …"""
        state: dict[str, Any] = {"outcome": outcome, "at": int(time.time())}
        try:
            limit = {name: int(headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining", "reset")}
        except (KeyError, ValueError):
            limit = self.read().get("rate_limit") or {}
        if limit:
            state["rate_limit"] = limit
        with self._lock:
            self._state = state
            self._write(state)

    def read(self) -> dict[str, Any]:
        """The newest known state, {} when nothing was asked yet."""
        if self._file is not None:
            try:
                loaded = json.loads(self._file.read_text())
                if isinstance(loaded, dict):
                    return loaded
            except (OSError, ValueError):
                pass
        return dict(self._state)

    def _write(self, state: dict[str, Any]) -> None:
        if self._file is None:
            return
        # A rename is atomic: a reader in the other worker never sees half a file.
        part = self._file.with_suffix(f".{os.getpid()}.part")
        try:
            part.write_text(json.dumps(state))
            part.replace(self._file)
        except OSError:
            self._file = None  # no writable /tmp: this worker's own memory has to do
