"""List, read, change, save and deploy against the stand-in GitHub."""

from __future__ import annotations

import pytest

from .conftest import Browser, Make, StandIn

POD = "/pods/advworks/dev"
FILE = "demo/infra/advworks/dev/spec.yml"


def test_lists_the_pods_of_the_default_folder(browser: Browser) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    for customer, environment in (("advworks", "dev"), ("advworks", "stg"), ("contoso", "dev"), ("northwind", "prod")):
        assert f'href="/pods/{customer}/{environment}"' in page.text
    assert page.text.count('class="environment ') == 5


def test_the_form_has_the_specs_own_fields_and_values(browser: Browser) -> None:
    values = browser.inputs(browser.get("/pods/northwind/prod"))
    assert values["/spec/compute/instance_name"] == "shop1"
    assert values["/spec/security/waf/enabled"] == "true"
    assert values["/spec/scaling/max"] == "6"
    assert values["/spec/alerts/1"] == "oncall@northwind.example"
    assert "/metadata/customer" not in values, "the folder decides that"


def test_save_touches_one_line_and_keeps_the_comment(browser: Browser, github: StandIn) -> None:
    before = github.file(FILE)
    review = browser.send(browser.get(POD), f"{POD}/review", **{"/spec/compute/instance_type": "t4g.micro"})
    assert review.status_code == 200
    assert '<span class="removed">-    instance_type: t4g.nano\n</span>' in review.text
    assert '<span class="added">+    instance_type: t4g.micro\n</span>' in review.text
    assert github.file(FILE) == before, "a review saves nothing"
    saved = browser.send(review, f"{POD}/save", message="Bigger")
    assert saved.status_code == 303
    assert github.file(FILE) == before.replace("t4g.nano", "t4g.micro")
    assert "# The sales demo runs here." in github.file(FILE)
    shown = browser.get(saved.headers["Location"])
    assert "Saved to main as commit" in shown.text
    assert github.state()["dispatches"] == []


def test_save_and_deploy_starts_the_workflow_with_the_saved_values(browser: Browser, github: StandIn) -> None:
    page = browser.get(POD)
    changes = {"/spec/compute/instance_name": "web6", "/spec/security/waf/enabled": "true"}
    review = browser.send(page, f"{POD}/review", **changes)
    started = browser.send(review, f"{POD}/save", then="deploy")
    assert started.status_code == 303
    place = {"customer": "advworks", "environment": "dev"}
    inputs = {**place, "instance_name": "web6", "waf_enabled": "true"}
    assert github.state()["dispatches"] == [{"file": "deploy-pod.yml", "ref": "main", "inputs": inputs}]
    run = browser.get(started.headers["Location"])
    assert "queued" in run.text and 'http-equiv="refresh"' in run.text
    assert "/actions/runs/1" in run.text
    github.control("PUT", "run", {"id": 1, "status": "completed", "conclusion": "failure"})
    over = browser.get(started.headers["Location"])
    assert '<p class="state bad"' in over.text and "failure" in over.text and "refresh" not in over.text


def test_a_switch_that_is_off_is_saved_as_false(browser: Browser, github: StandIn) -> None:
    path = "/pods/advworks/stg"
    review = browser.send(browser.get(path), f"{path}/review", without="/spec/security/waf/enabled")
    browser.send(review, f"{path}/save")
    assert "enabled: false" in github.file("demo/infra/advworks/stg/spec.yml")


def test_deploy_without_a_change(browser: Browser, github: StandIn) -> None:
    answer = browser.send(browser.get(POD), f"{POD}/deploy")
    assert answer.headers["Location"] == "/runs/1?customer=advworks&environment=dev"
    assert github.state()["dispatches"][0]["inputs"]["instance_name"] == "web5"


def test_the_yaml_view_saves_what_was_typed(browser: Browser, github: StandIn) -> None:
    page = browser.get(f"{POD}?view=yaml")
    text = browser.inputs(page)["text"]
    assert text == github.file(FILE)
    more = f"{text}  scaling:\n    min: 2\n".replace("\n", "\r\n")  # as browsers send it
    review = browser.send(page, f"{POD}/review", text=more)
    browser.send(review, f"{POD}/save")
    assert github.file(FILE) == f"{text}  scaling:\n    min: 2\n"


def test_somebody_else_was_quicker(browser: Browser, github: StandIn) -> None:
    page = browser.get(POD)
    review = browser.send(page, f"{POD}/review", **{"/spec/compute/instance_name": "web6"})
    github.write(FILE, github.file(FILE).replace("web5", "web9"))
    for path, sent in (("review", page), ("save", review)):
        answer = browser.send(sent, f"{POD}/{path}")
        assert answer.status_code == 409
        assert "was changed on the branch after you opened it. Nothing was saved." in answer.text
    assert "web9" in github.file(FILE)


def test_nothing_changed_is_said(browser: Browser) -> None:
    answer = browser.send(browser.get(POD), f"{POD}/review")
    assert "Nothing is changed" in answer.text


def test_a_fault_keeps_what_was_typed(browser: Browser, github: StandIn) -> None:
    path = "/pods/northwind/prod"
    changes = {"/spec/scaling/max": "many", "/spec/compute/instance_name": "shop2"}
    answer = browser.send(browser.get(path), f"{path}/review", **changes)
    assert answer.status_code == 422
    assert "Max must be a whole number, and is &#34;many&#34;." in answer.text
    assert browser.inputs(answer)["/spec/compute/instance_name"] == "shop2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1\n", "This is not valid YAML in line 2"),
        ("- a\n", "A spec is a mapping"),
        ("a: 1\na: 2\n", "The key &#34;a&#34; is there twice"),
        ("metadata: {customer: other}\n", "metadata.customer is &#34;other&#34;"),
        ("a: !!python/object/apply:os.system [id]\n", "This is not valid YAML in line 1"),
        ("[" * 1100, "cannot be read: it is nested too deeply"),
    ],
)
def test_a_bad_spec_is_not_saved(browser: Browser, github: StandIn, text: str, said: str) -> None:
    page = browser.get(f"{POD}?view=yaml")
    answer = browser.send(page, f"{POD}/review", text=text)
    assert answer.status_code == 422 and said in answer.text
    assert browser.send(page, f"{POD}/save", text=text).status_code == 422
    assert "web5" in github.file(FILE)


def test_a_spec_that_is_broken_on_the_branch_is_shown_as_text(browser: Browser, github: StandIn) -> None:
    github.write(FILE, "a: [1\n")
    page = browser.get(POD)
    assert page.status_code == 200 and "This is not valid YAML" in page.text
    assert browser.inputs(page)["text"] == "a: [1\n"


def test_what_is_missing_is_named(make: Make, github: StandIn) -> None:
    assert "There is no demo/infra/nobody/dev/spec.yml on main" in make().get("/pods/nobody/dev").text
    assert "has no folder specs/all on main" in make(specs_path="specs/all").get("/").text
    assert make().get("/pods/..%2f..%2fetc/dev").status_code == 404
    assert "has no workflow run 7" in make().get("/runs/7").text
    other = make(workflow="other.yml")
    answer = other.send(other.get(POD), f"{POD}/deploy")
    assert (answer.status_code, "has no workflow other.yml on main" in answer.text) == (404, True)


def test_the_workflow_must_take_it(make: Make, github: StandIn) -> None:
    browser, where = make(), ".github/workflows/deploy-pod.yml"
    github.write(where, "on: push\n")
    answer = browser.send(browser.get(POD), f"{POD}/deploy")
    assert (answer.status_code, "cannot be started by hand" in answer.text) == (422, True)
    github.write(where, "on:\n  workflow_dispatch:\n    inputs:\n      region: { required: true }\n")
    review = browser.send(browser.get(POD), f"{POD}/review", **{"/spec/compute/instance_name": "web6"})
    answer = browser.send(review, f"{POD}/save", then="deploy")
    assert (
        "The change is saved (commit" in answer.text and "requires region, which this spec does not have" in answer.text
    )
    assert "web6" in github.file(FILE)
