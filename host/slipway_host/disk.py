"""Room on the data volume."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from .command import Runner
from .errors import Failure
from .paths import DATA

_MIB = 1024 * 1024


def free_mib() -> int:
    return shutil.disk_usage(DATA).free // _MIB


def grow(runner: Runner) -> list[str]:
    """
    The file system follows a volume that was made larger, while it is in use. Where it cannot, the release may fit all
    the same.

    :returns: what its owner must hear: the room that is paid for is not there
    """
    device = runner.ask(["findmnt", "--noheadings", "--output", "SOURCE", "--target", str(DATA)]).stdout.strip()
    result = runner.ask(["resize2fs", device])  # ends with 0 where there is nothing to do
    if result.code == 0:
        return []
    reason = result.lines[-1] if result.lines else f"exit code {result.code}"
    return [f"the file system does not fill the data volume: {reason}; the next release and the next boot try again"]


def make_room(needed_mib: int, prune: Callable[[], None], free: Callable[[], int] = free_mib) -> None:
    """Sees to it that a release can be pulled: old images go first; where that is too little, the release fails."""
    if free() >= needed_mib:
        return
    prune()
    left = free()
    if left < needed_mib:
        raise Failure(
            f"the data volume is full: {left} MiB are free after old images went, a release needs {needed_mib} MiB; "
            "remove files from the app's volumes or give the stack a larger data volume; the release before serves on"
        )
