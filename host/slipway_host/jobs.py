"""Jobs, as migrations: they run to their end, in order, before the new services start."""

from __future__ import annotations

from pathlib import Path

from .docker import Docker
from .errors import Failure
from .model import Release

#: Longer than any command of Systems Manager may take by default.
LIMIT_S = 3600.0
_LINES = 40


def run_jobs(release: Release, docker: Docker, project: str, file: Path) -> None:
    """Runs each job; the exit code decides, and the first that fails ends the release."""
    for job in release.jobs:
        result = docker.compose(project, file, "run", "--rm", "--no-deps", "-T", job, timeout=LIMIT_S)
        if result.code != 0:
            lines = [f"{job}: {docker.runner.redact(line)}" for line in result.lines[-_LINES:]]
            raise Failure(f"the job {job} ended with exit code {result.code}; no service was changed by it", lines)
