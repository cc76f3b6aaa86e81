"""A form made from a spec itself: each scalar of the YAML becomes a field, and a change touches only its characters.

Comments, order and quotes of everything else stay as people wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from .problems import FormProblem

_TAG = "tag:yaml.org,2002:"
_KINDS = {"bool": "switch", "int": "number", "float": "number", "str": "text", "null": "text"}
# What its place in the repository, or the format, decides.
_FIXED = {("apiVersion",), ("kind",), ("metadata", "customer"), ("metadata", "environment")}
_INT = r"[-+]?(0|[1-9][0-9]*)"
_FLOAT = r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+][0-9]+)?"

Path = tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One scalar: where it is in the document and in the text."""

    path: Path
    kind: str
    value: str
    hint: str
    node: yaml.ScalarNode

    @property
    def name(self) -> str:
        """Its name in the form: a JSON pointer."""
        return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in self.path)

    @property
    def is_given(self) -> bool:
        """Whether the spec's place or the format decides it: nobody needs to see it in a form."""
        return self.path in _FIXED

    @property
    def label(self) -> str:
        """`instance_name` → "Instance name", the third of a list → "3"."""
        last = self.path[-1]
        if last.isdigit():
            return str(int(last) + 1)
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", last).replace("_", " ").replace("-", " ").split()
        text = " ".join(word if word.isupper() else word.lower() for word in words)
        return text[:1].upper() + text[1:]


def parse(text: str) -> yaml.MappingNode:
    """The document as nodes with their places, or a FormProblem that names the line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FormProblem({"": _where(error)}) from error
    except (RecursionError, ValueError) as error:
        raise FormProblem(
            {"": "This YAML cannot be read: it is nested too deeply or has an impossible value."}
        ) from error
    if not isinstance(node, yaml.MappingNode):
        raise FormProblem({"": "A spec is a mapping: apiVersion, kind, metadata, spec."})
    for mapping in _mappings(node, set()):
        keys = [key.value for key, _ in mapping.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            line = mapping.start_mark.line + 1
            raise FormProblem({"": f'The key "{twice}" is there twice (in the mapping that begins in line {line}).'})
    return node


def fields(text: str) -> list[Field]:
    """The fields of a spec in its own order."""
    root = parse(text)
    return list(_walk(root, (), text, set()))


def check_place(text: str, customer: str, environment: str) -> None:
    """A spec must not say that it belongs elsewhere."""
    document = yaml.safe_load(text)
    metadata = document.get("metadata") if isinstance(document, dict) else None
    faults = {}
    for name, wanted in {"customer": customer, "environment": environment}.items():
        said = metadata.get(name) if isinstance(metadata, dict) else None
        if said is not None and said != wanted:
            faults[f"/metadata/{name}"] = f'metadata.{name} is "{said}", but the spec lies in the folder of "{wanted}".'
    if faults:
        raise FormProblem(faults)


def apply(text: str, form: Mapping[str, str]) -> str:
    """The text with the form's values in it."""
    edits: list[tuple[int, int, str]] = []
    faults: dict[str, str] = {}
    wanted = yaml.safe_load(text)
    for field in fields(text):
        if field.kind == "fixed" or (field.kind != "switch" and field.name not in form):
            continue
        value = ("true" if field.name in form else "false") if field.kind == "switch" else form[field.name].strip()
        if value == field.value:
            continue
        try:
            written, meant = _written(field, value)
        except ValueError as error:
            faults[field.name] = f"{field.label} {error}."
            continue
        start, end = field.node.start_mark.index, field.node.end_mark.index
        edits.append((start, end, written if start < end else f" {written}"))
        _put(wanted, field.path, meant)
    if faults:
        raise FormProblem(faults)
    changed = text
    for start, end, written in sorted(edits, reverse=True):
        changed = changed[:start] + written + changed[end:]
    # A spec that is written in a way not thought of here must not be spoilt.
    if edits and yaml.safe_load(changed) != wanted:
        raise FormProblem({"": "This change would touch more than its field. Make it in the YAML view."})
    return changed


def _walk(node: yaml.Node, path: Path, text: str, seen: set[int]) -> Iterator[Field]:
    if id(node) in seen:
        return  # an alias: it is edited where it is written
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                yield from _walk(value, (*path, key.value), text, seen)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*path, str(index)), text, seen)
    elif isinstance(node, yaml.ScalarNode) and path:
        kind = _KINDS.get(node.tag.removeprefix(_TAG), "fixed")
        written = text[node.start_mark.index : node.end_mark.index]
        # Blocks of lines, anchors and tags are for the YAML view.
        if path in _FIXED or node.style in ("|", ">") or "\n" in node.value or written.startswith(("&", "!")):
            kind = "fixed"
        value = str(bool(yaml.safe_load(node.value))).lower() if kind == "switch" else node.value
        yield Field(path, kind, "" if node.tag == _TAG + "null" else value, _comment_behind(node, text), node)


def _comment_behind(node: yaml.Node, text: str) -> str:
    rest = text[node.end_mark.index :].split("\n", 1)[0]
    found = re.fullmatch(r"\s+#\s*(.*?)\s*", rest)
    return found[1] if found else ""


def _written(field: Field, value: str) -> tuple[str, Any]:
    """How the value is spelled in YAML, and what it means there."""
    if field.kind == "switch":
        return value, value == "true"
    if field.kind == "number":
        whole = field.node.tag == _TAG + "int"
        if not re.fullmatch(_INT if whole else f"{_INT}|{_FLOAT}", value):
            raise ValueError(f'must be a {"whole " if whole else ""}number, and is "{value}"')
        return (value, int(value)) if whole else (repr(float(value)), float(value))
    if not value:
        if field.value:
            raise ValueError("must not be empty")
        return "''", ""
    if any(ord(letter) < 32 for letter in value):
        raise ValueError("must not have line breaks")
    # In brackets, so that what would end a list's entry gets quotes too.
    style = field.node.style if field.node.style in ("'", '"') else None
    dumped = yaml.safe_dump([value], default_flow_style=True, width=2**31, allow_unicode=True, default_style=style)
    return dumped.strip()[1:-1], value


def _put(document: Any, path: Path, value: Any) -> None:
    for part in path[:-1]:
        document = document[int(part)] if isinstance(document, list) else _get(document, part)
    if isinstance(document, list):
        document[int(path[-1])] = value
    else:
        document[_key(document, path[-1])] = value


def _get(mapping: dict[Any, Any], name: str) -> Any:
    return mapping[_key(mapping, name)]


def _key(mapping: dict[Any, Any], name: str) -> Any:
    """The mapping's own key for what is written as `name`: 8080 and true are keys too."""
    return name if name in mapping else yaml.safe_load(name)


def _mappings(node: yaml.Node, seen: set[int]) -> Iterator[yaml.MappingNode]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value, seen)


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f" in line {mark.line + 1}" if mark else ""
    return f"This is not valid YAML{line}: {getattr(error, 'problem', None) or 'it cannot be read'}."
