"""What is asked of Docker."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from .command import Result, Runner


class Docker:
    """The `docker` command, with credentials for registries in memory only."""

    def __init__(self, runner: Runner, config: Optional[Path] = None) -> None:
        self.runner = runner
        self.env = {**os.environ, **({"DOCKER_CONFIG": str(config)} if config else {})}

    def ask(self, *args: str, stdin: Optional[str] = None, timeout: Optional[float] = None) -> Result:
        return self.runner.ask(["docker", *args], stdin=stdin, env=self.env, timeout=timeout)

    def run(self, what: str, *args: str, stdin: Optional[str] = None) -> str:
        return self.runner.run(what, ["docker", *args], stdin=stdin, env=self.env)

    def compose(self, project: str, file: Path, *args: str, timeout: Optional[float] = None) -> Result:
        flags = ["compose", "--project-name", project, "--file", str(file), "--ansi", "never", "--progress", "plain"]
        return self.ask(*flags, *args, timeout=timeout)

    def containers(self, *labels: str, everything: bool = True) -> list[str]:
        """Ids of containers that have all these labels."""
        filters = [word for label in labels for word in ("--filter", f"label={label}")]
        said = self.run(
            "listing containers", "ps", "--quiet", "--no-trunc", *(["--all"] if everything else []), *filters
        )
        return said.split()

    def project_containers(self, project: str) -> list[str]:
        """Ids of a project's containers, those of jobs left out."""
        return self.containers(f"com.docker.compose.project={project}", "com.docker.compose.oneoff=False")

    def inspect(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        if not ids:
            return []
        result = self.runner.ask(["docker", "inspect", *ids], env=self.env, quiet=True)  # it shows the environment
        try:
            found: list[dict[str, Any]] = json.loads(result.stdout)
        except ValueError:
            return []
        return found

    def projects(self, app: str) -> list[str]:
        """Compose projects of this app that have containers or networks."""
        names: set[str] = set()
        for kind in (["ps", "--all"], ["network", "ls"]):
            said = self.run("listing projects", *kind, "--format", '{{.Label "com.docker.compose.project"}}')
            names.update(said.split())
        return sorted(name for name in names if name.startswith(f"slipway-{app}-") and _suffix(name, app))

    def logs(self, container: str, lines: int = 40) -> list[str]:
        result = self.runner.ask(["docker", "logs", "--tail", str(lines), container], env=self.env)
        return result.lines


def _suffix(project: str, app: str) -> bool:
    """`slipway-shop-state` belongs to `shop`, `slipway-shop-admin-state` does not."""
    rest = project[len(f"slipway-{app}-") :]
    return rest == "state" or (len(rest) <= 8 and "-" not in rest)


def name_of(container: dict[str, Any]) -> str:
    labels = container["Config"].get("Labels") or {}
    return str(labels.get("com.docker.compose.service") or container["Name"].lstrip("/"))
