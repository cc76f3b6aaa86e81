"""How the container serves. Gunicorn reads this file from the folder it starts in (/app)."""

import os

from editor.logs import logging_config
from editor.settings import Settings

bind = "0.0.0.0:5000"
# One process: counters, and what GitHub said last, are one truth. Threads: a slow GitHub holds up nobody else.
workers = 1
worker_class = "gthread"
threads = 8
timeout = 60
# Longer than a proxy or load balancer leaves a connection idle (60 s on AWS): it answers 502 for one closed under it.
keepalive = 75
# A stopped container has 10 s; requests still running get 8 of them.
graceful_timeout = 8
# Heartbeats in memory: neither a slow nor a read-only disk makes the worker look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# It would want a folder to write to.
control_socket_disable = True
# The app writes its own line for each request.
accesslog = None
logconfig_dict = logging_config(Settings.from_environment())
