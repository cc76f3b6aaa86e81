"""PyGithub as this app uses it: every call within a time, counted, and with its failure in words."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from github import Auth, Github, GithubException
from github.Repository import Repository

from .metrics import Metrics
from .problems import Problem, from_github, misconfigured
from .settings import Settings


class GitHubState:
    """What GitHub said last. /health shows it, so that a probe never has to wait for GitHub."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._problem: Problem | None = None
        self._asked_at: float | None = None
        self._limit: tuple[int, int, int] | None = None

    def record(self, problem: Problem | None, limit: tuple[int, int, int] | None) -> None:
        """One answer; `limit` is (of so many, left, renewed at)."""
        with self._lock:
            self._problem, self._asked_at, self._limit = problem, time.time(), limit or self._limit

    def read(self) -> tuple[Problem | None, float | None, tuple[int, int, int] | None]:
        """(problem of the last answer, when it came, rate limit)"""
        with self._lock:
            return self._problem, self._asked_at, self._limit


class GitHubApi:
    """Opens conversations with GitHub."""

    def __init__(self, settings: Settings, state: GitHubState, metrics: Metrics) -> None:
        self._settings, self._state, self._metrics = settings, state, metrics

    @contextmanager
    def repository(self) -> Iterator[Repository]:
        """The repository, for one request of ours: PyGithub's connection is not for several threads."""
        with self.connection() as github:
            yield github.get_repo(self._settings.repo)

    @contextmanager
    def connection(self) -> Iterator[Github]:
        """Raises `Problem` for whatever goes wrong inside, except another Problem."""
        settings = self._settings
        wrong = misconfigured(settings)
        if wrong:
            raise wrong
        github = Github(
            auth=Auth.Token(settings.token),
            base_url=settings.api_url,
            timeout=settings.call_seconds,
            user_agent="spec-editor",
            # By default it sleeps until a used-up rate limit is renewed, which may be an hour.
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            # Objects are addresses until something of them is read: fewer calls.
            lazy=True,
        )
        try:
            yield github
            self._conclude(github, None)
        except Problem:
            self._conclude(github, None)  # ours, about what GitHub answered
            raise
        except (GithubException, requests.exceptions.RequestException, AssertionError, ValueError) as error:
            problem = from_github(error, settings)
            # A 404, 409 or 422 is about content: GitHub and the token are well.
            about_content = isinstance(error, GithubException) and error.status in (404, 409, 422)
            self._conclude(github, None if about_content else problem)
            raise problem from error
        finally:
            github.close()

    def _conclude(self, github: Github, problem: Problem | None) -> None:
        left, limit = github.requester.rate_limiting
        renewed = github.requester.rate_limiting_resettime
        self._state.record(problem, (limit, left, renewed) if limit >= 0 else None)
        self._metrics.github_answered(problem.code if problem else "ok", left if limit >= 0 else None)
