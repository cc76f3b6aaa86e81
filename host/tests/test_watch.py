"""The reports to CloudWatch: what is sent, and the timer."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import unittest
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional
from unittest import mock

from slipway_host import boot, health, lock, paths, watch, watch_units
from slipway_host import release as release_module
from slipway_host.command import Result, Runner

from .containers import ALL, PROXY, SECRET, SERVING, container, disk
from .support import release


class Host(Runner):
    """STAND-IN for the programs of a host: `docker`, `aws`, `systemctl`, `journalctl`."""

    def __init__(self, containers: Sequence[dict[str, Any]] = ALL) -> None:
        super().__init__()
        self.containers = list(containers)
        #: By the beginning of a command, what answers in its place.
        self.instead: dict[str, Result] = {}
        self.asked: list[str] = []
        self.sent: list[dict[str, float]] = []

    def ask(
        self,
        args: Sequence[str],
        stdin: Optional[str] = None,
        env: Optional[Mapping[str, str]] = None,
        timeout: Optional[float] = None,
        quiet: bool = False,
    ) -> Result:
        command = " ".join(args)
        self.asked.append(command)
        for begins, result in self.instead.items():
            if command.startswith(begins):
                return result
        if command.startswith("docker ps"):
            return Result(0, "".join(f"{one['Id']}\n" for one in self.containers), "")
        if command.startswith("docker inspect"):
            return Result(0, json.dumps(self.containers), "")
        if command.startswith("aws"):
            data = json.loads(args[args.index("--metric-data") + 1])
            self.sent.append({_name(one): one["Value"] for one in data})
        return Result(0, "", "")


def _name(one: dict[str, Any]) -> str:
    return " ".join([one["MetricName"], *(f"{it['Name']}={it['Value']}" for it in one["Dimensions"])])


class OnHost(unittest.TestCase):
    """A data volume, a memory and a place for units, all in a folder."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.data = Path(temporary.name) / "data"
        self.systemd = Path(temporary.name) / "systemd"
        self.systemd.mkdir()
        memory = Path(temporary.name) / "run"
        for module, changed in [
            (paths, {"DATA": self.data, "MEMORY": memory}),
            (watch, {"DATA": self.data, "MEMORY": memory}),
            (
                watch_units,
                {
                    "DATA": self.data,
                    "MEMORY": memory,
                    "FOLDER": self.data / "watch",
                    "SYSTEMD": self.systemd,
                },
            ),
            (health, {"answers": lambda *_: self.answer}),
        ]:
            for name, value in changed.items():
                patch = mock.patch.object(module, name, value)
                patch.start()
                self.addCleanup(patch.stop)
        self.answer = ""
        full = mock.patch.object(os, "statvfs", lambda folder: disk(1000, 400 if folder == self.data else 700, 0))
        full.start()
        self.addCleanup(full.stop)
        self.host = Host()
        self.program = Path(watch.__file__).parent.parent
        self.serve("shop")

    def serve(self, app: str, **manifest: Any) -> None:
        """Puts a release onto the data volume, as one that serves and is watched."""
        one = release()
        services = {
            "web": {"copies": 2, "port": 8000, "health": "/health"},
            "store": {"writable": True},
            "migrate": {},
        }
        raw = {"app": app, "release": SERVING, "services": services, "jobs": ["migrate"], "region": "eu-central-1"}
        raw["routes"] = [{"service": "web", "port": 80}]
        place = paths.AppPaths(app)
        place.release(SERVING).mkdir(parents=True, exist_ok=True)
        told = {"watchedAs": "slipway-prod-shared-host", **raw, **manifest}
        (place.release(SERVING) / "release.json").write_text(json.dumps(told))
        (place.release(SERVING) / "compose.json").write_text(json.dumps(one.compose))
        place.move_current(SERVING)

    def run_once(self) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = watch.main(self.host)
        return code, out.getvalue(), err.getvalue()

    DISK = "DiskUsedPercent Host=slipway-prod-shared-host"
    UNHEALTHY = "UnhealthyCopies Host=slipway-prod-shared-host App=shop"
    RESTARTS = "ContainerRestarts Host=slipway-prod-shared-host App=shop"


class Reports(OnHost):
    """What CloudWatch is sent."""

    def test_all_is_well(self) -> None:
        self.assertEqual(self.run_once(), (0, "", ""))
        self.assertEqual(self.host.sent, [{self.DISK: 100.0, self.UNHEALTHY: 0, self.RESTARTS: 0}])
        [aws] = [command for command in self.host.asked if command.startswith("aws")]
        self.assertTrue(aws.startswith("aws cloudwatch put-metric-data --namespace Slipway/Host --metric-data [{"))
        self.assertTrue(aws.endswith("--region eu-central-1"))
        self.assertIn('"Unit": "Percent"', aws)
        self.assertNotIn(SECRET, aws)

    def test_a_container_restarts_and_one_is_gone(self) -> None:
        self.run_once()
        self.host.containers = [container("web", restarts=2), container("store"), PROXY]
        code, out, _ = self.run_once()
        self.assertEqual(code, 0)
        self.assertEqual(self.host.sent[1], {self.DISK: 100.0, self.UNHEALTHY: 1, self.RESTARTS: 2})
        self.assertEqual(out, "shop: web: 1 of 2 copies without health: not there\nshop: web: ended by itself, 2 x\n")
        self.run_once()
        self.assertEqual(self.host.sent[2][self.RESTARTS], 0)

    def test_answers_by_http_count(self) -> None:
        self.answer = "answers 500"
        self.assertIn("shop: web: 2 of 2 copies without health: /health answers 500", self.run_once()[1])
        self.assertEqual(self.host.sent[0][self.UNHEALTHY], 2)

    def test_without_the_proxy_nobody_reaches_a_published_app(self) -> None:
        self.host.containers = ALL[:3]
        self.assertIn("shop: slipway-proxy: 1 of 1 copy without health: not there", self.run_once()[1])
        self.serve("shop", routes=[])
        self.assertEqual(self.run_once()[1], "")

    def test_jobs_other_releases_and_other_apps_do_not_count(self) -> None:
        job = container("web", 9, restarts=9, labels={"com.docker.compose.oneoff": "True"})
        old = container("web", 8, restarts=9, project="slipway-shop-fedcba98")
        other = container("web", 7, restarts=9, project="slipway-shop-admin-state")
        self.run_once()
        self.host.containers = [*ALL, job, old, other]
        self.assertEqual(self.run_once(), (0, "", ""))
        self.assertEqual(self.host.sent[1], {self.DISK: 100.0, self.UNHEALTHY: 0, self.RESTARTS: 0})

    def test_two_apps_share_one_request_and_one_that_is_not_watched_costs_nothing(self) -> None:
        self.serve("wiki", routes=[])
        self.serve("quiet", watchedAs=None)
        self.assertEqual(self.run_once()[0], 0)
        [sent] = self.host.sent
        wiki = [f"{name} Host=slipway-prod-shared-host App=wiki" for name in ("UnhealthyCopies", "ContainerRestarts")]
        self.assertEqual(sorted(sent), sorted([self.DISK, self.UNHEALTHY, self.RESTARTS, *wiki]))
        self.assertEqual(sent[wiki[0]], 3)

    def test_docker_does_not_answer_every_copy_is_missing_and_no_restart_is_lost(self) -> None:
        down = Result(1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n")
        self.run_once()
        for command in ("docker ps", "docker inspect"):
            self.host.instead = {command: down}
            code, out, _ = self.run_once()
            self.assertEqual(code, 0)
            self.assertIn("Docker does not answer, so every copy counts as missing: Cannot connect", out)
            self.assertEqual(self.host.sent[-1], {self.DISK: 100.0, self.UNHEALTHY: 4})  # the proxy, too
        self.host.instead = {}
        self.host.containers = [container("web", restarts=3), *ALL[1:]]
        self.run_once()
        self.assertEqual(self.host.sent[-1][self.RESTARTS], 3)

    def test_a_container_that_went_while_docker_was_asked_is_no_failure_of_docker(self) -> None:
        said = json.dumps(ALL)
        self.host.instead = {"docker inspect": Result(1, said, "Error response from daemon: No such container: x\n")}
        self.assertEqual(self.run_once(), (0, "", ""))

    def test_what_is_refused_is_told_and_counted_by_the_next_report(self) -> None:
        self.run_once()
        denied = "An error occurred (AccessDenied) when calling the PutMetricData operation: not authorized"
        self.host.instead = {"aws": Result(254, "", f"\n{denied}\n")}
        self.host.containers = [container("web", restarts=2), *ALL[1:]]
        code, _, err = self.run_once()
        self.assertEqual(code, 1)
        self.assertEqual(
            err,
            f"the numbers were not sent: {denied}; the host's role lacks cloudwatch:PutMetricData for Slipway/Host: "
            "`pulumi up` gives it\n",
        )
        self.host.instead = {}
        self.run_once()
        self.assertEqual([sent[self.RESTARTS] for sent in self.host.sent], [0, 2])

    def test_an_outage_of_cloudwatch_is_told_as_it_is(self) -> None:
        self.host.instead = {"aws": Result(255, "", "Could not connect to the endpoint URL")}
        self.assertEqual(self.run_once(), (1, "", "the numbers were not sent: Could not connect to the endpoint URL\n"))

    def test_a_memory_that_cannot_be_read_is_none(self) -> None:
        self.run_once()
        (watch.MEMORY / "watch.json").write_text("{")
        self.host.containers = [container("web", restarts=9), *ALL[1:]]
        self.assertEqual(self.run_once()[0], 0)
        self.assertEqual(self.host.sent[1][self.RESTARTS], 0)


class Timers(OnHost):
    """The timer comes with the first release that is watched, and goes with the last."""

    def units(self) -> list[str]:
        return sorted(file.name for file in self.systemd.iterdir())

    def test_it_begins_and_runs_at_once(self) -> None:
        before = os.umask(0o077)  # as a release has it
        self.addCleanup(os.umask, before)
        self.assertEqual(watch_units.begin(self.host, self.program), [])
        self.assertEqual({file.stat().st_mode & 0o777 for file in self.systemd.iterdir()}, {0o644})
        self.assertEqual(self.units(), ["slipway-watch.service", "slipway-watch.timer"])
        self.assertEqual(self.host.asked, [
            "systemctl daemon-reload",
            "systemctl enable --now --quiet slipway-watch.timer",
            "systemctl start slipway-watch.service",
        ])  # fmt: skip
        there = sorted(one.name for one in (self.data / "watch").iterdir())
        self.assertIn("watch.py", there)
        self.assertNotIn("bootstrap", there)

    def test_the_unit_runs_what_was_put_there(self) -> None:
        unit = (self.program / "units" / "slipway-watch.service").read_text()
        self.assertIn("ExecStart=/usr/bin/python3 /var/lib/slipway/watch/watch.py\n", unit)
        self.assertTrue((self.program / "watch.py").exists())

    def test_a_newer_release_brings_a_newer_program_a_boot_does_not(self) -> None:
        watch_units.keep(self.host, self.program)
        (self.data / "watch" / "watch.py").write_text("of another release")
        self.host.asked.clear()
        watch_units.keep(self.host, self.program)
        self.assertEqual(self.host.asked, ["systemctl enable --now --quiet slipway-watch.timer"])
        self.assertEqual((self.data / "watch" / "watch.py").read_text(), "of another release")
        watch_units.keep(self.host, self.program, newer=True)
        self.assertEqual((self.data / "watch" / "watch.py").read_text(), (self.program / "watch.py").read_text())
        self.assertEqual(sorted(one.name for one in self.data.iterdir()), ["apps", "watch"])

    def test_who_made_the_release_hears_that_nothing_was_sent(self) -> None:
        said = "the numbers were not sent: AccessDenied\nFailed with result 'exit-code'.\n"
        self.host.instead = {"systemctl start": Result(1, "", ""), "journalctl": Result(0, said, "")}
        self.assertEqual(
            watch_units.begin(self.host, self.program),
            [
                "alarms do not see this host: the numbers were not sent: AccessDenied; "
                "`systemctl status slipway-watch.service` there tells more"
            ],
        )

    def test_a_program_without_units_fails_no_release(self) -> None:
        [note] = watch_units.begin(self.host, self.data / "nowhere")
        self.assertRegex(note, "^alarms do not see this host: .*No such file")

    def test_a_release_begins_it_only_where_it_is_watched_and_keeps_what_was_wrong(self) -> None:
        with mock.patch.object(release_module, "LOGS", self.data / "logs"):
            releasing = release_module.Releasing("shop", SERVING)
        told = mock.Mock(return_value=["alarms do not see this host: refused"])
        with mock.patch.object(watch_units, "begin", told):
            releasing._report(release())
            told.assert_not_called()
            releasing._report(release(watchedAs="slipway-prod-shared-host"))
        told.assert_called_once_with(releasing.runner, paths.AppPaths("shop").release(SERVING) / "host")
        self.assertEqual(releasing.notes, ["alarms do not see this host: refused"])

    def test_a_boot_begins_it_before_the_app_is_waited_for(self) -> None:
        program = paths.AppPaths("shop").release(SERVING) / "host"
        program.symlink_to(self.program)
        with (
            mock.patch.object(boot, "held", side_effect=lock.Failure("held by another")),
            self.assertRaises(lock.Failure),
        ):
            boot._boot(paths.AppPaths("shop"), self.host)
        self.assertEqual(self.units(), ["slipway-watch.service", "slipway-watch.timer"])

    def test_it_takes_itself_away_when_the_last_app_has_gone(self) -> None:
        watch_units.begin(self.host, self.program)
        self.run_once()
        self.serve("shop", watchedAs=None)
        self.host.asked.clear()
        self.assertEqual(self.run_once(), (0, "no app of this host is watched: the reports end here\n", ""))
        self.assertEqual(self.units(), [])
        self.assertFalse((self.data / "watch").exists())
        self.assertFalse((watch.MEMORY / "watch.json").exists())
        self.assertEqual(
            self.host.asked, ["systemctl disable --now --quiet slipway-watch.timer", "systemctl daemon-reload"]
        )

    def test_it_stays_when_an_app_has_come_meanwhile(self) -> None:
        watch_units.begin(self.host, self.program)
        self.assertIn("the reports go on", watch_units.end(self.host, lambda: False))
        self.assertEqual(len(self.units()), 2)


if __name__ == "__main__":
    unittest.main()
