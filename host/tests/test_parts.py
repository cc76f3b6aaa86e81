"""The parts of a release, each by itself."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any, Optional
from unittest import mock
from urllib.parse import quote, urlencode

from slipway_host import colours, disk, drain, health, lock, paths, ports, prune, report, secrets
from slipway_host import release as release_module
from slipway_host.command import Result, Runner
from slipway_host.docker import Docker
from slipway_host.errors import Failure
from slipway_host.images import pull, pull_missing

from .support import FakeRunner, release


class Folder(unittest.TestCase):
    """A folder of its own for each test."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)


class Locks(Folder):
    """One at a time, and the dead hold nothing."""

    def test_a_second_release_is_refused_at_once_and_told_who_holds_it(self) -> None:
        file = self.folder / "lock"
        since = time.monotonic()
        with lock.held(file, "the release one"), self.assertRaises(Failure) as caught:  # noqa: SIM117
            with lock.held(file, "the release two", patience=60):
                self.fail("two hold it")
        self.assertRegex(
            caught.exception.cause, r"^refused: this app is being changed by the release one \(process \d+, "
        )
        self.assertLess(time.monotonic() - since, 5)

    def test_a_release_waits_for_a_boot(self) -> None:
        file = self.folder / "lock"
        with lock.held(file, "the start after a boot"), self.assertRaises(Failure):  # noqa: SIM117
            with lock.held(file, "the release two", patience=0.3):
                self.fail("two hold it")

    def test_who_held_it_before_is_forgotten(self) -> None:
        """Or a release would take whoever has it next, and has not said so yet, for the release before, and give up."""
        file = self.folder / "lock"
        with lock.held(file, "the release one"):
            self.assertIn("the release one", file.read_text("utf-8"))
        self.assertEqual(file.read_text("utf-8"), "")

    def test_the_lock_of_a_killed_holder_is_free(self) -> None:
        file = self.folder / "lock"
        code = "import sys,time;from pathlib import Path;from slipway_host import lock\n"
        code += f"with lock.held(Path({str(file)!r}), 'the release one'): print('held', flush=True); time.sleep(60)"
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent
        ) as one:
            assert one.stdout is not None
            self.assertEqual(one.stdout.readline(), b"held\n")
            with self.assertRaises(Failure), lock.held(file, "the release two"):
                self.fail("two hold it")
            one.kill()
            one.wait()
            with lock.held(file, "the release two"):
                pass

    def test_a_holder_that_has_not_written_its_name_yet(self) -> None:
        self.assertIn("another process, which has not said yet what it does", lock.refusal(""))


class Current(Folder):
    """The link that says what serves."""

    def test_moving_it(self) -> None:
        with mock.patch.object(paths, "DATA", self.folder):
            app = paths.AppPaths("shop")
            self.assertIsNone(app.current_release())
            for name in ("one", "two"):
                app.release(name).mkdir(parents=True)
                app.move_current(name)
                self.assertEqual(app.current_release(), name)

    def test_a_power_cut_leaves_no_empty_file_behind_it(self) -> None:
        """Each file of the bundle is on the disk, and its name, before the link can lead there."""
        bundle = self.folder / "bundle"
        (bundle / "host" / "slipway_host").mkdir(parents=True)
        for name in ("release.json", "compose.json", "host/boot.py", "host/slipway_host/boot.py"):
            (bundle / name).write_text("x", "utf-8")
        kept: set[str] = set()
        sync = os.fsync

        def fsync(descriptor: int) -> None:
            kept.add(os.readlink(f"/proc/self/fd/{descriptor}"))
            sync(descriptor)

        with mock.patch.object(paths, "DATA", self.folder), mock.patch.object(os, "fsync", fsync):
            with mock.patch.object(release_module, "LOGS", self.folder / "logs"):
                making = release_module.Releasing("shop", "one")
            making.bundle = bundle
            making.paths.releases.mkdir(parents=True)
            making._unpack()
        beside = making.paths.releases / "one.new"
        found = [one.relative_to(bundle) for one in bundle.rglob("*")]
        self.assertEqual(kept, {str(beside), *(str(beside / one) for one in found)})
        self.assertTrue((making.paths.release("one") / "host" / "slipway_host" / "boot.py").is_file())

    def test_names_that_leave_their_folder_are_refused(self) -> None:
        for name in ("../x", "", "A", "a/b"):
            with self.assertRaisesRegex(ValueError, "only a-z, 0-9 and '-' are allowed"):
                paths.AppPaths(name)

    def test_private_files(self) -> None:
        file = self.folder / "file"
        paths.write_private(file, "x")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)


class Room(unittest.TestCase):
    """The free space that a release needs."""

    def test_enough(self) -> None:
        disk.make_room(100, lambda: self.fail("pruned without need"), lambda: 100)

    def test_enough_once_old_images_are_gone(self) -> None:
        free = [99, 100]
        pruned: list[bool] = []
        disk.make_room(100, lambda: pruned.append(True), lambda: free.pop(0))
        self.assertEqual(pruned, [True])

    def test_not_enough(self) -> None:
        with self.assertRaisesRegex(Failure, "the data volume is full: 5 MiB are free after old images went"):
            disk.make_room(100, lambda: None, lambda: 5)

    def test_a_larger_volume_is_filled(self) -> None:
        runner = FakeRunner(Result(0, "/dev/sdf\n", ""), Result(0, "", "Nothing to do!"))
        self.assertEqual(disk.grow(runner), [])
        self.assertEqual(runner.asked[1], ["resize2fs", "/dev/sdf"])

    def test_one_that_cannot_be_filled_is_told(self) -> None:
        runner = FakeRunner(Result(0, "/dev/sdf\n", ""), Result(1, "", "resize2fs 1.46\nresize2fs: Read-only\n"))
        told = "the file system does not fill the data volume: resize2fs: Read-only; the next release and the next boot"
        self.assertEqual(disk.grow(runner), [f"{told} try again"])


class Secrets(unittest.TestCase):
    """From Secrets Manager, and out of what is told."""

    @staticmethod
    def entry(value: object) -> Result:
        return Result(0, json.dumps({"SecretString": json.dumps(value)}), "")

    def test_a_key_of_an_entry(self) -> None:
        runner = FakeRunner(self.entry({"token": "t"}))
        self.assertEqual(secrets.SecretReader(runner, "eu-central-1").read(release(), 0), {"web": {"TOKEN": "t"}})
        self.assertEqual(runner.asked[0][runner.asked[0].index("--version-stage") + 1], "AWSCURRENT")

    def test_a_missing_key_is_told_without_the_value(self) -> None:
        with self.assertRaises(Failure) as caught:
            secrets.SecretReader(FakeRunner(self.entry({"other": "hidden"})), None).read(release(), 0)
        self.assertEqual(caught.exception.cause, "TOKEN: the entry a is not JSON with the key 'token'")

    def test_a_right_that_is_missing_ends_a_release_at_once(self) -> None:
        runner = FakeRunner(Result(254, "", "An error occurred (AccessDeniedException) when calling"))
        with self.assertRaisesRegex(Failure, "Secrets Manager refuses a: An error occurred"):
            secrets.SecretReader(runner, None).read(release(), 60)

    def test_an_outage_is_waited_for(self) -> None:
        down = Result(255, "", "Could not connect to the endpoint URL")
        runner = FakeRunner(down, down, self.entry({"token": "t"}))
        with mock.patch.object(secrets.time, "sleep") as sleep:
            self.assertEqual(secrets.SecretReader(runner, None).read(release(), 60), {"web": {"TOKEN": "t"}})
        self.assertEqual([one.args[0] for one in sleep.call_args_list], [1.0, 2.0])

    def test_an_outage_ends_a_release_in_time(self) -> None:
        runner = FakeRunner(*[Result(255, "", "Could not connect")] * 9)
        with mock.patch.object(secrets.time, "sleep"), self.assertRaisesRegex(Failure, "did not give a within 0 s"):
            secrets.SecretReader(runner, None).read(release(), 0)

    def test_redaction(self) -> None:
        redact = secrets.Redactor({"web": {"TOKEN": 'top"s\nsecond line', "PIN": "12"}})
        self.assertEqual(redact('a top"s b'), "a [secret TOKEN] b")
        self.assertEqual(redact("second line"), "[secret TOKEN]")
        self.assertEqual(redact('{"x": "top\\"s\\nsecond line"}'), '{"x": "[secret TOKEN]"}')
        self.assertEqual(redact("12 o'clock"), "12 o'clock")  # too short to tell from anything else

    def test_redaction_of_other_forms(self) -> None:
        """The cases of `test/unit/provider/redact.test.ts`."""
        canary = 'ca$nary" @%\nsecond-line'
        data = canary.encode()
        redact = secrets.Redactor({"web": {"TOKEN": canary}})
        for form, text in {
            "raw": canary,
            "JSON": json.dumps({"value": canary}),
            "URL, as JavaScript writes it": "https://x/?q=ca%24nary%22%20%40%25%0Asecond-line",
            "URL, whole": "https://x/?q=ca$nary%22%20@%25%0Asecond-line",
            "form": f"q={urlencode({'': canary})[1:]}",
            "base64": b64encode(data).decode(),
            "base64 inside a longer text, offset 1": b64encode(b"u" + data).decode(),
            "base64 inside a longer text, offset 2": b64encode(b"us" + data).decode(),
            "base64url": urlsafe_b64encode(data).decode().rstrip("="),
            "hexadecimal": data.hex(),
            "its second line alone": "log: second-line",
        }.items():
            clean = redact(text)
            self.assertIn("[secret TOKEN]", clean, form)
            for part in ("ca$nary", "second-line", "nary%22", b64encode(data).decode()[4:20], data.hex()[:8]):
                self.assertNotIn(part, clean, form)

    def test_redaction_leaves_other_text_alone(self) -> None:
        self.assertEqual(secrets.Redactor({"web": {"TOKEN": "hunter"}})("nothing to see"), "nothing to see")
        self.assertEqual(secrets.Redactor({})("x"), "x")
        self.assertEqual(secrets.Redactor({"web": {"TOKEN": "", "PIN": "on"}})("turned on"), "turned on")
        self.assertEqual(secrets.Redactor({"web": {"TOKEN": "a.*b("}})("a.*b( axxb("), "[secret TOKEN] axxb(")
        overlapping = secrets.Redactor({"web": {"ONE": "abcd", "TWO": "abcdefgh"}})
        self.assertEqual(overlapping("abcdefgh abcd"), "[secret TWO] [secret ONE]")
        foreign = secrets.Redactor({"web": {"TOKEN": "пароль"}})
        for text in ("пароль", json.dumps("пароль")[1:-1], quote("пароль"), b64encode("пароль".encode()).decode()):
            self.assertEqual(foreign(text), "[secret TOKEN]")


def container(status: str = "running", **more: Any) -> dict[str, Any]:
    started = time.strftime("%Y-%m-%dT%H:%M:%S.5Z", time.gmtime(time.time() - more.pop("up", 60)))
    state = {"Status": status, "ExitCode": 3, "StartedAt": started, **more.pop("state", {})}
    policy = {"RestartPolicy": {"Name": more.pop("policy", "no")}}
    return {"State": state, "HostConfig": policy, "Config": {"Labels": {}}, "Name": "/x", **more}


class Health(unittest.TestCase):
    """When a container serves, and when waiting is useless."""

    def test_what_is_waited_for(self) -> None:
        unhealthy = {"Health": {"Status": "unhealthy", "Log": [{"Output": "refused\n"}]}}
        for one, expected in [
            (container(), ""),
            (container(up=0.5), "has run for a moment only"),
            (container(up=5, RestartCount=1), "has run for a moment only"),
            (container("exited"), "is exited (exit code 3)"),
            (container(state={"Health": {"Status": "starting"}}), "is starting"),
            (container(state={"Health": {"Status": "healthy"}}, up=0), ""),
            (container(state=unhealthy), "is unhealthy: its check says 'refused'"),
        ]:
            self.assertEqual(health.waiting(one), expected)

    def test_what_is_hopeless(self) -> None:
        for one, expected in [
            (container(), False),
            (container("exited"), True),
            (container("exited", policy="always"), False),
            (container(policy="always", RestartCount=3), True),
            (container(state={"Health": {"Status": "unhealthy"}}), True),
            (container("exited", policy="on-failure", state={"ExitCode": 0}), True),
        ]:
            self.assertEqual(health.is_hopeless(one), expected, one)

    def test_a_port_where_nobody_listens(self) -> None:
        self.assertRegex(health.answers(1, "/health", 1), "^does not answer: ")


class Draining(unittest.TestCase):
    """Requests under way at the old release."""

    TABLE = (
        "  sl  local_address rem_address   st tx_queue\n"
        "   0: 0100007F:4E20 0100007F:C001 01 00000000\n"
        "   1: 0100007F:4E20 0100007F:C002 06 00000000\n"
        "   2: 0100007F:4E21 00000000:0000 0A 00000000\n"
    )

    def test_open_connections(self) -> None:
        self.assertEqual(drain.open_connections([20000], self.TABLE), 1)
        self.assertEqual(drain.open_connections([20001], self.TABLE), 0)

    def test_it_waits_for_the_last_request_but_not_for_ever(self) -> None:
        tables = [self.TABLE] * 3
        self.assertTrue(drain.drain([20000], 5, lambda: tables.pop() if tables else ""))
        self.assertFalse(drain.drain([20000], 0.2, lambda: self.TABLE))


class Ports(Folder):
    """Loopback ports."""

    def test_a_row_for_the_copies_beside_those_of_others(self) -> None:
        first = ports.choose(release(), ["web", "store"], set(), {})["web"]
        self.assertEqual(first, [first[0], first[0] + 1])
        second = ports.choose(release(), ["web"], set(first), {})["web"]
        self.assertFalse(set(first) & set(second))

    def test_those_at_hand_where_they_suit_and_are_free(self) -> None:
        def chosen(spare: list[int], taken: set[int]) -> list[int]:
            return ports.choose(release(), ["web"], taken, {"web": spare})["web"]

        self.assertEqual(chosen([25000, 25001], set()), [25000, 25001])
        self.assertNotIn(25000, chosen([25000], set()))  # there are two copies
        self.assertNotIn(25000, chosen([25000, 25001], {25001}))
        with socket.create_server(("127.0.0.1", 25001)):
            self.assertNotIn(25000, chosen([25000, 25001], set()))

    def test_a_release_that_has_not_come_so_far(self) -> None:
        self.assertEqual(ports.read(self.folder / "ports.json"), {})


class Colours(Folder):
    """Two rows of ports, in turns."""

    def setUp(self) -> None:
        super().setUp()
        for module in (paths, colours):
            patch = mock.patch.object(module, "DATA", self.folder)
            patch.start()
            self.addCleanup(patch.stop)

    def take(self, app: str, name: str, before: Optional[str], **manifest: Any) -> dict[str, list[int]]:
        """The ports of a release, which from then on is known by them."""
        services = {
            "web": {"copies": 2, "port": 8000, "health": None, **manifest},
            "store": {"writable": True, "port": 5432, "health": None},
        }
        of_app = paths.AppPaths(app)
        of_app.release(name).mkdir(parents=True)
        taken = colours.take(of_app, release(services=services, app=app, jobs=[]), before)
        ports.write(of_app.release(name) / "ports.json", taken)
        return taken

    def test_releases_take_turns_and_what_has_data_keeps_its_ports(self) -> None:
        first = self.take("shop", "r1", None)
        known = colours.read(paths.AppPaths("shop"))
        second = self.take("shop", "r2", "r1")
        third = self.take("shop", "r3", "r2")
        self.assertEqual([third, known], [first, {"blue": first, "green": second}])  # the second's were at hand
        self.assertEqual(second["store"], first["store"])
        self.assertFalse(set(first["web"]) & set(second["web"]))
        self.assertEqual(colours.read(paths.AppPaths("shop")), known)

    def test_a_release_that_failed_leaves_its_ports_to_the_next(self) -> None:
        self.take("shop", "r1", None)
        self.assertEqual(self.take("shop", "failed", "r1"), self.take("shop", "r2", "r1"))

    def test_another_number_of_copies(self) -> None:
        first = self.take("shop", "r1", None)
        more = self.take("shop", "r2", "r1", copies=3)
        self.assertEqual(len(more["web"]), 3)
        self.assertEqual(colours.read(paths.AppPaths("shop")), {"blue": first, "green": more})

    def test_another_app_takes_neither_those_that_serve_nor_those_at_hand(self) -> None:
        self.take("shop", "r1", None)
        self.take("blog", "r1", None)
        rows = [row for app in ("shop", "blog") for row in colours.read(paths.AppPaths(app)).values()]
        webs = [port for row in rows for port in row["web"]]
        self.assertEqual(len(webs), len(set(webs)))

    def test_a_file_that_cannot_be_read_is_none(self) -> None:
        self.take("shop", "r1", None)
        for text in ("", "[]", "{}", '{"blue": {"web": ["x"]}, "green": {}}', '{"blue": [], "green": {}}'):
            (paths.AppPaths("shop").root / "colours.json").write_text(text)
            self.assertEqual(colours.read(paths.AppPaths("shop")), {}, text)


class Pruning(Folder):
    """Old releases go, the one that serves stays however old it is."""

    def test_the_newest_and_the_one_that_serves(self) -> None:
        with mock.patch.object(paths, "DATA", self.folder):
            app = paths.AppPaths("shop")
            for age, name in enumerate(["e", "d", "c", "b", "a"]):
                app.release(name).mkdir(parents=True)
                os.utime(app.release(name), (1000 - age, 1000 - age))
            app.move_current("a")
            self.assertEqual(prune.kept(app, 3), ["a", "e", "d"])
            self.assertEqual(prune.kept(app, 1, also="new"), ["a", "new"])

    def test_logs_of_releases_that_failed_long_ago_go_those_of_kept_ones_stay(self) -> None:
        logs = self.folder / "logs" / "shop"
        logs.mkdir(parents=True)
        with (
            mock.patch.object(paths, "DATA", self.folder),
            mock.patch.object(prune, "DATA", self.folder),
            mock.patch.object(prune, "LOGS", self.folder / "logs"),
        ):
            app = paths.AppPaths("shop")
            app.release("serves").mkdir(parents=True)
            app.move_current("serves")
            for age, name in enumerate([*(f"failed-{number}" for number in range(25)), "serves"]):
                (logs / f"{name}.log").touch()
                os.utime(logs / f"{name}.log", (1000 - age, 1000 - age))
            prune.prune(app, 3, Docker(FakeRunner()))
        self.assertEqual(
            sorted(file.stem for file in logs.iterdir()),
            sorted([*(f"failed-{number}" for number in range(20)), "serves"]),
        )


class Images(unittest.TestCase):
    """Pulling."""

    def test_an_image_that_is_there_by_its_digest_is_not_asked_for(self) -> None:
        runner = FakeRunner()
        pull(release(), Docker(runner))
        self.assertEqual([asked[1] for asked in runner.asked], ["image", "image"])

    def test_a_full_disk_is_called_so(self) -> None:
        answers = [Result(1, "", "no such image"), Result(1, "", "write /x: no space left on device")]
        with self.assertRaisesRegex(Failure, "the data volume is full: no space left while pulling"):
            pull(release(), Docker(FakeRunner(*answers)))


class MissingImages(Folder):
    """Those that somebody has removed behind a release that serves: `docker image prune --all` takes those of jobs."""

    def test_they_are_pulled_with_a_token_that_goes_again(self) -> None:
        config = self.folder / "memory" / "docker-config"
        missing, rest = Result(1, "", "No such image"), Result(0, "", "")
        runner = FakeRunner(missing, rest, Result(0, "token", ""))
        pull_missing(release(registries=["registry"]), runner, config)
        self.assertEqual(
            [" ".join(asked[:3]) for asked in runner.asked],
            [
                *["docker image inspect"] * 2,
                "aws ecr get-login-password",
                "docker login --username",
                "docker pull --quiet",
            ],
        )
        self.assertEqual(runner.asked[-1][-1], "registry/app@sha256:2")
        self.assertFalse(config.exists())

    def test_where_none_is_missing_no_registry_is_asked(self) -> None:
        runner = FakeRunner()
        pull_missing(release(registries=["registry"]), runner, self.folder / "docker-config")
        self.assertEqual({asked[1] for asked in runner.asked}, {"image"})


class Reports(unittest.TestCase):
    """What Systems Manager keeps of the output."""

    def test_all_that_is_said_fits_whatever_the_logs_say(self) -> None:
        for letter in ("x", "Ж", "語", "\U0001f6a2", '"', "\x1b", "\udc80"):
            lines = [f"{number} {letter * 9_999}" for number in range(999)]
            said = self.said(report.outcome("r", report.Phases(), letter * 9_999, lines))
            self.assertLess(len(said), 23_000)
            first, last, end = said.decode("utf-8").split("\n")
            self.assertRegex(first, "^FAILED: ")
            answer = json.loads(last)
            self.assertGreater(len(answer["cause"]), 500)
            self.assertGreater(len(answer["lines"]), 9)
            self.assertRegex(answer["lines"][-1], "^998 ")
            self.assertEqual(end, "")

    def test_lines_in_cyrillic_are_said_as_they_are_in_any_locale(self) -> None:
        lines = [f"web: ошибка {number}: база данных не отвечает".ljust(199, "…") for number in range(60)]
        said = self.said(report.outcome("r", report.Phases(), "новая версия не отвечает", lines))
        self.assertEqual(json.loads(said.splitlines()[1])["lines"][-1], lines[-1])
        self.assertTrue(said.startswith("FAILED: новая версия не отвечает\n".encode()))
        code = "from slipway_host import report; report.tell(report.outcome('r', report.Phases(), '\\u0416'))"
        one = subprocess.run(
            [sys.executable, "-X", "utf8=0", "-c", code],
            env={"PYTHONIOENCODING": "ascii"},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            check=False,
        )
        self.assertEqual((one.stderr, one.stdout.splitlines()[0].decode()), (b"", "FAILED: Ж"))

    @staticmethod
    def said(result: dict[str, object]) -> bytes:
        with mock.patch.object(report.sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii")) as stdout:
            report.tell(result)
            return bytes(stdout.buffer.getvalue())

    def test_a_phase_is_timed_and_named(self) -> None:
        phases = report.Phases()
        with phases.phase("pull"):
            self.assertEqual(phases.now, "pull")
        self.assertIn("pull", phases.seconds)


class Programs(Folder):
    """Other programs."""

    def test_what_they_say_is_logged_without_secrets(self) -> None:
        runner = Runner(self.folder / "log")
        runner.redact = secrets.Redactor({"web": {"TOKEN": "hidden"}})
        self.assertEqual(runner.ask(["echo", "a hidden b"]).stdout, "a hidden b\n")
        self.assertEqual((self.folder / "log").read_text(), "$ echo a [secret TOKEN] b\n    a [secret TOKEN] b\n")

    def test_one_that_hangs_and_one_that_is_missing(self) -> None:
        self.assertEqual(Runner().ask(["sleep", "9"], timeout=0.1).code, 124)
        self.assertEqual(Runner().ask(["no-such-program"]).code, 127)

    def test_a_failure_says_what_and_why(self) -> None:
        with self.assertRaises(Failure) as caught:
            Runner().run("listing", ["sh", "-c", "echo first; echo last >&2; exit 4"])
        self.assertEqual(caught.exception.cause, "listing: last")


if __name__ == "__main__":
    unittest.main()
