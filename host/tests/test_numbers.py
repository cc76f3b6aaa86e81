"""The arithmetic of the numbers that alarms watch."""

from __future__ import annotations

import typing
import unittest
from collections.abc import Sequence
from typing import Any, Optional

from slipway_host import numbers

from .containers import ALL, PROXY, SECRET, container, disk
from .support import release


class Disks(unittest.TestCase):
    """How full a file system is."""

    def test_as_df_counts_it_without_what_is_root_s_alone(self) -> None:
        self.assertEqual(numbers.percent_used(disk(1000, 200, 100)), 88.9)

    def test_a_disk_without_inodes_is_full_too(self) -> None:
        self.assertEqual(numbers.percent_used(disk(1000, 900, 900, 100, 4)), 96.0)

    def test_one_that_counts_nothing(self) -> None:
        self.assertEqual(numbers.percent_used(disk(0, 0, 0)), 0.0)


class Ends(unittest.TestCase):
    """How often containers ended by themselves since the last report."""

    @staticmethod
    def between(before: Optional[Sequence[dict[str, Any]]], now: Sequence[dict[str, Any]]) -> dict[str, int]:
        known = None if before is None else numbers.remembered(before)
        return numbers.ended_by_themselves(known, numbers.remembered(now))

    def test_only_what_is_new(self) -> None:
        before = [container("web", 1, restarts=2), container("web", 2)]
        now = [container("web", 1, restarts=5), container("web", 2, restarts=1)]
        self.assertEqual(self.between(before, now), {"web": 4})
        self.assertEqual(self.between(now, now), {})

    def test_the_first_report_has_no_news(self) -> None:
        self.assertEqual(self.between(None, [container("web", restarts=7)]), {})

    def test_a_container_that_was_replaced_begins_from_nought(self) -> None:
        before = [container("web", id="old", restarts=5)]
        self.assertEqual(self.between(before, [container("web", id="new")]), {})
        self.assertEqual(self.between(before, [container("web", id="new", restarts=2)]), {"web": 2})

    def test_one_that_was_started_by_hand_is_counted_from_nought_again(self) -> None:
        self.assertEqual(
            self.between([container("web", restarts=5)], [container("web", restarts=1)]),
            {"web": 1},
        )

    def test_one_that_nobody_starts_again_is_told_once(self) -> None:
        ended = [container("web", policy="no", status="exited", state={"FinishedAt": "2026-11-22T03:00:00.1Z"})]
        again = [container("web", policy="no", status="exited", state={"FinishedAt": "2026-11-22T03:09:00.1Z"})]
        self.assertEqual(self.between([container("web", policy="no")], ended), {"web": 1})
        self.assertEqual(self.between(ended, ended), {})
        self.assertEqual(self.between(ended, again), {"web": 1})

    def test_one_that_gave_up_after_three_tries_ended_four_times(self) -> None:
        ended = {"status": "exited", "policy": "on-failure", "state": {"FinishedAt": "2026-11-22T03:00:00.1Z"}}
        before = [container("web", policy="on-failure")]
        self.assertEqual(self.between(before, [container("web", restarts=3, **ended)]), {"web": 4})

    def test_one_that_docker_would_have_started_again_was_stopped_by_somebody(self) -> None:
        stopped = container("web", status="exited", state={"FinishedAt": "2026-11-22T03:00:00.1Z"})
        self.assertEqual(self.between([container("web")], [stopped]), {})


class Healths(unittest.TestCase):
    """Which copies are missing."""

    WANTED: typing.ClassVar[dict[str, int]] = {"web": 2, "store": 1}

    def told(self, containers: Sequence[dict[str, Any]], said: Optional[dict[str, str]] = None) -> list[str]:
        return [one.text for one in numbers.without_health(self.WANTED, containers, said or {})]

    def test_all_serve(self) -> None:
        self.assertEqual(self.told(ALL), [])
        self.assertEqual(self.told([*ALL, container("web", 3)]), [])

    def test_one_is_not_there_one_has_ended_one_answers_badly(self) -> None:
        self.assertEqual(self.told([container("web")]), [
            "store: 1 of 1 copy without health: not there",
            "web: 1 of 2 copies without health: not there",
        ])  # fmt: skip
        ended = container("web", 2, status="exited", state={"ExitCode": 137})
        self.assertEqual(
            self.told([container("web"), ended, container("store")]),
            ["web: 1 of 2 copies without health: is exited (exit code 137)"],
        )
        self.assertEqual(
            self.told(ALL, {"web-1": "/health answers 500", "web-2": "/health answers 500"}),
            ["web: 2 of 2 copies without health: /health answers 500"],
        )

    def test_what_a_check_says_is_left_out_as_it_may_hold_a_secret(self) -> None:
        check = {"Health": {"Status": "unhealthy", "Log": [{"Output": f"refused {SECRET}\n"}]}}
        self.assertEqual(
            self.told([container("web", state=check), container("web", 2), container("store")]),
            ["web: 1 of 2 copies without health: is unhealthy"],
        )

    def test_who_is_asked_by_http(self) -> None:
        starting = container("web", 2, state={"Health": {"Status": "starting"}})
        self.assertEqual(
            numbers.to_be_asked(release(), [container("web"), starting, container("store"), PROXY]),
            [("web-1", 20_000, "/health")],
        )


if __name__ == "__main__":
    unittest.main()
