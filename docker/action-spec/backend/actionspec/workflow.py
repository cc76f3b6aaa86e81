"""Which inputs a workflow takes, and which of them a spec can fill."""

from __future__ import annotations

from typing import Any

import yaml

from .errors import ApiError


def dispatch_inputs(workflow: str, spec: str, known: dict[str, str]) -> dict[str, str]:
    """Values for the inputs that the workflow declares: GitHub refuses a dispatch with any other.

    An input is filled by `known`, or by the spec's field of that name: `instance_name` is `…instance_name`,
    `waf_enabled` is `…waf.enabled`.
    """
    declared = _declared(workflow)
    values = {**_leaves(_load(spec)), **known}
    inputs = {name: values[name] for name in declared if name in values}
    missing = [n for n, d in declared.items() if d.get("required") and "default" not in d and n not in inputs]
    if missing:
        raise ApiError(
            422,
            "workflow_input_missing",
            f"The workflow requires {', '.join(missing)}, which this spec does not have.",
            "Add the field to the spec, or give the workflow's input a default.",
        )
    return inputs


def _load(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _declared(workflow: str) -> dict[str, dict[str, Any]]:
    document = _load(workflow)
    # YAML 1.1 reads the key `on` as true.
    triggers = (document.get("on") or document.get(True)) if isinstance(document, dict) else None
    listed = [triggers] if isinstance(triggers, str) else triggers or []
    if "workflow_dispatch" not in listed:
        raise ApiError(
            422,
            "workflow_not_manual",
            "The workflow cannot be started by hand.",
            "Add workflow_dispatch to its triggers (on:).",
        )
    trigger = triggers.get("workflow_dispatch") if isinstance(triggers, dict) else None
    inputs = (trigger or {}).get("inputs") or {}
    return {str(name): value or {} for name, value in inputs.items()}


def _leaves(node: Any, trail: tuple[str, ...] = ()) -> dict[str, str]:
    if isinstance(node, dict):
        found: dict[str, str] = {}
        for key, value in node.items():
            found.update(_leaves(value, (*trail, str(key))))
        return found
    if isinstance(node, (bool, int, float, str)) and trail:
        text = str(node).lower() if isinstance(node, bool) else str(node)
        return {trail[-1]: text, "_".join(trail[-2:]): text}
    return {}
