"""A throw-away PostgreSQL and Redis in Docker, on random ports of this machine's loopback."""

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

# With characters that mean something in a URL: the service must take them as they are.
PASSWORD = "p@ss/w:rd?#%41 x"


def docker(*args: str) -> str:
    """Run docker; its own words are the error."""
    done = subprocess.run(["docker", *args], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"docker {args[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def _until(what: str, *command: str) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            docker(*command)
            return
        except RuntimeError:
            if time.monotonic() > deadline:
                raise TimeoutError(what) from None
            time.sleep(0.3)


@contextmanager
def servers() -> Iterator[tuple[str, str, str]]:
    """Start both, give their addresses and the name of Redis's container, remove both."""
    name = f"sovd-tests-{secrets.token_hex(4)}"
    db, redis = f"{name}-db", f"{name}-redis"
    account = ["POSTGRES_USER=sovd", f"POSTGRES_PASSWORD={PASSWORD}", "POSTGRES_DB=sovd"]
    env = [part for variable in account for part in ("--env", variable)]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]  # one that stays the same when Redis is started again
    docker("network", "create", name)
    try:
        started = ("run", "--detach", "--network", name)
        docker(*started, "--name", db, "--publish", "127.0.0.1::5432", *env, "postgres:16-alpine")
        own = ("redis-server", "--requirepass", PASSWORD)
        docker(*started, "--name", redis, "--publish", f"127.0.0.1:{port}:6379", "redis:7-alpine", *own)
        _until("postgres", "exec", db, "pg_isready", "--host=127.0.0.1", "--username=sovd", "--dbname=sovd")
        _until("redis", "exec", redis, "redis-cli", "ping")
        at_db = docker("port", db, "5432/tcp").splitlines()[0]
        yield (
            f"postgresql+asyncpg://sovd:{PASSWORD}@{at_db}/sovd?sslmode=prefer",
            f"redis://:{PASSWORD}@127.0.0.1:{port}/0",
            redis,
        )
    finally:
        for container in (db, redis):
            subprocess.run(["docker", "rm", "--force", "--volumes", container], capture_output=True, check=False)
        docker("network", "rm", name)
