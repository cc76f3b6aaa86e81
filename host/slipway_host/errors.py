"""How a release fails."""

from __future__ import annotations

from collections.abc import Sequence


class Failure(Exception):
    """A release or a boot that did not come about: one sentence for the user, and the log lines that tell more."""

    def __init__(self, cause: str, lines: Sequence[str] = ()) -> None:
        super().__init__(cause)
        self.cause = cause
        self.lines = list(lines)


class SecretsAway(Failure):
    """Secrets Manager does not give what a release needs: not now, or never again."""
