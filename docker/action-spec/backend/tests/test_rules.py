"""What a spec may say."""

from __future__ import annotations

import pytest

from actionspec.rules import check

from .conftest import SPEC


def test_a_good_spec_has_no_issues() -> None:
    assert check(SPEC, "advworks", "dev") == []


def test_more_than_the_rules_know_is_allowed() -> None:
    assert check(SPEC + "  scaling:\n    min: 2\n", "advworks", "dev") == []


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("web5", "Web 5", "spec.compute.instance_name", 'Instance name cannot be "Web 5".'),
        ("web5", "x" * 31, "spec.compute.instance_name", "Instance name cannot be"),
        ("web5", "web5-", "spec.compute.instance_name", "Instance name cannot be"),
        ("web5", "5", "spec.compute.instance_name", "Instance name must be text."),
        ("t4g.nano", "nano", "spec.compute.instance_type", 'Instance type cannot be "nano".'),
        ("false", "maybe", "spec.security.waf.enabled", "Web application firewall must be true or false."),
        ("apiVersion: v1", "apiVersion: v2", "apiVersion", 'API version must be "v1".'),
        ("kind: Pod\n", "", "kind", "Kind is required."),
        ("dev", "prod", "metadata.environment", 'Environment must be "dev".'),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, path: str, message: str) -> None:
    issues = check(SPEC.replace(old, new, 1), "advworks", "dev")
    assert [issue["path"] for issue in issues] == [path]
    assert issues[0]["message"].startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "This is not valid YAML in line 1"),
        ("- a\n", "A spec is a mapping"),
        ("", "A spec is a mapping"),
        ("a: 1\na: 2\n", 'This is not valid YAML in line 2: the key "a" is there twice.'),
        ("a: !!python/object/apply:os.system [id]\n", "This is not valid YAML"),
        ("[" * 3000, "The YAML is nested too deeply."),
    ],
)
def test_what_is_no_spec_at_all(text: str, message: str) -> None:
    issues = check(text, "advworks", "dev")
    assert len(issues) == 1 and issues[0]["path"] == ""
    assert issues[0]["message"].startswith(message)
