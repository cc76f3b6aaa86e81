"""List, read, save and deploy against the stand-in GitHub."""

from __future__ import annotations

import base64

from flask.testing import FlaskClient

from .conftest import SPEC, TOKEN, content
from .stand_in import Scripted, StandInGitHub

REPO = "/repos/trakrf/action-spec"
FILE = f"{REPO}/contents/infra/advworks/dev/spec.yml"
WORKFLOW = "on:\n  workflow_dispatch:\n    inputs:\n      customer: {required: true}\n      waf_enabled: {}\n"
EDIT = {"text": SPEC.replace("nano", "micro"), "sha": "sha-1"}


def test_lists_only_specs_at_their_depth(client: FlaskClient, github: StandInGitHub) -> None:
    github.answers = {
        f"GET {REPO}/git/trees/main": Scripted(body={"tree": [{"path": "infra", "type": "tree", "sha": "t1"}]}),
        f"GET {REPO}/git/trees/t1": Scripted(body={"sha": "t1", "tree": []}),
        f"GET {REPO}/git/trees/t1?recursive=1": Scripted(
            body={
                "tree": [
                    {"path": p, "type": "blob"}
                    for p in ("b/prod/spec.yml", "a/dev/spec.yml", "a/spec.yml", "a/dev/main.tf", "a/../spec.yml")
                ]
            }
        ),
    }
    body = client.get("/api/specs").get_json()
    assert [(s["customer"], s["environment"]) for s in body["specs"]] == [("a", "dev"), ("b", "prod")]
    assert body["specs"][0]["path"] == "infra/a/dev/spec.yml"
    assert body["truncated"] is False


def test_missing_folder_is_named(client: FlaskClient, github: StandInGitHub) -> None:
    github.answers = {f"GET {REPO}/git/trees/main": Scripted(body={"tree": []})}
    answer = client.get("/api/specs")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["cause"] == "trakrf/action-spec has no folder infra on main."


def test_reads_with_rules_and_reuses_the_etag(client: FlaskClient, github: StandInGitHub) -> None:
    first = content(SPEC)
    first.headers["ETag"] = '"e1"'
    github.answers = {f"GET {FILE}": [first, Scripted(304, headers={"ETag": '"e1"'})]}
    one = client.get("/api/specs/advworks/dev").get_json()
    two = client.get("/api/specs/advworks/dev").get_json()
    assert one == two
    assert one["text"] == SPEC and one["issues"] == []
    assert github.seen[1].headers["if-none-match"] == '"e1"'
    assert github.seen[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_names_that_leave_the_folder_are_not_asked_for(client: FlaskClient, github: StandInGitHub) -> None:
    for name in ("..", "%2e%2e", "a%20b", ".git"):
        assert client.get(f"/api/specs/{name}/dev").status_code == 404
    assert github.seen == []


def test_a_missing_spec_is_named(client: FlaskClient) -> None:
    error = client.get("/api/specs/nobody/dev").get_json()["error"]
    assert error["code"] == "spec_missing"
    assert "infra/nobody/dev/spec.yml on main of trakrf/action-spec" in error["cause"]


def test_commits_to_the_branch(client: FlaskClient, github: StandInGitHub) -> None:
    github.answers = {
        f"GET {FILE}": content(SPEC),
        f"PUT {FILE}": Scripted(body={"content": {"sha": "sha-2"}, "commit": {"html_url": "https://x/commit"}}),
    }
    answer = client.put("/api/specs/advworks/dev", json={**EDIT, "mode": "commit", "message": "Bigger"})
    assert answer.status_code == 200
    assert answer.get_json() == {"mode": "commit", "branch": "main", "sha": "sha-2", "url": "https://x/commit"}
    sent = github.asked("PUT")[0].body
    assert base64.b64decode(sent["content"]).decode() == EDIT["text"]
    assert {k: sent[k] for k in ("message", "sha", "branch")} == {
        "message": "Bigger",
        "sha": "sha-1",
        "branch": "main",
    }


def _pull_request_answers(github: StandInGitHub) -> None:
    github.answers = {
        f"GET {FILE}": content(SPEC),
        f"GET {REPO}/git/ref/heads/main": Scripted(body={"object": {"sha": "tip"}}),
        f"POST {REPO}/git/refs": Scripted(201, {}),
        f"PUT {FILE}": Scripted(body={"content": {"sha": "sha-2"}, "commit": {"html_url": "u"}}),
        f"POST {REPO}/pulls": Scripted(201, {"number": 7, "html_url": "https://x/pull/7"}),
    }


def test_opens_a_pull_request_by_default(client: FlaskClient, github: StandInGitHub) -> None:
    _pull_request_answers(github)
    body = client.put("/api/specs/advworks/dev", json=EDIT).get_json()
    assert body["mode"] == "pull_request" and body["number"] == 7
    assert body["branch"].startswith("action-spec/advworks-dev-")
    pull = github.asked("POST")[1].body
    assert (pull["head"], pull["base"], pull["title"]) == (body["branch"], "main", "Change advworks/dev")


def test_a_failed_pull_request_leaves_no_branch(client: FlaskClient, github: StandInGitHub) -> None:
    _pull_request_answers(github)
    github.answers[f"POST {REPO}/pulls"] = Scripted(422, {"message": "Validation Failed"})
    answer = client.put("/api/specs/advworks/dev", json=EDIT)
    assert answer.status_code == 422
    branch = github.asked("POST")[0].body["ref"].removeprefix("refs/heads/")
    assert github.asked("DELETE")[0].path == f"{REPO}/git/refs/heads/{branch}"


def test_a_stale_edit_is_refused_before_and_at_the_commit(client: FlaskClient, github: StandInGitHub) -> None:
    theirs = SPEC.replace("web5", "web6")
    github.answers = {f"GET {FILE}": content(theirs, "sha-9")}
    early = client.put("/api/specs/advworks/dev", json={**EDIT, "mode": "commit"})
    assert early.status_code == 409 and github.asked("PUT") == []
    github.answers = {
        f"GET {FILE}": [content(SPEC), content(theirs, "sha-9")],
        f"PUT {FILE}": Scripted(409, {"message": "does not match"}),
    }
    late = client.put("/api/specs/advworks/dev", json={**EDIT, "mode": "commit"})
    assert late.status_code == 409
    assert late.get_json()["error"]["current"] == {"text": theirs, "sha": "sha-9"}


def test_an_invalid_or_unchanged_spec_never_reaches_github(client: FlaskClient, github: StandInGitHub) -> None:
    bad = client.put("/api/specs/advworks/dev", json={**EDIT, "text": SPEC.replace("advworks", "other")})
    assert bad.status_code == 422
    issue = bad.get_json()["error"]["issues"][0]
    assert issue == {"path": "metadata.customer", "message": 'Customer must be "advworks".'}
    assert github.seen == []
    github.answers = {f"GET {FILE}": content(SPEC)}
    same = client.put("/api/specs/advworks/dev", json={**EDIT, "text": SPEC})
    assert same.get_json()["error"]["code"] == "no_change"


def test_bad_requests_are_told_apart(client: FlaskClient) -> None:
    for body in ({"text": "", "sha": "x"}, {"text": "x"}, {**EDIT, "mode": "force"}, {**EDIT, "message": "x" * 501}):
        assert client.put("/api/specs/advworks/dev", json=body).status_code == 400
    assert client.put("/api/specs/advworks/dev", data="text=x").status_code == 400
    assert client.put("/api/specs/advworks/dev", data="x" * 600_000).status_code in (400, 413)


def test_deploy_sends_only_declared_inputs(client: FlaskClient, github: StandInGitHub) -> None:
    dispatch = f"POST {REPO}/actions/workflows/deploy-pod.yml/dispatches"
    github.answers = {
        f"GET {FILE}": content(SPEC),
        f"GET {REPO}/contents/.github/workflows/deploy-pod.yml": content(WORKFLOW),
        dispatch: Scripted(204),
    }
    answer = client.post("/api/specs/advworks/dev/deploy", json={})
    assert answer.status_code == 202
    sent = github.asked("POST")[0].body
    assert sent == {"ref": "main", "inputs": {"customer": "advworks", "waf_enabled": "false"}}


def test_deploy_says_what_the_workflow_lacks(client: FlaskClient, github: StandInGitHub) -> None:
    workflow = f"GET {REPO}/contents/.github/workflows/deploy-pod.yml"
    github.answers = {f"GET {FILE}": content(SPEC)}
    assert client.post("/api/specs/advworks/dev/deploy").get_json()["error"]["code"] == "workflow_missing"
    github.answers[workflow] = content("on: push\n")
    assert client.post("/api/specs/advworks/dev/deploy").get_json()["error"]["code"] == "workflow_not_manual"
    github.answers[workflow] = content("on:\n  workflow_dispatch:\n    inputs:\n      region: {required: true}\n")
    error = client.post("/api/specs/advworks/dev/deploy").get_json()["error"]
    assert error["cause"] == "The workflow requires region, which this spec does not have."


def test_history(client: FlaskClient, github: StandInGitHub) -> None:
    commit = {"message": "First\n\nmore", "author": {"name": "Robin", "date": "2026-01-01T00:00:00Z"}}
    github.answers = {f"GET {REPO}/commits": Scripted(body=[{"sha": "c1", "commit": commit, "html_url": "u"}])}
    body = client.get("/api/specs/advworks/dev/history").get_json()
    assert body["commits"][0]["message"] == "First"
    assert "path=infra%2Fadvworks%2Fdev%2Fspec.yml" in github.seen[0].path
