"""What answers at the domains of this host, by HTTPS. The proxy gets certificates by itself, in its own time."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import textwrap
import time
from collections.abc import Sequence
from typing import Optional

from .docker import Docker
from .report import MAX_LINE_CHARS

#: Let's Encrypt takes some seconds; a name that leads elsewhere never gets a certificate.
PATIENCE_S = 30.0
_HANDSHAKE_S = 5.0
_PAUSE_S = 0.5
_REASON_LINES = 6


class _Connection(http.client.HTTPSConnection):
    """To the proxy of this host, under a domain's name: where the name itself leads may be anywhere yet."""

    def connect(self) -> None:
        self.sock = _handshake(self.host, self.timeout)


def has_certificate(domain: str) -> bool:
    """Whether the proxy can be spoken to under this name."""
    try:
        _handshake(domain, _HANDSHAKE_S).close()
    except OSError:
        return False
    return True


def answers(domain: str, path: str, timeout: float = 5) -> str:
    """Nothing where the answer is a good one, otherwise what is wrong with it."""
    connection = _Connection(domain, timeout=timeout)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
        return "" if 200 <= status < 300 else f"answers {status}"
    except (OSError, http.client.HTTPException) as error:
        return f"does not answer: {error}"
    finally:
        connection.close()


def without_certificate(docker: Docker, proxy: str, domains: Sequence[str], patience: float = PATIENCE_S) -> list[str]:
    """Waits for certificates. Of those that do not come: what is to be done, and what the proxy says of it."""
    until = time.monotonic() + patience
    left = [one for one in domains if not has_certificate(one)]
    while left and time.monotonic() < until:
        time.sleep(_PAUSE_S)
        left = [one for one in left if not has_certificate(one)]
    log = docker.logs(proxy, 1000) if left else []
    return [line for domain in left for line in _told(domain, log)]


def _told(domain: str, log: Sequence[str]) -> list[str]:
    reason = _reason(domain, log) or "the proxy's log does not say why"
    return [
        f"https://{domain} has no certificate yet; the proxy goes on asking by itself. "
        "The name must lead here (Slipway makes its record after this), with port 80 open to all",
        *textwrap.wrap(f"{domain}: {reason}", MAX_LINE_CHARS)[:_REASON_LINES],  # its end tells most
    ]


def _reason(domain: str, log: Sequence[str]) -> str:
    """The last that the proxy's log says of why it has no certificate."""
    found = ""
    for line in log:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("identifier") == domain and entry.get("error"):
            found = str(entry["error"])
    return found


def _handshake(domain: str, timeout: Optional[float]) -> ssl.SSLSocket:
    # Whether a certificate is a good one is for those to judge who come from elsewhere; here one is there or not.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", 443), timeout)
    try:
        return context.wrap_socket(plain, server_hostname=domain)
    except BaseException:
        plain.close()
        raise
