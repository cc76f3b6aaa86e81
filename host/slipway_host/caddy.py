"""The proxy's configuration: a pure function of what serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from .errors import Failure

#: A request waits this long for a service that is being restarted, before it is answered 502.
TRY_DURATION = "10s"
GRACE_PERIOD = "30s"
#: Let's Encrypt alone: some versions of Caddy turn to another authority where that one refuses.
_CERTIFICATES = {"automation": {"policies": [{"issuers": [{"module": "acme"}]}]}}


class Target:
    """
    One route of one app with the loopback ports that it leads to; of an app that has two colours those of blue, and
    those that it leads to while the app is marked green.
    """

    def __init__(
        self,
        app: str,
        ports: Sequence[int],
        port: Optional[int],
        domain: Optional[str],
        green: Optional[Sequence[int]] = None,
    ) -> None:
        self.app = app
        self.ports = list(ports)
        self.green = self.ports if green is None else list(green)
        self.port = port
        self.domain = domain


def configuration(targets: Sequence[Target], socket: str, green: str) -> dict[str, Any]:
    """
    Caddy's JSON configuration. Two apps that claim one port or one domain are refused.

    :param green: the folder, as Caddy sees it, of the marks of the apps that are green
    """
    claimed: dict[str, str] = {}
    for target in targets:
        what = f"port {target.port}" if target.domain is None else f"domain {target.domain}"
        other = claimed.setdefault(what, target.app)
        if other != target.app:
            raise Failure(f"{what} of this host already leads to the app {other}: give {target.app} another one")
    by_port = sorted((one for one in targets if one.domain is None), key=lambda one: one.port or 0)
    by_domain = sorted((one for one in targets if one.domain is not None), key=lambda one: one.domain or "")
    servers: dict[str, Any] = {}
    for target in by_port:
        servers[f"port-{target.port}"] = {
            "listen": [f":{target.port}"],
            "automatic_https": {"disable": True},
            "routes": _routes(target, green),
        }
    if by_domain:
        routes = [
            {
                "match": [{"host": [one.domain]}],
                "handle": [{"handler": "subroute", "routes": _routes(one, green)}],
                "terminal": True,
            }
            for one in by_domain
        ]
        # Not HTTP/3, which comes by UDP: the host's security group lets TCP in only.
        servers["domains"] = {"listen": [":443"], "protocols": ["h1", "h2"], "routes": routes}
    return {
        "admin": {"listen": f"unix/{socket}", "config": {"persist": False}},
        "apps": {"http": {"grace_period": GRACE_PERIOD, "servers": servers}, "tls": _CERTIFICATES},
    }


def _routes(target: Target, green: str) -> list[dict[str, Any]]:
    """One question to the file system for each request, which is much less than the request itself costs."""
    blue = {"handle": [_handler(target.ports)]}
    if target.green == target.ports:
        return [blue]
    marked = {"file": {"root": green, "try_files": [f"/{target.app}"]}}
    return [{"match": [marked], "handle": [_handler(target.green)], "terminal": True}, blue]


def _handler(ports: Sequence[int]) -> dict[str, Any]:
    return {
        "handler": "reverse_proxy",
        "upstreams": [{"dial": f"127.0.0.1:{port}"} for port in ports],
        # A connection kept open could be closed by the app just as the next request goes out on it.
        "transport": {"protocol": "http", "keep_alive": {"enabled": False}},
        "load_balancing": {"try_duration": TRY_DURATION, "try_interval": "100ms"},
    }
