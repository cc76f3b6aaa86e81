"""What Docker Compose and the proxy are given."""

from __future__ import annotations

import unittest
from unittest import mock

from slipway_host.caddy import Target, configuration
from slipway_host.derive import dependencies, networks_of, release_model, state_model, volumes_of
from slipway_host.errors import Failure
from slipway_host.model import Release

from .support import release

VALUES = {"web": {"TOKEN": "a$b"}}
PORTS = {"web": [20000, 20001]}


class Models(unittest.TestCase):
    """The two Compose projects of a release."""

    def test_a_release_stands_beside_another(self) -> None:
        web = release_model(release(), VALUES, PORTS)["services"]["web"]
        self.assertNotIn("container_name", web)
        self.assertEqual(web["ports"], [{"host_ip": "127.0.0.1", "target": 8000, "published": "20000-20001"}])
        self.assertEqual(web["deploy"], {"replicas": 2})
        self.assertEqual(web["restart"], "unless-stopped")

    def test_one_copy_has_one_port(self) -> None:
        web = release_model(release(), VALUES, {"web": [20007]})["services"]["web"]
        self.assertEqual(web["ports"][0]["published"], "20007")

    def test_a_secret_is_taken_character_by_character_and_the_rest_as_it_was(self) -> None:
        web = release_model(release(), VALUES, PORTS)["services"]["web"]
        self.assertEqual(web["environment"], {"PRICE": "5$$", "TOKEN": "a$$b"})

    def test_services_in_other_projects_are_not_waited_for(self) -> None:
        model = release_model(release(), VALUES, PORTS)
        self.assertNotIn("depends_on", model["services"]["web"])
        self.assertNotIn("store", model["services"])

    def test_jobs_are_left_out_of_up(self) -> None:
        job = release_model(release(), VALUES, PORTS)["services"]["migrate"]
        self.assertEqual((job["profiles"], job["restart"]), (["slipway-job"], "no"))

    def test_services_with_data_are_one_project_for_all_releases(self) -> None:
        model = state_model(release(), VALUES, PORTS)
        self.assertEqual(list(model["services"]), ["store"])
        self.assertEqual(model["volumes"], {"notes": {"name": "slipway-shop_notes", "external": True}})
        self.assertEqual(volumes_of(release()), ["slipway-shop_notes"])

    def test_networks_lose_what_only_one_project_can_have(self) -> None:
        self.assertEqual(state_model(release(), {}, {})["networks"], {"back": {"internal": True}, "default": {}})

    def test_a_service_joins_networks_under_its_names(self) -> None:
        self.assertEqual(networks_of(release(), "store"), {"back": ["store", "db"], "default": ["store"]})

    def test_what_jobs_need(self) -> None:
        self.assertEqual(dependencies(release(), ["migrate"]), {"store"})

    def test_logs_go_to_cloudwatch_where_a_group_is_named(self) -> None:
        model = release_model(release(logGroup="/slipway/x", region="eu-central-1"), VALUES, PORTS)
        self.assertEqual(model["services"]["web"]["logging"]["options"]["tag"], "shop/web/{{.ID}}")
        self.assertNotIn("awslogs-endpoint", model["services"]["web"]["logging"]["options"])
        self.assertNotIn("logging", release_model(release(), VALUES, PORTS)["services"]["web"])

    def test_logs_go_where_the_aws_cli_would_send_them(self) -> None:
        with mock.patch.dict("os.environ", {"AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://logs"}):
            model = release_model(release(logGroup="/slipway/x", region="eu-central-1"), VALUES, PORTS)
        self.assertEqual(model["services"]["web"]["logging"]["options"]["awslogs-endpoint"], "http://logs")

    def test_a_route_without_a_port_is_a_broken_bundle(self) -> None:
        with self.assertRaisesRegex(Failure, "a route leads to store, which has no port"):
            release(routes=[{"service": "store", "port": 80}])

    def test_a_service_that_compose_does_not_have_is_a_broken_bundle(self) -> None:
        with self.assertRaisesRegex(Failure, "release.json names ghost, which compose.json does not have"):
            Release({"app": "a", "release": "b", "services": {"ghost": {}}}, {"services": {}})


class Proxy(unittest.TestCase):
    """Caddy's configuration."""

    def test_a_port_is_a_server_and_a_domain_a_host_of_one(self) -> None:
        targets = [Target("shop", [1, 2], 80, None), Target("blog", [3], None, "b.example.com")]
        servers = configuration(targets, "/s", "/green")["apps"]["http"]["servers"]
        self.assertEqual(servers["port-80"]["listen"], [":80"])
        upstreams = servers["port-80"]["routes"][0]["handle"][0]["upstreams"]
        self.assertEqual(upstreams, [{"dial": "127.0.0.1:1"}, {"dial": "127.0.0.1:2"}])
        self.assertEqual(servers["domains"]["routes"][0]["match"], [{"host": ["b.example.com"]}])

    def test_an_app_that_is_marked_green_leads_elsewhere(self) -> None:
        routes = [Target("shop", [1], 80, None, [2]), Target("blog", [3], None, "b.example.com", [4])]
        servers = configuration(routes, "/s", "/green")["apps"]["http"]["servers"]
        (domain,) = servers["domains"]["routes"][0]["handle"]
        for app, of_app, blue, green in [("shop", servers["port-80"], 1, 2), ("blog", domain, 3, 4)]:
            first, second = of_app["routes"]
            self.assertEqual(first["match"], [{"file": {"root": "/green", "try_files": [f"/{app}"]}}])
            self.assertEqual((first["terminal"], "match" in second), (True, False))
            for route, port in [(first, green), (second, blue)]:
                self.assertEqual(route["handle"][0]["upstreams"], [{"dial": f"127.0.0.1:{port}"}])

    def test_domains_are_served_by_what_the_security_group_lets_in_with_certificates_of_lets_encrypt_alone(
        self,
    ) -> None:
        apps = configuration([Target("blog", [3], None, "b.example.com")], "/s", "/green")["apps"]
        self.assertEqual(apps["http"]["servers"]["domains"]["protocols"], ["h1", "h2"])
        self.assertEqual(apps["tls"]["automation"]["policies"], [{"issuers": [{"module": "acme"}]}])

    def test_two_apps_cannot_have_one_port(self) -> None:
        with self.assertRaisesRegex(
            Failure, "port 80 of this host already leads to the app blog: give shop another one"
        ):
            configuration([Target("blog", [1], 80, None), Target("shop", [2], 80, None)], "/s", "/green")

    def test_two_apps_cannot_have_one_domain(self) -> None:
        with self.assertRaisesRegex(Failure, "domain x.org of this host already leads to the app blog"):
            configuration([Target("blog", [1], None, "x.org"), Target("shop", [2], None, "x.org")], "/s", "/green")


if __name__ == "__main__":
    unittest.main()
