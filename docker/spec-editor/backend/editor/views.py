"""The pages. Every form works without a script."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from . import spec_form
from .github_api import GitHubState
from .health import report
from .logs import log
from .masking import Mask
from .metrics import Metrics
from .pods import Pod, Pods
from .problems import FormProblem, Problem, changed_meanwhile
from .settings import Settings

_LONGEST_MESSAGE = 200


@dataclass(frozen=True)
class Row:
    """A field as the form shows it."""

    field: spec_form.Field
    value: str
    fault: str


def register(app: Flask, settings: Settings, state: GitHubState, pods: Pods, metrics: Metrics) -> None:
    """All routes for people."""
    mask = Mask(settings.token)
    assets = {file.name: _digest(file) for file in Path(str(app.static_folder)).iterdir()}
    web = f"{settings.web_url}/{settings.repo}"

    @app.context_processor
    def about() -> dict[str, Any]:
        def asset(name: str) -> str:
            return url_for("static", filename=name, v=assets[name])

        return {"asset": asset, "settings": settings, "web": web, "github": report(settings, state)["github"]}

    @app.get("/")
    def index() -> str:
        customers = [(name, [e for _, e in found]) for name, found in groupby(pods.all(), key=lambda pod: pod[0])]
        return render_template("list.html", customers=customers)

    @app.get("/pods/<customer>/<environment>")
    def pod(customer: str, environment: str) -> str:
        saved = request.args.get("saved", "")
        notice = {"saved": saved if re.fullmatch(r"[0-9a-f]{40}", saved) else "", "asked": "asked" in request.args}
        return _form(pods.read(customer, environment), request.args.get("view") == "yaml", notice=notice)

    @app.post("/pods/<customer>/<environment>/review")
    def review(customer: str, environment: str) -> AnyResponse | str | tuple[str, int]:
        found = pods.read(customer, environment)
        as_yaml = "text" in request.form
        if request.form.get("sha") != found.sha:
            raise changed_meanwhile(found.path)
        try:
            text = _sent_text() if as_yaml else spec_form.apply(found.text, request.form)
            spec_form.parse(text)
            spec_form.check_place(text, customer, environment)
        except FormProblem as problem:
            return _form(found, as_yaml, faults=problem.faults, typed=request.form.to_dict()), 422
        if text == found.text:
            return _form(found, as_yaml, notice={"unchanged": True})
        message = f"Change {customer}/{environment}"
        return render_template("review.html", pod=found, text=text, diff=_diff(found.text, text), message=message)

    @app.post("/pods/<customer>/<environment>/save")
    def save(customer: str, environment: str) -> AnyResponse:
        found = pods.read(customer, environment)
        if request.form.get("sha") != found.sha:
            raise changed_meanwhile(found.path)
        text = _sent_text()
        try:
            spec_form.parse(text)
            spec_form.check_place(text, customer, environment)
        except FormProblem as problem:
            raise Problem(422, "bad_spec", str(problem), "Open the pod again and correct it.") from problem
        message = request.form.get("message", "").strip()[:_LONGEST_MESSAGE] or f"Change {customer}/{environment}"
        commit = pods.save(found, text, message)
        metrics.done("save")
        log.info("saved", extra={"fields": {"pod": f"{customer}/{environment}", "commit": commit}})
        if request.form.get("then") != "deploy":
            return redirect(url_for("pod", customer=customer, environment=environment, saved=commit), 303)
        try:
            return _deploy(customer, environment)
        except Problem as problem:
            # Half of what was asked is done, and whoever asked must know which half.
            problem.what = f"The change is saved (commit {commit[:7]}), but not deployed: {problem.what}"
            raise

    @app.post("/pods/<customer>/<environment>/deploy")
    def deploy(customer: str, environment: str) -> AnyResponse:
        return _deploy(customer, environment)

    def _deploy(customer: str, environment: str) -> AnyResponse:
        run = pods.deploy(customer, environment)
        metrics.done("deploy")
        log.info("deploying", extra={"fields": {"pod": f"{customer}/{environment}", "run": run.id}})
        if run.id is None:
            return redirect(url_for("pod", customer=customer, environment=environment, asked=1), 303)
        return redirect(url_for("run", id=run.id, customer=customer, environment=environment), 303)

    @app.get("/runs/<int:id>")
    def run(id: int) -> str:
        place = (request.args.get("customer", ""), request.args.get("environment", ""))
        return render_template("run.html", run=pods.run(id), place=place if all(place) else None)

    @app.errorhandler(Problem)
    def problem_page(problem: Problem) -> Response:
        log.warning("%s", problem)
        page = render_template("problem.html", what=mask(problem.what), remedy=mask(problem.remedy), code=problem.code)
        answer = Response(page, problem.status)
        if problem.retry_after is not None:
            answer.headers["Retry-After"] = str(problem.retry_after)
        return answer

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> AnyResponse:
        page = render_template("problem.html", what=f"{error.code} {error.name}.", remedy="", code="")
        answer = error.get_response()
        answer.set_data(page)
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        log.error("unexpected error", exc_info=error)
        remedy = "Try again. If it stays, the container's log has the details at this time."
        return render_template("problem.html", what="This app made a mistake.", remedy=remedy, code="internal"), 500


def _form(
    pod: Pod,
    as_yaml: bool,
    *,
    faults: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    notice: dict[str, Any] | None = None,
) -> str:
    faults, groups = dict(faults or {}), []
    if not as_yaml:
        try:
            groups = _groups(spec_form.fields(pod.text), faults, typed)
        except FormProblem as problem:
            # A spec that is broken on the branch can only be mended as text.
            as_yaml, faults = True, {**problem.faults, **faults}
    text = (typed or {}).get("text", pod.text)
    shown = {row.field.name for _, rows in groups for row in rows}
    general = [fault for name, fault in faults.items() if name not in shown]
    return render_template(
        "pod.html",
        pod=pod,
        groups=groups,
        as_yaml=as_yaml,
        text=text,
        general=general,
        faults=faults,
        notice=notice or {},
    )


def _groups(
    fields: list[spec_form.Field], faults: dict[str, str], typed: dict[str, str] | None
) -> list[tuple[str, list[Row]]]:
    """Fields under the headings that their place in the document gives them."""
    groups: dict[str, list[Row]] = {}
    for field in fields:
        if field.is_given:
            continue
        value = field.value
        if typed is not None and field.kind != "fixed":
            value = (
                ("true" if field.name in typed else "false") if field.kind == "switch" else typed.get(field.name, value)
            )
        groups.setdefault(_heading(field.path[:-1]), []).append(Row(field, value, faults.get(field.name, "")))
    return list(groups.items())


def _heading(path: spec_form.Path) -> str:
    parts = path[1:] if path[:1] == ("spec",) and len(path) > 1 else path
    words = [part.upper() if len(part) <= 3 else part.replace("_", " ").capitalize() for part in parts]
    return " › ".join(words) or "Document"


def _sent_text() -> str:
    """Browsers send line breaks as CR LF."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    return text if text.endswith("\n") else text + "\n"


def _diff(before: str, after: str) -> list[tuple[str, str]]:
    """(kind, line) for each line of a unified diff, without its head."""
    kinds = {"+": "added", "-": "removed", "@": "place", " ": "same"}
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=3, lineterm=""))[2:]
    return [(kinds.get(line[:1], "same"), line) for line in lines]


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
