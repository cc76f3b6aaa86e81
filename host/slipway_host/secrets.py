"""Secrets come from Secrets Manager into memory, at each start."""

from __future__ import annotations

import json
import time
from typing import Optional

from .command import Runner
from .errors import Failure
from .model import Release, Secret

#: By service and name of the environment variable.
Values = dict[str, dict[str, str]]

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


class SecretReader:
    """Asks for each entry once."""

    def __init__(self, runner: Runner, region: Optional[str]) -> None:
        self.runner = runner
        self.region = region
        self._entries: dict[tuple[str, str], str] = {}

    def read(self, release: Release, patience: Optional[float]) -> Values:
        """
        All secrets of a release.

        :param patience: seconds until it gives up; None at boot: it tries as long as it takes
        """
        return {
            name: {env: self._value(secret, env, patience) for env, secret in service.secrets.items()}
            for name, service in release.services.items()
            if service.secrets
        }

    def _value(self, secret: Secret, env: str, patience: Optional[float]) -> str:
        entry = self._entry(secret.arn, secret.label, patience)
        if secret.key is None:
            return entry
        try:
            value = json.loads(entry)[secret.key]
        except (ValueError, KeyError, TypeError):
            # Neither the value nor Python's own message, which quotes it, may be told.
            raise Failure(f"{env}: the entry {secret.arn} is not JSON with the key {secret.key!r}") from None
        return value if isinstance(value, str) else json.dumps(value)

    def _entry(self, arn: str, label: str, patience: Optional[float]) -> str:
        if (arn, label) not in self._entries:
            self._entries[arn, label] = self._ask(arn, label, patience)
        return self._entries[arn, label]

    def _ask(self, arn: str, label: str, patience: Optional[float]) -> str:
        args = ["aws", "secretsmanager", "get-secret-value", "--secret-id", arn, "--version-stage", label]
        args += ["--output", "json"]
        args += ["--cli-connect-timeout", "5", "--cli-read-timeout", "10"]
        if self.region:
            args += ["--region", self.region]
        begun = time.monotonic()
        pause = _FIRST_PAUSE_S
        while True:
            result = self.runner.ask(args, quiet=True)
            if result.code == 0:
                return _secret_string(arn, result.stdout)
            reason = (result.stderr.strip().splitlines() or ["no answer"])[-1]
            waited = time.monotonic() - begun
            if _is_final(reason) and patience is not None:
                raise Failure(f"Secrets Manager refuses {arn}: {reason}")
            if patience is not None and waited + pause > patience:
                raise Failure(f"Secrets Manager did not give {arn} within {patience:.0f} s: {reason}")
            self.runner.write(f"secrets: {arn}: {reason}; asking again in {pause:.0f} s")
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)


def _is_final(reason: str) -> bool:
    """Asking again would not help. At boot it is asked again all the same: a right may be given back meanwhile."""
    return any(word in reason for word in ("AccessDenied", "ResourceNotFound", "InvalidRequest", "ValidationException"))


def _secret_string(arn: str, answer: str) -> str:
    try:
        value = json.loads(answer)["SecretString"]
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{arn} has no text (SecretString): a binary entry cannot be a variable") from None
    return str(value)


class Redactor:
    """Takes secret values out of what is told."""

    def __init__(self, values: Values) -> None:
        found = {value: env for service in values.values() for env, value in service.items() if len(value) >= 4}
        for value, env in list(found.items()):
            for line in value.splitlines():  # a value of several lines is logged a line at a time
                if len(line) >= 4:
                    found.setdefault(line, env)
            found.setdefault(json.dumps(value)[1:-1], env)
        self._found = sorted(found.items(), key=lambda one: -len(one[0]))

    def __call__(self, text: str) -> str:
        for value, env in self._found:
            text = text.replace(value, f"[secret {env}]")
        return text
