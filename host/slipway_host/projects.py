"""Compose projects of an app: made, joined and taken down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from .derive import Ports, networks_of, release_model, state_model, volumes_of
from .docker import Docker, name_of
from .errors import Failure
from .model import Release
from .paths import AppPaths, private_folder, write_private
from .secrets import Values

_UP = ("up", "--detach", "--no-build", "--pull", "never", "--quiet-pull")


class Files:
    """The Compose files of a release, in memory: they hold secrets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.release = folder / "compose.json"
        self.state = folder / "state.json"
        self.secrets = folder / "secrets.json"

    def write(self, release: Release, values: Values, ports: Ports) -> None:
        private_folder(self.folder.parent.parent)
        private_folder(self.folder.parent)
        private_folder(self.folder)
        write_private(self.secrets, json.dumps(values, sort_keys=True))
        write_private(self.release, json.dumps(release_model(release, values, ports), sort_keys=True))
        write_private(self.state, json.dumps(state_model(release, values, ports), sort_keys=True))


class Projects:
    """What Docker is told to do for one release."""

    def __init__(self, paths: AppPaths, release: Release, docker: Docker, ports: Ports) -> None:
        self.paths = paths
        self.release = release
        self.docker = docker
        self.ports = ports
        self.files = Files(paths.memory_of(release.id))
        self.project = paths.project(release.id)

    def make_volumes(self) -> None:
        for name in volumes_of(self.release):
            label = f"io.slipway.app={self.paths.app}"
            self.docker.run(f"making the volume {name}", "volume", "create", "--label", label, name)

    def state_containers(self) -> list[str]:
        return sorted(self.docker.project_containers(self.paths.state_project))

    def up_state(self, services: Sequence[str], remove_others: bool = False) -> None:
        """Starts services with a volume: a changed one is stopped first, one that is as it was stays untouched."""
        if not services and not remove_others:
            return
        flags = ["--remove-orphans"] if remove_others else []
        if services:
            self._up(self.paths.state_project, self.files.state, [*flags, *services], services)
        elif self.state_containers():
            take_down(self.docker, self.paths.state_project)

    def create(self) -> None:
        """Makes the networks and containers of the new release and lets services with a volume join by their names."""
        members = [*self.release.stateless, *self.release.jobs]
        if not members:
            return
        args = ["create", "--no-build", "--pull", "never", *members]
        result = self.docker.compose(self.project, self.files.release, *args)
        if result.code != 0:
            raise Failure(f"the new release cannot be made: {_last(result.lines)}", self._redacted(result.lines))
        # Jobs were named for their networks; each of their runs has a container of its own.
        for one in self.docker.inspect(self.docker.project_containers(self.project)):
            if name_of(one) in self.release.jobs:
                self.docker.ask("rm", "--force", one["Id"])
        self.join()

    def join(self) -> None:
        """Connects services with a volume to the networks of this release."""
        said = self.docker.run(
            "listing networks",
            *["network", "ls", "--filter", f"label=com.docker.compose.project={self.project}"],
            *["--format", '{{.Name}} {{.Label "com.docker.compose.network"}}'],
        )
        by_key = {key: name for name, _, key in (line.partition(" ") for line in said.splitlines())}
        for container in self.docker.inspect(self.state_containers()):
            service = name_of(container)
            if service not in self.release.services:
                continue
            joined = container["NetworkSettings"]["Networks"]
            for key, aliases in networks_of(self.release, service).items():
                network = by_key.get(key)
                if network is None or network in joined:
                    continue
                flags = [word for alias in aliases for word in ("--alias", alias)]
                self.docker.run(
                    f"connecting {service} to {network}", "network", "connect", *flags, network, container["Id"]
                )

    def up_release(self) -> None:
        names = self.release.stateless
        if names:
            self._up(self.project, self.files.release, names, names)

    def _up(self, project: str, file: Path, args: Sequence[str], services: Sequence[str]) -> None:
        patience = sum(self.release.services[name].start_seconds for name in services) + 60
        result = self.docker.compose(project, file, *_UP, *args, timeout=patience)
        if result.code == 0:
            return
        containers = self.docker.inspect(self.docker.project_containers(project))
        bad = [one for one in containers if name_of(one) in services and _is_bad(one)]
        lines = [f"{name_of(one)}: {line}" for one in bad for line in self.docker.logs(one["Id"])]
        raise Failure(
            f"the new release does not start: {self.docker.runner.redact(_last(result.lines))}",
            self._redacted(lines or result.lines[-20:]),
        )

    def _redacted(self, lines: Sequence[str]) -> list[str]:
        return [self.docker.runner.redact(line) for line in lines]


def _is_bad(container: dict[str, object]) -> bool:
    state = container["State"]
    if not isinstance(state, dict):
        return False
    return state.get("Status") != "running" or (state.get("Health") or {}).get("Status") == "unhealthy"


def _last(lines: Sequence[str]) -> str:
    return lines[-1] if lines else "Docker Compose gives no reason"


def take_down(docker: Docker, project: str) -> None:
    """
    Stops and removes a project by its labels: its files in memory may be gone. Each container has its own time to stop,
    from the Compose file. Volumes stay.
    """
    containers = docker.containers(f"com.docker.compose.project={project}")
    if containers:
        docker.ask("update", "--restart", "no", *containers)  # nothing comes back while the others stop
        docker.ask("stop", *containers)
        docker.ask("rm", "--force", *containers)
    said = docker.ask("network", "ls", "--quiet", "--filter", f"label=com.docker.compose.project={project}")
    for network in said.stdout.split():
        joined = docker.ask(
            "network", "inspect", "--format", "{{range $id, $_ := .Containers}}{{$id}} {{end}}", network
        )
        for container in joined.stdout.split():
            docker.ask("network", "disconnect", "--force", network, container)
        docker.ask("network", "rm", network)
