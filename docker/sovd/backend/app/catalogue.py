"""The commands that vehicles know, and how the simulated vehicle answers them."""

import random
from typing import Any

from app.schemas import CommandKind

SENSORS = ["battery_voltage", "coolant_temperature", "vehicle_speed"]
UNITS = ["engine", "brakes", "gateway"]

KINDS: dict[str, CommandKind] = {
    kind.name: kind
    for kind in (
        CommandKind(name="read_identification", title="Read identification", parameters={}),
        CommandKind(name="read_faults", title="Read fault memory", parameters={"unit": UNITS}),
        CommandKind(name="clear_faults", title="Clear fault memory", parameters={"unit": UNITS}),
        CommandKind(name="read_sensor", title="Read sensor (5 samples)", parameters={"sensor": SENSORS}),
    )
}

_RANGES = {
    "battery_voltage": (11.8, 14.4, "V"),
    "coolant_temperature": (78.0, 98.0, "°C"),
    "vehicle_speed": (0.0, 0.0, "km/h"),
}
_FAULTS = {
    "engine": [("P0301", "Cylinder 1: misfire detected"), ("P0420", "Catalyst efficiency below threshold")],
    "brakes": [("C1201", "Brake pad wear sensor: open circuit")],
    "gateway": [],
}


def problem(name: str, parameters: dict[str, str]) -> str | None:
    """What is wrong with a command, or None."""
    kind = KINDS.get(name)
    if kind is None:
        return f"no vehicle knows the command {name!r}; known are {', '.join(KINDS)}"
    for parameter, allowed in kind.parameters.items():
        if parameters.get(parameter) not in allowed:
            return f"{name} needs {parameter}: one of {', '.join(allowed)}"
    unknown = sorted(set(parameters) - set(kind.parameters))
    return f"{name} has no parameter {unknown[0]}" if unknown else None


def answers(name: str, parameters: dict[str, str], vin: str) -> list[dict[str, Any]]:
    """The responses to a command, in order. Their number depends on the command alone: another connector can go on."""
    if name == "read_identification":
        return [{"vin": vin, "software": "4.2.1", "hardware": "B2"}]
    if name == "read_sensor":
        low, high, unit = _RANGES[parameters["sensor"]]
        samples = [round(random.uniform(low, high), 2) for _ in range(5)]  # noqa: S311 - a simulation
        return [{"sensor": parameters["sensor"], "value": value, "unit": unit} for value in samples]
    unit = parameters["unit"]
    if name == "clear_faults":
        return [{"unit": unit, "progress": "accepted"}, {"unit": unit, "cleared": len(_FAULTS[unit])}]
    found = [{"unit": unit, "code": code, "text": text} for code, text in _FAULTS[unit]]
    return [*found, {"unit": unit, "faults": len(found)}]
