"""One release, from an unpacked bundle to serving; or back to what served before."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Optional

from . import colours, disk, images, proxy, watch_units
from . import ports as ports_file
from .command import Runner
from .converge import UNFINISHED, clean_up, converge
from .derive import Ports, dependencies
from .docker import Docker
from .drain import drain
from .errors import Failure
from .health import wait_for
from .jobs import run_jobs
from .lock import RELEASE, held
from .model import Release, load
from .paths import DATA, LOGS, AppPaths, private_folder, sync_tree
from .projects import Projects, take_down
from .prune import prune, prune_all
from .report import Phases, outcome, tell
from .secrets import Redactor, SecretReader

SECRETS_PATIENCE_S = 60.0
#: For a boot, or the return from a killed release, to end.
LOCK_PATIENCE_S = 180.0
#: Where `deliver.sh` unpacks bundles, in memory.
INCOMING = Path("/run/slipway-incoming")


class Releasing:
    """A release under way."""

    def __init__(self, app: str, release: str) -> None:
        self.paths = AppPaths(app)
        self.id = release
        self.bundle = Path(__file__).resolve().parent.parent.parent
        self.phases = Phases()
        self.before: Optional[str] = None
        self.notes: list[str] = []
        private_folder(LOGS / app)
        self.runner = Runner(LOGS / app / f"{release}.log")
        self.config = self.paths.registries
        self.docker = Docker(self.runner, self.config)

    def make(self) -> None:
        """Makes the release; on any failure the one before serves on."""
        with held(self.paths.lock, f"{RELEASE} {self.id}", LOCK_PATIENCE_S):
            self.before = self.paths.current_release()
            release = load(self.bundle)
            if self.before == self.id:
                with self.phases.phase("converge"):
                    converge(self.paths, self.runner, SECRETS_PATIENCE_S)
                self._certificates(release)
                self._report(release)
                return
            _watch_over(self.paths)
            try:
                projects = self._prepare(release)
            except BaseException:
                self._forget()
                raise
            try:
                self._start(projects)
            except BaseException:
                self._return(projects)
                raise
            self._finish(projects)
            self._certificates(release)
            self._report(release)

    def _certificates(self, release: Release) -> None:
        """A name that does not lead here yet is for a person to mend, and no reason to take a good release back."""
        if release.domains:
            with self.phases.phase("certificates"):
                self.notes += proxy.without_certificate(self.docker, release)

    def _report(self, release: Release) -> None:
        """Numbers for alarms, where the app has any: from now on, and once now, so that what hinders them is known."""
        if release.watched_as:
            with self.phases.phase("watch"):
                self.notes += watch_units.begin(self.runner, self.paths.release(self.id) / "host")

    def _prepare(self, release: Release) -> Projects:
        with self.phases.phase("clean"):
            clean_up_others(self.paths, self.docker, self.before)
        with self.phases.phase("disk"):
            self.paths.releases.mkdir(parents=True, exist_ok=True)
            self.notes += disk.grow(self.runner)
            disk.make_room(release.min_free_mib, self._prune_hard)
            (self.paths.root / UNFINISHED).write_text(self.id, "utf-8")
            self._unpack()
            proxy.claim(release.app, release.id)
        with self.phases.phase("pull"):
            private_folder(self.config)
            try:
                images.log_in(release, self.runner, self.docker)
                images.pull(release, self.docker)
            finally:
                shutil.rmtree(self.config, ignore_errors=True)
        with self.phases.phase("secrets"):
            values = SecretReader(self.runner, release.region).read(release, SECRETS_PATIENCE_S)
            self.runner.redact = Redactor(values)
        ports = self._ports(release)
        projects = Projects(self.paths, release, self.docker, ports)
        projects.files.write(release, values, ports)
        projects.make_volumes()
        return projects

    def _unpack(self) -> None:
        """Puts the bundle, which came into memory, onto the data volume: whole or not at all."""
        folder = self.paths.release(self.id)
        beside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(self.bundle, beside)
        sync_tree(beside)  # or a boot after a power cut might find empty files behind `current`
        shutil.rmtree(folder, ignore_errors=True)  # one of the same id that failed before
        os.replace(beside, folder)
        os.utime(folder)  # the newest

    def _ports(self, release: Release) -> Ports:
        # Another app that is released meanwhile must see these before it chooses.
        with held(DATA / "ports.lock", f"the choice of ports for {release.app}", 60, what="this host's ports"):
            ports = colours.take(self.paths, release, self.before)
            ports_file.write(self.paths.release(self.id) / "ports.json", ports)
        return ports

    def _start(self, projects: Projects) -> None:
        release = projects.release
        first = sorted(dependencies(release, release.jobs) & set(release.stateful))
        rest = [name for name in release.stateful if name not in first]
        self._state_before = projects.state_containers()
        with self.phases.phase("state"):
            projects.up_state(first)
            wait_for(release, self.docker, self.paths.state_project, first, projects.ports)
        with self.phases.phase("create"):
            projects.create()
        with self.phases.phase("jobs"):
            run_jobs(release, self.docker, projects.project, projects.files.release)
        with self.phases.phase("start"):
            projects.up_state(rest)
            projects.join()
            projects.up_release()
        with self.phases.phase("health"):
            wait_for(release, self.docker, self.paths.state_project, rest, projects.ports)
            wait_for(release, self.docker, projects.project, release.stateless, projects.ports)
        with self.phases.phase("switch"):
            # Without routes, too, where there is a proxy: those of the release before end.
            if release.routes or proxy.is_there(self.docker):
                proxy.switch_to(self.docker, release, self._move_current)
            else:
                self._move_current()

    def _move_current(self) -> None:
        """From here on the new release serves: what the disk says of it afterwards is told, and takes nothing back."""
        self.paths.move_current(self.id)
        try:
            self.paths.sync_current()
        except OSError as problem:
            told = f"the release serves, but the disk does not confirm that it keeps this: {problem}"
            self.notes.append(f"{told}; after a power cut the one before may serve")

    def _return(self, projects: Projects) -> None:
        """Back to the release before: the proxy first, then what is new goes, then changed services with data."""
        failed = self.phases.now
        try:
            with self.phases.phase("return"):
                if failed == "switch":
                    proxy.look_away(self.docker)
                take_down(self.docker, projects.project)
                if projects.state_containers() != self._state_before:
                    if self.before is None:
                        take_down(self.docker, self.paths.state_project)
                    else:
                        converge(self.paths, self.runner, SECRETS_PATIENCE_S)
                self._forget()
        except (Failure, OSError) as problem:
            self.notes.append(f"going back to the release before failed too: {problem}")

    def _forget(self) -> None:
        """A release that failed leaves nothing but its log."""
        shutil.rmtree(self.paths.release(self.id), ignore_errors=True)
        shutil.rmtree(self.paths.memory_of(self.id), ignore_errors=True)
        (self.paths.root / UNFINISHED).unlink(missing_ok=True)

    def _finish(self, projects: Projects) -> None:
        """The new release serves; nothing that goes wrong from here on changes that."""
        try:
            if self.before:
                old = load(self.paths.release(self.before))
                ports = ports_file.read(self.paths.release(self.before) / "ports.json")
                stateless = [port for name in old.stateless for port in ports.get(name, [])]
                with self.phases.phase("drain"):
                    patience = max((old.services[name].stop_seconds for name in old.stateless), default=0)
                    if not drain(stateless, patience):
                        self.notes.append(f"requests to the old release took longer than its {patience:.0f} s to stop")
            with self.phases.phase("stop"):
                projects.up_state(projects.release.stateful, remove_others=True)
                clean_up(self.paths, self.docker, self.id)
            with self.phases.phase("prune"):
                prune(self.paths, projects.release.keep, self.docker)
        except (Failure, OSError) as problem:
            self.notes.append(f"the release serves, but tidying up after it failed: {problem}")

    def _prune_hard(self) -> None:
        prune(self.paths, 1, self.docker, self.id)
        prune_all(self.docker)


def clean_up_others(paths: AppPaths, docker: Docker, serves: Optional[str]) -> None:
    """What a killed release left goes before the next one; the proxy first looks away from it."""
    left = [one for one in docker.projects(paths.app) if serves is None or one != paths.project(serves)]
    left = [one for one in left if serves is None or one != paths.state_project]
    if not left:
        return
    proxy.look_away(docker)
    for project in left:
        take_down(docker, project)


def _watch_over(paths: AppPaths) -> None:
    """
    A process of systemd's that waits for the lock: should this one be killed, it brings the app back to `current`.
    """
    program = Path(__file__).resolve().parent.parent / "heal.py"
    args = ["systemd-run", "--quiet", "--collect", "--unit", f"slipway-heal-{paths.app}-{os.getpid()}"]
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        if name in os.environ:
            args += ["--setenv", name]
    subprocess.run([*args, sys.executable, str(program), paths.app], check=False, capture_output=True)


def main(app: str, release: str) -> int:
    """Makes a release and tells how it ended; the exit code is 0 only when it serves."""
    try:
        releasing = Releasing(app, release)
    except (ValueError, OSError) as error:
        return tell(outcome(release, Phases(), str(error)))
    cause, lines = "", []
    try:
        releasing.make()
    except Failure as failure:
        cause, lines = failure.cause, failure.lines
    except OSError as error:
        releasing.runner.write(traceback.format_exc())
        full = error.errno == errno.ENOSPC
        cause = "the data volume is full" if full else f"in the phase {releasing.phases.now}: {error}"
    except Exception as error:  # whatever it is, the caller must hear of it
        releasing.runner.write(traceback.format_exc())
        cause = f"the host program failed in the phase {releasing.phases.now}: {type(error).__name__}: {error}"
    finally:
        if INCOMING in releasing.bundle.parents:
            shutil.rmtree(releasing.bundle, ignore_errors=True)  # in memory; the data volume has its copy
    redact = releasing.runner.redact
    told = [redact(line) for line in [*lines, *releasing.notes]]
    result = outcome(release, releasing.phases, redact(cause), told)
    releasing.runner.write(f"outcome: {result}")
    return tell(result)
