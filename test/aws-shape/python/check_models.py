"""Checks requests against AWS's service models.

Standard input: a JSON list of {resource, service, operation, params}. Standard output: {problems, checked}.
botocore itself checks required members, types, unknown members and least lengths; what the models say besides (enums, patterns,
greatest lengths and values) it leaves to AWS, and is checked here.
"""

import json
import sys

import botocore.loaders
import regex
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

# Java writes characters beyond 16 bits as two, and takes such a pair in a range for one.
JAVA_ABOVE_16_BITS = r"\uD800\uDC00-\uDBFF\uDFFF"
ABOVE_16_BITS = r"\U00010000-\U0010FFFF"
# Java's word for every character.
JAVA_ALL = r"\p{all}"
ALL = r"\s\S"

# Member names say what they are; a text under one of these is not shown.
SECRET = {"SecretString", "ClientSecret"}


class Checker:
    def __init__(self):
        self.loader = botocore.loaders.Loader()
        self.models = {}
        self.problems = []
        self.checked = {"calls": 0, "enums": 0, "patterns": 0, "lengths": 0, "ranges": 0}

    def model(self, service):
        if service not in self.models:
            self.models[service] = ServiceModel(self.loader.load_service_model(service, "service-2"), service)
        return self.models[service]

    def call(self, resource, service, operation, params):
        self.checked["calls"] += 1
        where = f"{resource}: {service} {operation}"
        shape = self.model(service).operation_model(operation).input_shape
        report = ParamValidator().validate(params, shape).generate_report()
        self.problems += [f"{where}: {line}" for line in report.splitlines()]
        self.walk(params, shape, where, "")

    def walk(self, value, shape, where, path):
        if shape.type_name == "structure" and isinstance(value, dict):
            for name, item in value.items():
                if name in shape.members:
                    self.walk(item, shape.members[name], where, f"{path}.{name}")
        elif shape.type_name == "list" and isinstance(value, list):
            self.bounds(len(value), shape, where, path, "items", "lengths")
            for index, item in enumerate(value):
                self.walk(item, shape.member, where, f"{path}[{index}]")
        elif shape.type_name == "map" and isinstance(value, dict):
            for key, item in value.items():
                self.walk(key, shape.key, where, f"{path} key")
                self.walk(item, shape.value, where, f"{path}.{key}")
        elif shape.type_name == "string" and isinstance(value, str):
            self.text(value, shape, where, path)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.bounds(value, shape, where, path, "", "ranges")

    def text(self, value, shape, where, path):
        self.bounds(len(value), shape, where, path, "characters", "lengths")
        shown = "(hidden)" if path.split(".")[-1] in SECRET else json.dumps(value)
        if shape.enum:
            self.checked["enums"] += 1
            if value not in shape.enum:
                self.problems.append(f"{where}: {path}: {shown} is none of {', '.join(shape.enum)}")
        pattern = shape.metadata.get("pattern")
        if pattern is not None:
            self.checked["patterns"] += 1
            # A pattern that cannot be read ends the check: it must not pass for one that was met.
            readable = pattern.replace(JAVA_ABOVE_16_BITS, ABOVE_16_BITS).replace(JAVA_ALL, ALL)
            if regex.fullmatch(readable, value) is None:
                self.problems.append(f"{where}: {path}: {shown} does not match {pattern}")

    def bounds(self, size, shape, where, path, unit, kind):
        most = shape.metadata.get("max")  # the least is botocore's own check
        if most is not None:
            self.checked[kind] += 1
        words = f"{size} {unit}".strip()
        if most is not None and size > float(most):
            self.problems.append(f"{where}: {path}: {words}, at most {most} are allowed")


checker = Checker()
for call in json.load(sys.stdin):
    checker.call(**call)
json.dump({"problems": checker.problems, "checked": checker.checked}, sys.stdout)
