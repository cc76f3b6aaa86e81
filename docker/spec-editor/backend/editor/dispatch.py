"""Which of a spec's values a workflow wants as its inputs: GitHub refuses any that it does not declare."""

from __future__ import annotations

from typing import Any

import yaml

from .problems import Problem


def inputs_for(workflow: str, workflow_file: str, spec: str, place: dict[str, str]) -> dict[str, str]:
    """`place` (customer, environment) first, then the spec: `waf_enabled` is found as `….waf.enabled` too."""
    declared = _declared(workflow, workflow_file)
    offered = _named(yaml.safe_load(spec), "")
    offered.update(place)
    chosen = {name: offered[name] for name in declared if name in offered}
    lacking = [name for name, how in declared.items() if _is_needed(how) and name not in chosen]
    if lacking:
        what = f"{workflow_file} requires {', '.join(lacking)}, which this spec does not have."
        remedy = "Add it to the spec in the YAML view, or give the workflow's input a default."
        raise Problem(422, "input_missing", what, remedy)
    return chosen


def _is_needed(how: Any) -> bool:
    return isinstance(how, dict) and how.get("required") is True and "default" not in how


def _declared(text: str, file: str) -> dict[str, Any]:
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError:
        document = None
    # `on` is a yes in YAML 1.1, so PyYAML reads that key as true.
    triggers = document.get("on", document.get(True)) if isinstance(document, dict) else None
    if isinstance(triggers, str):
        triggers = [triggers]
    if not triggers or "workflow_dispatch" not in triggers:
        what = f"{file} cannot be started by hand."
        raise Problem(422, "not_by_hand", what, "Add workflow_dispatch to its triggers (on:).")
    trigger = triggers["workflow_dispatch"] if isinstance(triggers, dict) else None
    return dict((trigger or {}).get("inputs") or {})


def _named(node: Any, parent: str) -> dict[str, str]:
    names: dict[str, str] = {}
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, dict):
                names.update(_named(value, str(key)))
            elif isinstance(value, (bool, int, float, str)):
                spelled = str(value).lower() if isinstance(value, bool) else str(value)
                names[str(key)] = spelled
                if parent:
                    names[f"{parent}_{key}"] = spelled
    return names
