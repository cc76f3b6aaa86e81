"""What is told of certificates."""

from __future__ import annotations

import json
import unittest
from unittest import mock

from slipway_host import domains, proxy
from slipway_host.command import Result
from slipway_host.docker import Docker
from slipway_host.errors import Failure
from tests.support import FakeRunner, release

REFUSED = "[a.example.com] solving challenges: [a.example.com] authorization failed: no valid A records"
LOG = "\n".join(
    [
        "not of Caddy's",
        "[]",
        json.dumps({"level": "info", "msg": "obtaining certificate", "identifier": "a.example.com"}),
        json.dumps({"level": "error", "identifier": "a.example.com", "error": "an earlier one"}),
        json.dumps({"level": "error", "identifier": "a.example.com", "error": REFUSED}),
        json.dumps({"level": "error", "identifier": "b.example.com", "error": "of another"}),
    ]
)


class Certificates(unittest.TestCase):
    """Those that come, and those that do not."""

    def test_where_all_are_there_nothing_is_told_or_asked(self) -> None:
        runner = FakeRunner()
        with mock.patch.object(domains, "has_certificate", return_value=True):
            self.assertEqual(domains.without_certificate(Docker(runner), "p", ["a.example.com"]), [])
        self.assertEqual(runner.asked, [])

    def test_one_that_comes_a_little_later(self) -> None:
        with (
            mock.patch.object(domains, "has_certificate", side_effect=[False, False, True]),
            mock.patch("time.sleep"),
        ):
            self.assertEqual(domains.without_certificate(Docker(FakeRunner()), "p", ["a.example.com"]), [])

    def test_of_one_that_does_not_come_the_last_reason_is_told(self) -> None:
        runner = FakeRunner(Result(0, "", LOG))
        with mock.patch.object(domains, "has_certificate", side_effect=lambda name: name != "a.example.com"):
            told = domains.without_certificate(Docker(runner), "p", ["a.example.com", "b.example.com"], 0)
        self.assertEqual(len(told), 2)
        self.assertRegex(told[0], "^https://a.example.com has no certificate yet; .*port 80 open to all$")
        self.assertEqual(told[1], f"a.example.com: {REFUSED}")

    def test_where_the_log_has_no_reason(self) -> None:
        with mock.patch.object(domains, "has_certificate", return_value=False):
            told = domains.without_certificate(Docker(FakeRunner()), "p", ["a.example.com"], 0)
        self.assertEqual(told[1], "a.example.com: the proxy's log does not say why")


class Check(unittest.TestCase):
    """Health paths, asked once more through the proxy."""

    AT_DOMAIN = release(routes=[{"service": "web", "domain": "a.example.com"}])

    def test_at_a_domain_it_is_asked_by_https(self) -> None:
        with (
            mock.patch.object(domains, "has_certificate", return_value=True),
            mock.patch.object(domains, "answers", return_value="answers 502"),
            mock.patch.object(proxy, "_PATIENCE_S", 0),
            self.assertRaisesRegex(Failure, "^behind the proxy, https://a.example.com/health answers 502$"),
        ):
            proxy.check(self.AT_DOMAIN)

    def test_not_before_there_is_a_certificate(self) -> None:
        with (
            mock.patch.object(domains, "has_certificate", return_value=False),
            mock.patch.object(domains, "answers", side_effect=AssertionError),
        ):
            proxy.check(self.AT_DOMAIN)


if __name__ == "__main__":
    unittest.main()
