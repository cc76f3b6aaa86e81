"""The start after a boot, and the return from a killed release, where secrets are away."""

from __future__ import annotations

import tempfile
import threading
import time
import unittest
from pathlib import Path
from unittest import mock

from slipway_host import boot, lock, paths, remove
from slipway_host.docker import Docker
from slipway_host.errors import SecretsAway

from .support import FakeRunner


class WithoutSecrets(unittest.TestCase):
    """What needs them for good must not keep out the release that does without."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        data = mock.patch.object(paths, "DATA", Path(temporary.name))
        data.start()
        self.addCleanup(data.stop)
        self.app = paths.AppPaths("shop")
        self.runner = FakeRunner()
        self.gone = SecretsAway("Secrets Manager refuses arn: ResourceNotFoundException")

    def test_a_release_is_let_in_between_two_tries_at_a_boot(self) -> None:
        released: list[float] = []

        def sleep(seconds: float) -> None:
            with lock.held(self.app.lock, "the release two"):  # refused, if the boot had kept the lock
                released.append(seconds)

        tries = mock.patch.object(boot, "converge", side_effect=[self.gone, self.gone, "release two serves"])
        with tries as converge, mock.patch.object(boot.time, "sleep", sleep):
            self.assertEqual(boot._boot(self.app, self.runner), "release two serves")
        self.assertEqual((converge.call_count, len(released)), (3, 2))

    def test_a_return_ends_with_the_release_that_was_let_in(self) -> None:
        unfinished = self.app.root / boot.UNFINISHED
        unfinished.parent.mkdir(parents=True)
        unfinished.write_text("one", "utf-8")
        tries = mock.patch.object(boot, "converge", side_effect=self.gone)
        with tries as converge, mock.patch.object(boot.time, "sleep", side_effect=lambda _: unfinished.unlink()):
            self.assertEqual(boot._heal(self.app, self.runner), "the release ended by itself")
        self.assertEqual(converge.call_count, 1)

    def test_a_removal_waits_for_its_turn(self) -> None:
        self.app.root.mkdir(parents=True)
        begun = threading.Event()

        def start() -> None:
            with lock.held(self.app.lock, "the start after a boot"):
                begun.set()
                time.sleep(0.4)

        booting = threading.Thread(target=start)
        booting.start()
        begun.wait(5)
        with mock.patch.multiple(remove.proxy, turn=mock.MagicMock(), forget=mock.DEFAULT):
            self.assertEqual(remove.remove_app(self.app, Docker(self.runner), False), "removed")
        booting.join(5)


if __name__ == "__main__":
    unittest.main()
