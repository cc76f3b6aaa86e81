"""A throw-away PostgreSQL in Docker, on a random port of this machine's loopback."""

import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

IMAGE = "postgres:16-alpine"
# With characters that mean something in a URL: the service must take them as they are.
PASSWORD = "p@ss/w:rd?#%41 x"


def docker(*args: str) -> str:
    """Run docker; its own words are the error."""
    done = subprocess.run(["docker", *args], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"docker {args[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server, give its connection string, remove it."""
    name = f"task-api-tests-{secrets.token_hex(4)}"
    variables = {"POSTGRES_USER": "app", "POSTGRES_PASSWORD": PASSWORD, "POSTGRES_DB": "tasks"}
    env = [part for key, value in variables.items() for part in ("--env", f"{key}={value}")]
    # A network of its own: the default one is every container's, and not every machine has it.
    docker("network", "create", name)
    try:
        docker("run", "--detach", "--name", name, "--network", name, "--publish", "127.0.0.1::5432", *env, IMAGE)
        address = docker("port", name, "5432/tcp").splitlines()[0]
        deadline = time.monotonic() + 60
        while True:
            try:
                docker("exec", name, "pg_isready", "--host=127.0.0.1", "--username=app", "--dbname=tasks")
                break
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)
        yield f"postgresql+asyncpg://app:{PASSWORD}@{address}/tasks"
    finally:
        docker("rm", "--force", "--volumes", name)
        docker("network", "rm", name)
