"""The proxy in front of all apps: who may switch when, and to what."""

from __future__ import annotations

import errno
import io
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Optional
from unittest import mock

from slipway_host import boot, colours, converge, disk, ports, proxy, release
from slipway_host.command import Result
from slipway_host.docker import Docker
from slipway_host.errors import Failure
from slipway_host.model import load
from slipway_host.paths import AppPaths

from .support import FakeRunner

PORTS = {"old": 20000, "new": 20001}


def row_of(release: str, app: str) -> dict[str, list[int]]:
    return {"web": [PORTS[release] + (100 if app == "blog" else 0)]}


class Host(unittest.TestCase):
    """A host with the apps `shop` and `blog`, whose releases `old` serve; `new` ones wait."""

    def setUp(self) -> None:
        stack = ExitStack()
        self.addCleanup(stack.close)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.data = self.folder / "data"
        for module, name in [("paths", "DATA"), ("proxy", "DATA"), ("colours", "DATA"), ("release", "DATA")]:
            stack.enter_context(mock.patch(f"slipway_host.{module}.{name}", self.data))
        for module in ("paths", "proxy"):
            stack.enter_context(mock.patch(f"slipway_host.{module}.MEMORY", self.folder / "run"))
        stack.enter_context(mock.patch("slipway_host.release.LOGS", self.folder / "logs"))
        self.migrate = self.folder / "tcp_migrate_req"  # that of the machine is not for a test to change
        stack.enter_context(mock.patch.object(proxy, "_MIGRATE", self.migrate))
        for app, port in [("shop", 80), ("blog", 81)]:
            paths = AppPaths(app)
            for one in ("old", "new"):
                paths.release(one).mkdir(parents=True)
                manifest = {
                    "app": app,
                    "release": one,
                    "services": {"web": {"port": 8000, "health": "/health"}},
                    "routes": [{"service": "web", "port": port}],
                }
                (paths.release(one) / "release.json").write_text(json.dumps(manifest))
                (paths.release(one) / "compose.json").write_text(json.dumps({"services": {"web": {"image": "i"}}}))
                ports.write(paths.release(one) / "ports.json", row_of(one, app))
            rows = {"blue": row_of("old", app), "green": row_of("new", app)}
            (paths.root / "colours.json").write_text(json.dumps(rows))
            paths.move_current("old")

    def serves(self) -> dict[str, int]:
        """The loopback port that each server leads to, as Caddy would find it for the next request."""
        servers = json.loads((self.data / "proxy" / "caddy.json").read_text())["apps"]["http"]["servers"]
        return {name: self.leads_to(server["routes"]) for name, server in servers.items()}

    def leads_to(self, routes: Sequence[dict[str, Any]]) -> int:
        """To that of the first route whose mark is there; the last one has no condition."""
        for route in self.flat(routes):
            files = [one["file"] for one in route.get("match", [])]
            if all(
                (self.data / "proxy" / file["root"].rpartition("/")[2] / file["try_files"][0][1:]).exists()
                for file in files
            ):
                return int(route["handle"][0]["upstreams"][0]["dial"].rpartition(":")[2])
        raise AssertionError("a request that no route takes")

    @staticmethod
    def flat(routes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of a domain are within another one."""
        return [inner for one in routes for inner in one["handle"][0].get("routes", [one])]


class Turns(Host):
    """What other apps' switches do to one that is under way."""

    def setUp(self) -> None:
        super().setUp()
        self.loaded: list[dict[str, Any]] = []
        self.served: list[dict[str, int]] = []
        there = mock.Mock(return_value={"Config": {"Image": "good"}})
        load = mock.Mock(side_effect=lambda wanted, **_: self.loaded.append(wanted))
        derive = proxy.derive

        def then_look(*args: Any) -> None:
            derive(*args)
            self.served.append(self.serves())

        for name, instead in [
            ("_ensure_running", mock.Mock()),
            ("_load", load),
            ("_asked", there),
            ("derive", then_look),
        ]:
            patch = mock.patch.object(proxy, name, instead)
            patch.start()
            self.addCleanup(patch.stop)
        self.docker = Docker(FakeRunner())

    def start(self, during_check: Any) -> release.Releasing:
        """Starts the new release of `shop`, as far as the proxy is concerned."""
        releasing = release.Releasing("shop", "new")
        projects = mock.Mock(release=load(AppPaths("shop").release("new")))
        with (
            mock.patch.object(release, "wait_for"),
            mock.patch.object(release, "run_jobs"),
            mock.patch.object(proxy, "check", during_check),
        ):
            releasing._start(projects)
        return releasing

    def without_routes(self, app: str, name: str) -> None:
        """Takes the routes out of a release."""
        file = AppPaths(app).release(name) / "release.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "routes": []}))

    def test_another_apps_switch_waits_until_the_link_has_moved(self) -> None:
        other = threading.Thread(target=proxy.switch, args=(self.docker, None))

        def during_check(_: Any) -> None:
            other.start()
            other.join(0.5)
            self.assertEqual(len(self.served), 1, "another app derived a configuration from a link about to move")

        self.start(during_check)
        other.join(10)
        self.assertEqual(self.served, [{"port-80": 20001, "port-81": 20100}] * 2)

    def test_a_release_changes_a_colour_and_nothing_that_caddy_has_to_load(self) -> None:
        proxy.switch(self.docker, None)
        self.start(mock.Mock())
        self.assertEqual([one["port-80"] for one in self.served], [20000, 20001])
        self.assertEqual(self.loaded[0], self.loaded[1])

    def test_without_rows_the_configuration_names_what_serves_and_the_next_release_begins_where_it_leads(self) -> None:
        self.start(mock.Mock())
        (AppPaths("shop").root / "colours.json").unlink()  # a program from before there were colours
        proxy.switch(self.docker, None)
        self.assertEqual([one["port-80"] for one in self.served], [20001, 20001])
        (route,) = self.loaded[-1]["apps"]["http"]["servers"]["port-80"]["routes"]
        self.assertEqual(route["handle"][0]["upstreams"], [{"dial": "127.0.0.1:20001"}])
        paths = AppPaths("shop")
        third = load(paths.release("old"))
        chosen = colours.take(paths, third, "new")
        self.assertNotEqual(chosen, row_of("new", "shop"))
        self.assertEqual(colours.read(paths), {"green": row_of("new", "shop"), "blue": chosen})

    def test_marks_of_an_app_that_is_gone_go_too(self) -> None:
        proxy.switch(self.docker, None)
        AppPaths("blog").current.unlink()
        proxy.switch(self.docker, None)
        self.assertEqual([one.name for one in sorted((self.data / "proxy").glob("*/*"))], ["shop"])

    def test_where_the_proxy_has_no_certificate_for_a_domain_it_is_told_anew(self) -> None:
        file = AppPaths("shop").release("new") / "release.json"
        routes = [{"service": "web", "domain": "shop.example.com"}]
        file.write_text(json.dumps({**json.loads(file.read_text()), "routes": routes}))
        for there in (False, True):
            certificate = mock.patch.object(proxy.domains, "has_certificate", return_value=there)
            with certificate, proxy.turn("the switch of a release"):
                proxy.derive(self.docker, None, "shop", "new")
            self.assertEqual(proxy._load.call_args.kwargs, {"anew": not there})  # type: ignore[attr-defined]
            proxy.switch(self.docker, None)  # another app's release must not cost requests for it
            self.assertEqual(proxy._load.call_args.kwargs, {"anew": False})  # type: ignore[attr-defined]

    def test_a_release_that_does_not_answer_behind_the_proxy_leaves_the_link_and_the_turn(self) -> None:
        with self.assertRaisesRegex(Failure, "answers 500"):
            self.start(mock.Mock(side_effect=Failure("answers 500")))
        self.assertEqual(AppPaths("shop").current_release(), "old")
        proxy.switch(self.docker, None)
        self.assertEqual([one["port-80"] for one in self.served], [20001, 20000])

    def test_a_release_without_routes_ends_those_of_the_one_before(self) -> None:
        self.without_routes("shop", "new")
        self.start(mock.Mock())
        self.assertEqual(AppPaths("shop").current_release(), "new")
        (now,) = self.loaded
        self.assertEqual(list(now["apps"]["http"]["servers"]), ["port-81"])

    def test_a_host_whose_apps_publish_nothing_is_given_no_proxy(self) -> None:
        self.without_routes("shop", "new")
        with mock.patch.object(proxy, "_asked", return_value=None):
            self.start(mock.Mock())
        self.assertEqual((AppPaths("shop").current_release(), self.loaded), ("new", []))

    def test_what_a_killed_release_published_ends_where_none_or_nothing_public_served_before(self) -> None:
        self.without_routes("shop", "old")
        AppPaths("blog").current.unlink()  # its first release was killed between switch and link
        kept = self.data / "proxy" / "caddy.json"
        for app in ("shop", "blog"):
            with proxy.turn("the switch of a release that is killed"):
                proxy.derive(self.docker, None, app, "new")
            self.assertIn(f'"port-{80 if app == "shop" else 81}"', kept.read_text())
            with (
                mock.patch.object(converge, "wait_for"),
                mock.patch.object(converge, "Docker", return_value=self.docker),
            ):
                converge.converge(AppPaths(app), self.docker.runner, 0)
            self.assertNotIn("127.0.0.1:", kept.read_text())

    def test_what_serves_is_given_back_an_image_before_anything_is_made_of_it(self) -> None:
        """At a boot, and by a second `pulumi up` of the same release."""
        runner = FakeRunner()
        runner.ask = mock.Mock(  # type: ignore[method-assign]
            side_effect=lambda args, **_: Result(int(args[1:3] == ["image", "inspect"]), "", "")
        )
        with mock.patch.object(converge, "wait_for"):
            converge.converge(AppPaths("shop"), runner, 0)
        asked = [" ".join(call.args[0]) for call in runner.ask.call_args_list]
        creating = next(number for number, one in enumerate(asked) if " create " in one and " compose " in one)
        self.assertIn("docker pull --quiet i", asked[:creating])

    def test_the_next_release_has_the_proxy_look_away_from_a_killed_one_before_that_goes(self) -> None:
        self.without_routes("shop", "old")
        with proxy.turn("the switch of a release that is killed"):
            proxy.derive(self.docker, None, "shop", "new")

        def take_down(_: Docker, project: str) -> None:
            self.assertEqual(
                (project, len(self.loaded)), ("slipway-shop-new", 2), "requests went to what was taken down"
            )

        left = mock.patch.object(Docker, "projects", return_value=["slipway-shop-new", "slipway-shop-old"])
        with left, mock.patch.object(release, "take_down", side_effect=take_down) as taken:
            release.clean_up_others(AppPaths("shop"), self.docker, "old")
        taken.assert_called_once()
        self.assertEqual(list(self.loaded[-1]["apps"]["http"]["servers"]), ["port-81"])

    def test_a_volume_that_cannot_be_filled_is_told_with_the_release(self) -> None:
        releasing = release.Releasing("shop", "new")
        releasing.docker = self.docker
        full = mock.patch.object(disk, "make_room", side_effect=Failure("full"))
        with mock.patch.object(disk, "grow", return_value=["it does not grow"]), full, self.assertRaises(Failure):
            releasing._prepare(load(AppPaths("shop").release("new")))
        self.assertEqual(releasing.notes, ["it does not grow"])

    def test_a_disk_that_does_not_confirm_the_link_takes_nothing_back(self) -> None:
        with mock.patch("os.fsync", side_effect=[None, OSError(errno.EIO, "Input/output error")]) as fsync:
            releasing = self.start(mock.Mock())
        self.assertEqual((fsync.call_count, AppPaths("shop").current_release()), (2, "new"))
        told = "the release serves, but the disk does not confirm that it keeps this: [Errno 5] Input/output error"
        self.assertEqual(releasing.notes, [f"{told}; after a power cut the one before may serve"])

    def test_two_apps_that_choose_ports_at_once_get_others(self) -> None:
        chosen: dict[str, dict[str, list[int]]] = {}
        choose = ports.choose

        def slowly(*args: Any) -> dict[str, list[int]]:
            found = choose(*args)
            time.sleep(0.3)
            return found

        def one(app: str) -> None:
            chosen[app] = release.Releasing(app, "new")._ports(load(AppPaths(app).release("new")))

        with mock.patch.object(ports, "choose", slowly):
            threads = [threading.Thread(target=one, args=(app,)) for app in ("shop", "blog")]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(10)
        self.assertNotEqual(chosen["shop"], chosen["blog"])

    def test_killed_between_the_switch_and_the_link(self) -> None:
        code = (
            "import os, signal\nfrom unittest import mock\nfrom slipway_host import proxy\n"
            "from slipway_host.model import load\nfrom slipway_host.paths import AppPaths\n"
            "proxy._ensure_running = proxy._load = mock.Mock()\n"
            "proxy.check = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
            "proxy.switch_to(None, load(AppPaths('shop').release('new')), lambda: print('moved'))\n"
        )
        env = {"SLIPWAY_DATA": str(self.data), "SLIPWAY_RUN": str(self.folder / "run")}
        killed = subprocess.run(
            [sys.executable, "-c", code], cwd=Path(__file__).parent.parent, env=env, capture_output=True, check=False
        )
        self.assertEqual((killed.returncode, killed.stdout, killed.stderr), (-signal.SIGKILL, b"", b""))
        self.assertEqual(self.serves()["port-80"], 20001)
        proxy.switch(self.docker, None)  # as `heal` does, and any other app
        self.assertEqual(self.serves()["port-80"], 20000)

    def test_a_full_disk_fails_a_release_that_changes_the_configuration_and_not_its_way_back(self) -> None:
        (AppPaths("shop").root / "colours.json").unlink()
        proxy.switch(self.docker, None)
        full = OSError(errno.ENOSPC, "No space left on device")
        with mock.patch.object(proxy, "write_private", side_effect=full):
            releasing = release.Releasing("shop", "new")
            projects = mock.Mock(release=load(AppPaths("shop").release("new")))
            with mock.patch.object(release, "wait_for"), mock.patch.object(release, "run_jobs"):
                self.assertRaises(OSError, releasing._start, projects)
            with mock.patch.object(release, "take_down") as take_down:
                releasing._return(projects)
            dials = [one["apps"]["http"]["servers"]["port-80"]["routes"][0]["handle"] for one in self.loaded]
            self.assertEqual([dial[0]["upstreams"][0]["dial"][-1] for dial in dials], ["0", "1", "0"])
            take_down.assert_called_once_with(releasing.docker, projects.project)
            self.assertEqual((releasing.notes, AppPaths("shop").release("new").exists()), ([], False))
            (self.data / "proxy" / "caddy.json").write_text('{"apps": {"http": {"servers": {}}}}')
            proxy.switch(self.docker, None)  # as `heal` does

    def test_what_systemd_starts_tells_of_a_disk_that_fails(self) -> None:
        with mock.patch.object(sys, "stderr", io.StringIO()) as stderr:
            self.assertEqual(boot._told("shop", self.docker.runner, mock.Mock(side_effect=OSError("broken"))), 1)
        self.assertEqual(stderr.getvalue(), "shop: broken\n")

    def test_who_waits_too_long_is_told_whose_turn_it_is(self) -> None:
        refused = self.assertRaisesRegex(Failure, "^refused: this host's proxy is being changed by the switch of blog")
        with mock.patch.object(proxy, "_TURN_PATIENCE_S", 0.2), proxy.turn("the switch of blog"), refused:
            proxy.switch(self.docker, None)


class ProxyRunner(FakeRunner):
    """A Docker with one container, the proxy: a stand-in that knows what the host's program asks of it."""

    def __init__(self, unfit: Sequence[str] = (), ending: Sequence[str] = ()) -> None:
        super().__init__()
        self.unfit = unfit
        self.ending = ending
        self.image: Optional[str] = None
        self.status = "none"

    def ask(self, args: Sequence[str], *_: Any, **__: Any) -> Result:
        self.asked.append(list(args))
        command, last = args[1], args[-1]
        if command == "inspect":
            if self.image is None:
                return Result(1, "", "Error: No such object")
            shown = {
                "Config": {"Image": self.image},
                "State": {"Status": self.status},
                "RestartCount": 3 if self.status == "restarting" else 0,
            }
            return Result(0, json.dumps([shown]), "")
        if command == "run":
            image = args[args.index("caddy") - 1]
            if "validate" in args:
                bad = image in self.unfit
                return Result(1 if bad else 0, "", "Error: unknown module: x\nmore" if bad else "")
            if self.image is not None:
                return Result(125, "", "docker: the name is in use")
            self.image = image
            self.status = "restarting" if image in self.ending else "running"
        elif (command, last) == ("rm", proxy.CONTAINER):
            self.image, self.status = None, "none"
        elif (command, last) == ("start", proxy.CONTAINER):
            self.status = "restarting" if self.image in self.ending else "running"
        elif (command, last) == ("stop", proxy.CONTAINER):
            self.status = "exited"
        return Result(0, "", "")

    @property
    def changes(self) -> list[list[str]]:
        """What changed the proxy itself."""
        return [one for one in self.asked if one[1] in ("stop", "rm", "run", "start") and proxy.CONTAINER in one]


class Images(Host):
    """Another image for the proxy of all apps."""

    def setUp(self) -> None:
        super().setUp()
        patch = mock.patch.object(proxy, "_PATIENCE_S", 0.1)
        patch.start()
        self.addCleanup(patch.stop)

    def proxy(self, **bad: Sequence[str]) -> ProxyRunner:
        """A host whose proxy runs from the image `good`."""
        runner = ProxyRunner(**bad)

        def ask(*_: Any) -> tuple[int, str]:
            if runner.status != "running":
                raise ConnectionRefusedError("refused")
            return 200, ""

        patch = mock.patch.object(proxy, "_ask", ask)
        patch.start()
        self.addCleanup(patch.stop)
        proxy.switch(Docker(runner), "good")
        runner.asked.clear()
        return runner

    def test_a_good_one_takes_the_place_of_the_one_before(self) -> None:
        runner = self.proxy()
        proxy.switch(Docker(runner), "better")
        self.assertEqual((runner.image, runner.status), ("better", "running"))
        self.assertEqual([one[1] for one in runner.changes], ["stop", "rm", "run"])

    def test_one_that_cannot_read_the_configuration_stops_nothing(self) -> None:
        runner = self.proxy(unfit=["bad"])
        with self.assertRaises(Failure) as caught:
            proxy.switch(Docker(runner), "bad")
        self.assertEqual(
            caught.exception.cause,
            "bad cannot be this host's proxy, nothing was changed: Error: unknown module: x",
        )
        self.assertEqual((runner.image, runner.status, runner.changes), ("good", "running", []))

    def test_one_that_does_not_start_gives_way_to_the_one_before(self) -> None:
        runner = self.proxy(ending=["bad"])
        told = self.assertRaisesRegex(Failure, "^the proxy does not start: refused; the one before serves on: good$")
        with mock.patch.object(proxy, "_PATIENCE_S", 60), told:  # it waits for none that ends again and again
            proxy.switch(Docker(runner), "bad")
        self.assertEqual((runner.image, runner.status), ("good", "running"))
        proxy.switch(Docker(runner), None)  # the way back
        self.assertEqual((runner.image, runner.status), ("good", "running"))

    def test_neither_starts(self) -> None:
        runner = self.proxy(ending=["bad"])
        runner.ending = ["bad", "good"]
        with self.assertRaisesRegex(Failure, "does not start: refused; nor does the one before, good: the proxy does"):
            proxy.switch(Docker(runner), "bad")

    def test_after_a_kill_the_one_that_worked_last_comes_back(self) -> None:
        for image, status in [(None, "none"), ("bad", "restarting"), ("bad", "created")]:
            runner = self.proxy(ending=["bad"])
            runner.image, runner.status = image, status
            proxy.switch(Docker(runner), None)
            self.assertEqual((runner.image, runner.status), ("good", "running"))

    def test_before_a_load_the_kernel_is_told_to_keep_what_waits_at_a_listener(self) -> None:
        self.proxy()
        self.assertEqual(self.migrate.read_text(), "1")

    def test_a_host_without_apps_forgets_it(self) -> None:
        runner = self.proxy()
        proxy.forget(Docker(runner))
        with self.assertRaisesRegex(Failure, "this host has none yet"):
            proxy.switch(Docker(runner), None)
        self.assertEqual(list((self.data / "proxy").glob("*/shop")), [])

    def test_one_that_ended_is_started_as_it_is(self) -> None:
        runner = self.proxy()
        runner.status = "exited"
        proxy.switch(Docker(runner), "good")
        self.assertEqual([one[1] for one in runner.changes], ["start"])
