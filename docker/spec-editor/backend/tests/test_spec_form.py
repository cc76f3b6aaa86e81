"""Changing a value must change its characters only."""

from __future__ import annotations

import pytest
import yaml

from editor.problems import FormProblem
from editor.spec_form import apply, fields

SPEC = """# head
kind: Pod
spec:
  name: web5   # on the load balancer
  quoted: "yes"
  'single': 'a b'
  count: 3
  ratio: 0.5
  on: true
  empty:
  flow: {a: one, list: [x, y, 8080]}
  list:
    - first
    - deep: {er: v}
  note: |
    two
    lines
  same: &here shared
  again: *here
  8080: port
"""


def test_every_scalar_is_a_field_once() -> None:
    found = {field.name: (field.kind, field.value) for field in fields(SPEC)}
    assert found["/kind"] == ("fixed", "Pod")
    assert found["/spec/quoted"] == ("text", "yes")
    assert found["/spec/count"] == ("number", "3")
    assert found["/spec/empty"] == ("text", "")
    assert found["/spec/flow/list/2"] == ("number", "8080")
    assert found["/spec/list/1/deep/er"] == ("text", "v")
    assert found["/spec/note"][0] == "fixed"
    assert found["/spec/same"] == ("fixed", "shared") and "/spec/again" not in found
    assert next(field.hint for field in fields(SPEC) if field.name == "/spec/name") == "on the load balancer"


@pytest.mark.parametrize(
    ("name", "value", "before", "after"),
    [
        ("/spec/name", "web6", "name: web5   #", "name: web6   #"),
        ("/spec/name", "no", "name: web5   #", "name: 'no'   #"),
        ("/spec/name", "a: b # c", "name: web5   #", "name: 'a: b # c'   #"),
        ("/spec/name", "12", "name: web5   #", "name: '12'   #"),
        ("/spec/name", "Größe", "name: web5   #", "name: Größe   #"),
        ("/spec/quoted", 'say "no"', '"yes"', '"say \\"no\\""'),
        ("/spec/single", "it's", "'a b'", "'it''s'"),
        ("/spec/count", "12", "count: 3", "count: 12"),
        ("/spec/ratio", "2", "ratio: 0.5", "ratio: 2.0"),
        ("/spec/empty", "full", "empty:\n", "empty: full\n"),
        ("/spec/flow/a", "p, q]", "{a: one,", "{a: 'p, q]',"),
        ("/spec/list/0", "- x", "- first", "- '- x'"),
        ("/spec/8080", "door", "8080: port", "8080: door"),
    ],
)
def test_one_value(name: str, value: str, before: str, after: str) -> None:
    changed = apply(SPEC, {name: value, "/spec/on": "true"})
    assert changed == SPEC.replace(before, after, 1)


def test_a_switch_sends_nothing_when_off() -> None:
    assert apply(SPEC, {}) == SPEC.replace("on: true", "on: false")


def test_several_at_once() -> None:
    changed = apply(SPEC, {"/spec/name": "much longer", "/spec/flow/list/0": "z", "/spec/on": "true"})
    assert yaml.safe_load(changed)["spec"]["name"] == "much longer"
    assert changed.count("\n") == SPEC.count("\n")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("/spec/count", "3.5", 'Count must be a whole number, and is "3.5".'),
        ("/spec/ratio", "half", 'Ratio must be a number, and is "half".'),
        ("/spec/name", " ", "Name must not be empty."),
        ("/spec/name", "a\nb", "Name must not have line breaks."),
    ],
)
def test_faults(name: str, value: str, fault: str) -> None:
    with pytest.raises(FormProblem) as caught:
        apply(SPEC, {name: value, "/spec/on": "true"})
    assert caught.value.faults == {name: fault}


def test_anchored_values_are_for_the_yaml_view() -> None:
    assert apply(SPEC, {"/spec/same": "other", "/spec/on": "true"}) == SPEC


def test_a_change_that_reaches_further_is_refused() -> None:
    merged = "base: &base {size: small}\npod:\n  <<: *base\n"
    with pytest.raises(FormProblem, match="would touch more than its field"):
        apply(merged, {"/base/size": "large"})
