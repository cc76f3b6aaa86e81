"""What a spec must look like. The page builds its form from the same rules it gets from here."""

from __future__ import annotations

import re
from typing import Any

import yaml

Issue = dict[str, str]

# One entry a field; `path` is where it lies in the document.
FIELDS: list[dict[str, Any]] = [
    {"path": "apiVersion", "label": "API version", "type": "string", "required": True, "fixed": "v1"},
    {"path": "kind", "label": "Kind", "type": "string", "required": True, "locked": True},
    {"path": "metadata.customer", "label": "Customer", "type": "string", "required": True, "fixed": "$customer"},
    {"path": "metadata.environment", "label": "Environment", "type": "string", "required": True, "fixed": "$env"},
    {
        "path": "spec.compute.instance_name",
        "label": "Instance name",
        "type": "string",
        "required": True,
        "pattern": "^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$",
        "hint": "Lower-case letters, digits and hyphens; starts with a letter; at most 30 characters.",
    },
    {
        "path": "spec.compute.instance_type",
        "label": "Instance type",
        "type": "string",
        "required": True,
        "pattern": "^[a-z][a-z0-9-]*\\.[a-z0-9-]+$",
        "hint": "An EC2 instance type such as t4g.nano.",
        "suggestions": ["t4g.nano", "t4g.micro", "t4g.small", "t4g.medium", "t3.micro", "t3.small", "m7g.medium"],
    },
    {
        "path": "spec.security.waf.enabled",
        "label": "Web application firewall",
        "type": "boolean",
        "required": True,
        "hint": "Puts AWS WAF in front of the load balancer. It costs about 6 USD a month.",
    },
]


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice instead of keeping the last one."""


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        name = str(getattr(key, "value", ""))
        if name in seen and name != "<<":
            raise yaml.MarkedYAMLError(problem=f'the key "{name}" is there twice', problem_mark=key.start_mark)
        seen.add(name)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def fields_for(customer: str, environment: str) -> list[dict[str, Any]]:
    """The fields of one spec, with the values that its place in the repository fixes."""
    names = {"$customer": customer, "$env": environment}
    return [{**f, **({"fixed": names.get(f["fixed"], f["fixed"])} if "fixed" in f else {})} for f in FIELDS]


def check(text: str, customer: str, environment: str) -> list[Issue]:
    """Everything wrong with a spec, each with its path; [] means it may be saved."""
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        return [{"path": "", "message": _yaml_problem(error)}]
    except RecursionError:
        return [{"path": "", "message": "The YAML is nested too deeply."}]
    if not isinstance(document, dict):
        return [{"path": "", "message": "A spec is a mapping with apiVersion, kind, metadata and spec."}]
    found: list[Issue] = []
    for field in fields_for(customer, environment):
        message = _field_problem(field, _at(document, field["path"]))
        if message:
            found.append({"path": field["path"], "message": message})
    return found


def _yaml_problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not readable"
    where = f" in line {mark.line + 1}" if mark else ""
    return f"This is not valid YAML{where}: {problem}."


def _at(document: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(document, dict) or part not in document:
            return None
        document = document[part]
    return document


def _field_problem(field: dict[str, Any], value: Any) -> str:
    label = field["label"]
    if value is None or value == "":
        return f"{label} is required." if field.get("required") else ""
    if field["type"] == "boolean":
        return "" if isinstance(value, bool) else f"{label} must be true or false."
    if not isinstance(value, str):
        return f"{label} must be text."
    if "fixed" in field and value != field["fixed"]:
        return f'{label} must be "{field["fixed"]}".'
    if "pattern" in field and not re.fullmatch(field["pattern"], value):
        return f'{label} cannot be "{value}". {field["hint"]}'
    return ""
