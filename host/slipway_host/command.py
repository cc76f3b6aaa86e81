"""Runs other programs."""

from __future__ import annotations

import ctypes
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Optional

from .errors import Failure

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Result:
    """What a program said and how it ended."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code = code
        self.stdout = stdout
        self.stderr = stderr

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.stdout + "\n" + self.stderr).splitlines() if line.strip()]


def _die_with_parent() -> None:
    """A killed release must not leave a `docker compose` behind that goes on changing things after the lock is free."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


class Runner:
    """Runs programs and writes what they say to the log, secrets left out. Tests hand in another one."""

    def __init__(self, log: Optional[Path] = None) -> None:
        self.log = log
        self.redact: Callable[[str], str] = str

    def ask(
        self,
        args: Sequence[str],
        stdin: Optional[str] = None,
        env: Optional[Mapping[str, str]] = None,
        timeout: Optional[float] = None,
        quiet: bool = False,
    ) -> Result:
        """Runs a program to its end. `quiet`: its output is a secret and goes into no log."""
        self.write("$ " + " ".join(args))
        try:
            done = subprocess.run(
                list(args),
                input=stdin if stdin is not None else "",
                env=dict(env) if env is not None else None,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                preexec_fn=_die_with_parent,  # no threads here
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            stderr = late.stderr.decode("utf-8", "replace") if isinstance(late.stderr, bytes) else (late.stderr or "")
            return self._told(Result(124, "", f"{stderr}\nended after {timeout:.0f} s"), quiet)
        except FileNotFoundError:
            return self._told(Result(127, "", f"{args[0]}: no such program on this host"), quiet)
        return self._told(Result(done.returncode, done.stdout, done.stderr), quiet)

    def run(
        self, what: str, args: Sequence[str], stdin: Optional[str] = None, env: Optional[Mapping[str, str]] = None
    ) -> str:
        """Runs a program that must succeed, and returns what it said."""
        result = self.ask(args, stdin=stdin, env=env)
        if result.code != 0:
            last = result.lines[-1] if result.lines else f"exit code {result.code}"
            raise Failure(f"{what}: {self.redact(last)}", [self.redact(line) for line in result.lines[-20:]])
        return result.stdout

    def write(self, text: str) -> None:
        """Adds to the log of this release, where the disk has room for it: nothing is stopped by the want of a log."""
        if self.log is None:
            return
        with suppress(OSError), self.log.open("a", encoding="utf-8", errors="replace") as file:
            file.write(self.redact(text).rstrip("\n") + "\n")

    def _told(self, result: Result, quiet: bool) -> Result:
        if not quiet:
            for line in result.lines:
                self.write("    " + line)
        if result.code != 0:
            self.write(f"    (exit code {result.code})")
        return result
