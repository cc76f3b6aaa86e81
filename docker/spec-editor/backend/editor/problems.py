"""Everything that can go wrong, in words: what happened, and what to do about it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import requests
from github import GithubException

from .settings import Settings


class Problem(Exception):
    """An error that is shown as a page with this status."""

    def __init__(self, status: int, code: str, what: str, remedy: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code}: {what}")
        self.status, self.code, self.what, self.remedy, self.retry_after = status, code, what, remedy, retry_after


class FormProblem(Exception):
    """What was typed cannot be saved; `faults` has a sentence for each field, "" for the whole."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = dict(faults)


def misconfigured(settings: Settings) -> Problem | None:
    """The document's answer for a container without a token: it runs, and pages say 500 and why. So for other settings."""
    if settings.token and not settings.faults:
        return None
    fault = settings.faults[0] if settings.faults else "GH_TOKEN is not set"
    what = f"{fault}, so nothing can be asked of GitHub."
    if fault.startswith("GH_TOKEN"):
        remedy = "Put a GitHub token with the scopes repo and workflow into GH_TOKEN (plain Compose: in .env)"
        return Problem(500, "no_token", what, f"{remedy}, then start again.")
    return Problem(500, "bad_setting", what, "Correct it (plain Compose: in .env), then start again.")


def changed_meanwhile(path: str) -> Problem:
    """Somebody else was quicker."""
    what = f"{path} was changed on the branch after you opened it. Nothing was saved."
    return Problem(409, "changed_meanwhile", what, "Open the pod again and make your change to its new version.")


def from_github(error: Exception, settings: Settings) -> Problem:
    """What PyGithub or the network raised, as a problem."""
    if isinstance(error, requests.exceptions.Timeout):
        what = f"GitHub did not answer within {settings.call_seconds} seconds."
        return Problem(504, "github_slow", what, "Try again in a moment; githubstatus.com says whether it has trouble.")
    if isinstance(error, requests.exceptions.RequestException):
        # Not the error's own text: it may quote what was sent.
        what = f"GitHub cannot be reached at {settings.api_url} ({type(error).__name__})."
        return Problem(502, "github_unreachable", what, "Check the network and GITHUB_API_URL, then try again.")
    if isinstance(error, GithubException):
        return _refusal(error, settings)
    what = f"GitHub's answer could not be read ({type(error).__name__})."
    return Problem(502, "github_unreadable", what, "Check GITHUB_API_URL: is it GitHub's API?")


def _refusal(error: GithubException, settings: Settings) -> Problem:
    headers = error.headers or {}
    said = str(error.data.get("message", "")) if isinstance(error.data, dict) else ""
    limited = headers.get("x-ratelimit-remaining") == "0" or "rate limit" in said.lower()
    if error.status == 429 or (error.status == 403 and limited):
        return rate_limited(_seconds_to_wait(headers))
    known = {
        401: Problem(
            502,
            "bad_token",
            "GitHub does not accept the token (401 Bad credentials): it is wrong, expired or revoked.",
            "Make a new token with the scopes repo and workflow, put it into GH_TOKEN and start again.",
        ),
        403: Problem(
            502,
            "token_too_weak",
            f"The token may not do this in {settings.repo} (403). {said}".strip(),
            "Give it the scopes repo and workflow (fine-grained: read and write for contents and actions).",
        ),
        404: Problem(
            404,
            "not_found",
            f"GitHub has no such thing in {settings.repo}, or the token may not see it.",
            "Check GH_REPO, SPECS_PATH, WORKFLOW_BRANCH and what the token may see.",
        ),
    }
    other = Problem(
        502, "github_refused", f"GitHub refused this ({error.status}). {said}".strip(), "Try again in a moment."
    )
    return known.get(error.status, other)


def rate_limited(seconds: int) -> Problem:
    """With the time of day from which on GitHub answers again."""
    until = datetime.fromtimestamp(time.time() + seconds, timezone.utc).strftime("%H:%M UTC")
    what = "The token's rate limit at GitHub is used up."
    return Problem(503, "rate_limited", what, f"GitHub answers again from {until}.", retry_after=seconds)


def _seconds_to_wait(headers: Mapping[str, Any]) -> int:
    try:
        if "retry-after" in headers:
            return max(1, int(headers["retry-after"]))
        return max(1, int(headers["x-ratelimit-reset"]) - int(time.time()))
    except (KeyError, ValueError):
        return 60
