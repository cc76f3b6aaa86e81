"""Secrets come from Secrets Manager into memory, at each start."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode, urlsafe_b64encode
from typing import Optional
from urllib.parse import quote, quote_plus

from .command import Runner
from .errors import Failure, SecretsAway
from .model import Release, Secret

#: By service and name of the environment variable.
Values = dict[str, dict[str, str]]

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
#: Shorter values (`1`, `on`) would blank half of a log.
_SHORT = 4
#: What JavaScript's `encodeURIComponent` and `encodeURI` leave, and Python's `quote` with nothing and with `/`.
_URL_KEEPS = ("!~*'()", ";,/?:@&=+$!~*'()#", "", "/")


class SecretReader:
    """Asks for each entry once."""

    def __init__(self, runner: Runner, region: Optional[str]) -> None:
        self.runner = runner
        self.region = region
        self._entries: dict[tuple[str, str], str] = {}

    def read(self, release: Release, patience: float) -> Values:
        """
        All secrets of a release.

        :param patience: seconds until it gives up
        :raises SecretsAway: where Secrets Manager refuses, or was not to be asked for so long
        """
        return {
            name: {env: self._value(secret, env, patience) for env, secret in service.secrets.items()}
            for name, service in release.services.items()
            if service.secrets
        }

    def _value(self, secret: Secret, env: str, patience: float) -> str:
        entry = self._entry(secret.arn, secret.label, patience)
        if secret.key is None:
            return entry
        try:
            value = json.loads(entry)[secret.key]
        except (ValueError, KeyError, TypeError):
            # Neither the value nor Python's own message, which quotes it, may be told.
            raise Failure(f"{env}: the entry {secret.arn} is not JSON with the key {secret.key!r}") from None
        return value if isinstance(value, str) else json.dumps(value)

    def _entry(self, arn: str, label: str, patience: float) -> str:
        if (arn, label) not in self._entries:
            self._entries[arn, label] = self._ask(arn, label, patience)
        return self._entries[arn, label]

    def _ask(self, arn: str, label: str, patience: float) -> str:
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
            if _is_final(reason):
                raise SecretsAway(f"Secrets Manager refuses {arn}: {reason}")
            if waited + pause > patience:
                raise SecretsAway(f"Secrets Manager did not give {arn} within {patience:.0f} s: {reason}")
            self.runner.write(f"secrets: {arn}: {reason}; asking again in {pause:.0f} s")
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)


def _is_final(reason: str) -> bool:
    """Asking again would not help soon."""
    return any(word in reason for word in ("AccessDenied", "ResourceNotFound", "InvalidRequest", "ValidationException"))


def _secret_string(arn: str, answer: str) -> str:
    try:
        value = json.loads(answer)["SecretString"]
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{arn} has no text (SecretString): a binary entry cannot be a variable") from None
    return str(value)


class Redactor:
    """
    Takes secret values out of what is told: the values, their lines (a value of several is logged a line at a time),
    and the forms that `provider/core/redact.ts` knows too: JSON, URL, form, base64 and hexadecimal ones.
    """

    def __init__(self, values: Values) -> None:
        found: dict[str, str] = {}
        for service in values.values():
            for env, value in service.items():
                for form in _forms(value) if len(value) >= _SHORT else []:
                    found.setdefault(form, env)
        self._found = found
        self._pattern = re.compile("|".join(re.escape(form) for form in sorted(found, key=len, reverse=True)))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda one: f"[secret {self._found[one[0]]}]", text) if self._found else text


def _forms(value: str) -> list[str]:
    lines = [line for line in value.splitlines() if len(line) >= _SHORT]
    data = value.encode("utf-8", "replace")
    forms = [value, *lines, *_base64_forms(data)]
    for text in [value, *lines]:
        forms += [json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]]
        forms += [quote(text, safe=safe, errors="replace") for safe in _URL_KEEPS]
        forms.append(quote_plus(text, safe="*", errors="replace").replace("~", "%7E"))
        forms.append(text.encode("utf-8", "replace").hex())
    return forms


def _base64_forms(data: bytes) -> list[str]:
    """Base64 inside a longer text depends on where it starts: the part that is the same at each of three offsets."""
    forms = [b64encode(data), urlsafe_b64encode(data)]
    for offset in range(3) if len(data) >= 2 * _SHORT else ():
        padded = bytes(offset) + data
        start, end = -(-offset * 8 // 6), len(padded) * 8 // 6
        forms += [b64encode(padded)[start:end], urlsafe_b64encode(padded)[start:end]]
    return [form.decode("ascii").rstrip("=") for form in forms]  # with the filling or without
