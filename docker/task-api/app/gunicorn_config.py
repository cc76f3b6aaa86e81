"""What gunicorn cannot be told well on its command line; the image points to this module by GUNICORN_CMD_ARGS.

It is read before any worker exists, so a bad setting ends the start here, once, instead of in workers that gunicorn
would start again and again.
"""

from typing import Any

from app.config import ConfigurationError, Settings, load_settings
from app.logs import fail_start, logging_config


def _settings() -> Settings:
    try:
        return load_settings()
    except ConfigurationError as error:
        fail_start(str(error))


_loaded = _settings()

# Loaded once and forked: half the start time and less memory on a quarter of a processor.
preload_app = True
# The workers' heartbeat files: in memory, so that a slow or read-only disk cannot make a worker look dead.
worker_tmp_dir = "/dev/shm"  # noqa: S108
# Longer than a load balancer leaves a connection idle (60 s on AWS): it answers 502 for one that is closed under it.
keepalive = 75
# It would create a folder in the home directory, which this user does not have.
control_socket_disable = True
logconfig_dict = logging_config(_loaded.log_level)


def on_starting(server: Any) -> None:
    """Listen on PORT: the command line's --bind is the default port, and the command line wins over this file."""
    server.cfg.set("bind", [f"0.0.0.0:{_loaded.port}"])
