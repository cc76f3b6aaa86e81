"""What the command line leaves open. Gunicorn reads this file from the folder it is started in (/app)."""

import logging
import os

# Threads, so that two requests waiting for a slow GitHub do not keep the health check from being answered.
worker_class = "gthread"
threads = 8
# A stopped container has 10 s in all: requests still running get 8 of them.
graceful_timeout = 8
# Longer than a load balancer leaves a connection idle (60 s on AWS): it answers 502 for one that is closed under it.
keepalive = 75
# Nobody controls this process through a socket.
control_socket_disable = True
# Heartbeat files belong in memory: on a slow disk a worker would look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
accesslog = "-"
access_log_format = '%({x-forwarded-for}i)s %(h)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'
errorlog = "-"


class _NoProbes(logging.Filter):
    """A probe every few seconds would bury what matters; a failing one is still logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        return '"GET /health" 200' not in record.getMessage()


def on_starting(server: object) -> None:
    """Runs once in the master; workers inherit the filter."""
    logging.getLogger("gunicorn.access").addFilter(_NoProbes())
