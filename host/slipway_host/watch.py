"""A report to CloudWatch: how full the disks are; how often an app's containers ended, how many copies are missing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Optional

from . import health, proxy, watch_units
from .command import Runner
from .docker import name_of
from .errors import Failure
from .model import Release, load
from .numbers import (
    DISK,
    NAMESPACE,
    RESTARTS,
    UNHEALTHY,
    Memory,
    datum,
    ended_by_themselves,
    percent_used,
    remembered,
    to_be_asked,
    without_health,
)
from .paths import DATA, MEMORY, AppPaths, all_apps, private_folder, write_private

#: All of it ends within the minute, whatever hangs.
DOCKER_PATIENCE_S = 10.0
ANSWER_PATIENCE_S = 4.0
AWS_PATIENCE_S = 20.0
_AT_ONCE = 16


class WatchedApp:
    """An app whose serving release says that it is watched."""

    def __init__(self, paths: AppPaths, release: Release, watched_as: str) -> None:
        self.paths = paths
        self.release = release
        self.watched_as = watched_as
        self.wanted = {name: release.services[name].copies for name in release.running}
        if release.routes:
            self.wanted[proxy.CONTAINER] = 1  # without it nobody reaches the app

    def own(self, containers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Its containers, those of jobs left out."""
        projects = {self.paths.project(self.release.id), self.paths.state_project}
        return [
            one for one in containers if name_of(one) in self.wanted and (_project(one) in projects or _is_proxy(one))
        ]


def watched_apps() -> list[WatchedApp]:
    """The apps of this host that alarms watch."""
    found = []
    for app in all_apps():
        paths = AppPaths(app)
        serves = paths.current_release()
        release = load(paths.release(serves)) if serves else None
        if release is not None and release.watched_as:
            found.append(WatchedApp(paths, release, release.watched_as))
    return found


class Report:
    """One report: what is found, sent and remembered."""

    def __init__(self, runner: Runner, apps: Sequence[WatchedApp]) -> None:
        self.runner = runner
        self.apps = apps
        self.said: list[str] = []
        self.memory_file = MEMORY / "watch.json"

    def make(self) -> None:
        """Sends the numbers. What was not sent is not remembered, so the next report counts it, too."""
        host = self.apps[0].watched_as
        data = [datum(DISK, self._fullest(), host=host)]
        try:
            containers: Optional[list[dict[str, Any]]] = self._containers()
        except Failure as failure:
            containers = None
            self.said.append(f"Docker does not answer, so every copy counts as missing: {failure.cause}")
        before = self._read()
        now: dict[str, Memory] = {}
        for app in self.apps:
            name = app.paths.app
            own = app.own(containers or [])
            troubles = without_health(app.wanted, own, _answers(app, own))
            data.append(datum(UNHEALTHY, sum(one.missing for one in troubles), host=host, app=name))
            self.said += [f"{name}: {one.text}" for one in troubles]
            if containers is None:
                if name in before:
                    now[name] = before[name]
                continue
            now[name] = remembered(own)
            ended = ended_by_themselves(before.get(name), now[name])
            data.append(datum(RESTARTS, sum(ended.values()), host=host, app=name))
            self.said += [f"{name}: {service}: ended by itself, {count} x" for service, count in sorted(ended.items())]
        self._send(data, self.apps[0].release.region)
        private_folder(MEMORY)
        write_private(self.memory_file, json.dumps(now, sort_keys=True))

    def _fullest(self) -> float:
        return max(percent_used(os.statvfs(folder)) for folder in (Path("/"), DATA))

    def _containers(self) -> list[dict[str, Any]]:
        listed = self.runner.ask(["docker", "ps", "--all", "--quiet", "--no-trunc"], timeout=DOCKER_PATIENCE_S)
        if listed.code != 0:
            raise Failure(_reason(listed.stderr))
        ids = listed.stdout.split()
        if not ids:
            return []
        # It shows the environment, and so is kept out of every log.
        args = ["docker", "inspect", "--type", "container", *ids]
        found = self.runner.ask(args, timeout=DOCKER_PATIENCE_S, quiet=True)
        # One may have gone since it was listed.
        errors = [line for line in found.stderr.splitlines() if line and "no such container" not in line.lower()]
        if found.code != 0 and errors:
            raise Failure(_reason("\n".join(errors)))
        inspected: list[dict[str, Any]] = json.loads(found.stdout)
        return inspected

    def _send(self, data: Sequence[dict[str, Any]], region: Optional[str]) -> None:
        args = ["aws", "cloudwatch", "put-metric-data", "--namespace", NAMESPACE, "--metric-data", json.dumps(data)]
        args += ["--cli-connect-timeout", "5", "--cli-read-timeout", "10"]
        if region:
            args += ["--region", region]
        result = self.runner.ask(args, timeout=AWS_PATIENCE_S)
        if result.code == 0:
            return
        reason = _reason(result.stderr)
        mend = f"; the host's role lacks cloudwatch:PutMetricData for {NAMESPACE}: `pulumi up` gives it"
        raise Failure(f"the numbers were not sent: {reason}{mend if 'AccessDenied' in reason else ''}")

    def _read(self) -> dict[str, Memory]:
        """What the last report knew; nothing after a boot."""
        try:
            known: dict[str, Memory] = json.loads(self.memory_file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known


def main(runner: Optional[Runner] = None) -> int:
    """One report; the exit code is 0 only when all numbers were sent. With no app to watch the timer is taken away."""
    runner = runner or Runner()
    try:
        apps = watched_apps()
        if not apps:
            print(watch_units.end(runner, lambda: not watched_apps()))
            return 0
        report = Report(runner, apps)
        try:
            report.make()
        finally:
            for line in report.said:
                print(line)
    except (Failure, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _answers(app: WatchedApp, containers: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What is wrong with the answers by HTTP, by the container's id; those that answer well are left out."""
    asked = to_be_asked(app.release, containers)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        heard = pool.map(lambda one: health.answers(one[1], one[2], ANSWER_PATIENCE_S), asked)
        return {one[0]: f"{one[2]} {reason}" for one, reason in zip(asked, heard) if reason}


def _reason(stderr: str) -> str:
    return (stderr.strip().splitlines() or ["no reason given"])[-1]


def _project(container: dict[str, Any]) -> str:
    """Of Docker Compose; nothing for a job's container."""
    labels = container["Config"].get("Labels") or {}
    is_job = labels.get("com.docker.compose.oneoff") == "True"
    return "" if is_job else str(labels.get("com.docker.compose.project", ""))


def _is_proxy(container: dict[str, Any]) -> bool:
    return str(container["Name"]).lstrip("/") == proxy.CONTAINER
