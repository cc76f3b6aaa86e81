"""One release of an app at a time."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import Failure

#: How the purpose of a release begins. A release never waits for another one: the second is told at once.
RELEASE = "the release"


@contextmanager
def held(path: Path, purpose: str, patience: float = 0, what: str = "this app") -> Iterator[None]:
    """
    Holds the lock while the block runs. The kernel lets go of it when its holder ends, however that ends, so the lock
    of a killed release is free. Who holds it is in the file, for the message of those who are refused.

    :param patience: seconds to wait for another holder; a release does not wait for a release
    :param what: is locked, for that message
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = _read(descriptor)
                beaten = purpose.startswith(RELEASE) and f'"purpose": "{RELEASE}' in holder
                if beaten or time.monotonic() >= until:
                    raise Failure(refusal(holder, what)) from None
                time.sleep(0.1)
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        told = {"pid": os.getpid(), "purpose": purpose, "since": since}
        with suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(told).encode(), 0)
        try:
            yield
        finally:
            with suppress(OSError):  # or the next holder would be taken for this one until it has said who it is
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def refusal(holder: str, what: str = "this app") -> str:
    """What is said to those who come second."""
    try:
        known = json.loads(holder)
        who = f"{known['purpose']} (process {known['pid']}, since {known['since']})"
    except (ValueError, KeyError, TypeError):
        who = "another process, which has not said yet what it does"
    return f"refused: {what} is being changed by {who}; nothing was done; try again when it has ended"


def _read(descriptor: int) -> str:
    return os.pread(descriptor, 4096, 0).decode("utf-8", "replace")
