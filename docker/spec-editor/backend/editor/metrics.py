"""`/metrics` for Prometheus: requests, what GitHub said, the rate limit, saves and deployments."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """Counters of one app; none of their labels comes from a client."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "spec_editor_requests_total", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "spec_editor_request_seconds", "Time to the answer.", ["route"], registry=registry, buckets=_BUCKETS
        )
        self._github = Counter(
            "spec_editor_github_answers_total", "Conversations with GitHub by outcome.", ["outcome"], registry=registry
        )
        self._left = Gauge("spec_editor_github_calls_left", "What is left of GitHub's rate limit.", registry=registry)
        self._done = Counter(
            "spec_editor_actions_total", "Specs saved, workflows started.", ["action"], registry=registry
        )
        for action in ("save", "deploy"):
            self._done.labels(action)

    def github_answered(self, outcome: str, left: int | None) -> None:
        """`outcome` is "ok" or the code of a problem."""
        self._github.labels(outcome).inc()
        if left is not None:
            self._left.set(left)

    def done(self, action: str) -> None:
        """`action` is "save" or "deploy"."""
        self._done.labels(action).inc()

    def register(self, app: Flask) -> None:
        """Counts every request, and serves the counters."""

        @app.before_request
        def begin() -> None:
            g.counted_from = time.perf_counter()

        @app.after_request
        def count(answer: Response) -> Response:
            route = request.url_rule.rule if request.url_rule else "unknown"
            method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
            self._requests.labels(method, route, str(answer.status_code)).inc()
            self._seconds.labels(route).observe(time.perf_counter() - g.counted_from)
            return answer

        @app.get("/metrics")
        def metrics() -> Response:
            return Response(generate_latest(self.registry), content_type=CONTENT_TYPE_LATEST)


_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
