"""Read a scenario file, lay overrides over it, and tell all faults at once with their lines.

Checked: tests/studies/test_load.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.studies.scenario import (
    EarthMoonOption,
    InPlaceOption,
    MarsOrbitOption,
    Scenario,
)
from windlass.studies.toml_file import lay, line_of, parsed, place, read
from windlass.studies.toml_file import value as value_of

KINDS: Final = {
    "earth-moon": EarthMoonOption,
    "mars-orbit": MarsOrbitOption,
    "in-place": InPlaceOption,
}


def load(
    path: Path,
    *,
    sets: Iterable[str] = (),
    named: str | None = None,
    target: str | None = None,
) -> Scenario:
    """Return the scenario of a TOML file with overrides laid over it.

    sets: "a.b.c=value" each, value as TOML or bare text; named: a table of the file's
    [named.*]; target: replaces the target.  Raises SourceError for an unreadable file and
    InvalidInput or InvalidInputs for faults in it, with file, line and key.
    """
    text = read(path, "scenario")
    data = parsed(text, path, "scenario")
    laid: dict[str, str] = {}
    if named is not None:
        for key, value in _named(data, named, path).items():
            there = place(path, line_of(text, ["named", named, key]))
            lay(data, key, value, where=there)
            laid[key] = f"{there} [named.{named}]"
    for item in sets:
        key, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not key:
            raise InvalidInput(
                "override is not KEY=VALUE", value=item, remedy='write tug.power="50 kW"'
            )
        lay(data, key, value_of(value), where="--set")
        laid[key] = "--set"
    if target is not None:
        data["target"] = target
        laid["target"] = "--target"
    return parse(data, text=text, where=str(path), laid=laid)


def parse(
    data: Mapping[str, Any],
    *,
    text: str = "",
    where: str = "scenario",
    laid: Mapping[str, str] | None = None,
) -> Scenario:
    """Return the scenario of plain data; all faults at once, each with line and key.

    text: the TOML that the data was read from; laid: keys that were laid over it, with the
    place that they came from.
    """
    try:
        return Scenario.model_validate(dict(data))
    except ValidationError as error:
        faults = [_fault(fault, text, where, laid or {}) for fault in error.errors()]
        raise (faults[0] if len(faults) == 1 else InvalidInputs(faults)) from error


def _named(data: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    choices = data.get("named", {})
    if not isinstance(choices, dict) or name not in choices:
        known = choices if isinstance(choices, dict) else {}
        near = difflib.get_close_matches(name, known, n=1)
        raise InvalidInput(
            "no such named scenario",
            value=name,
            where=str(path),
            remedy=f"did you mean {near[0]}?"
            if near
            else f"the file names: {', '.join(known) or 'none'}",
        )
    if not isinstance(choices[name], dict):
        raise InvalidInput("named scenario is no table", value=name, where=str(path))
    found: Mapping[str, Any] = choices[name]
    return found


def _fault(fault: Any, text: str, where: str, laid: Mapping[str, str]) -> InvalidInput:
    path = [str(part) for part in fault["loc"]]
    # pydantic names the chosen kind of an option as a step of the path
    kind = path.pop(2) if path[:1] == ["option"] and len(path) > 2 else None
    key = ".".join(path)
    line = line_of(text, path)
    place = f"{where}:{line}" if line else where
    for one, origin in laid.items():
        if f"{key}.".startswith(f"{one}.") or f"{one}.".startswith(f"{key}."):
            place = origin
    message, remedy = _words(fault, path, kind)
    given = None if message == "missing key" else fault.get("input")
    shown = None if isinstance(given, dict) or repr(given) in message else given
    said = f"{key}: {message}" if key else message  # parts that do not fit together have no key
    return InvalidInput(said, value=shown, remedy=remedy, where=place)


def _words(fault: Any, path: list[str], kind: str | None) -> tuple[str, str]:
    """Return what is wrong, and what to do about it."""
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], _siblings(path, kind), n=3, cutoff=0.5)
        return "unknown key", f"did you mean {' or '.join(near)}?" if near else "remove it"
    if fault["type"] == "missing":
        return "missing key", "add it"
    if fault["type"] in ("union_tag_not_found", "union_tag_invalid"):
        given = fault["input"].get("kind") if isinstance(fault["input"], dict) else None
        near = difflib.get_close_matches(str(given), KINDS, n=1)
        head = "unknown kind of option" if given is not None else "option without a kind"
        named = f" {given!r}" if given is not None else ""
        return head + named, f"did you mean {near[0]}?" if near else f"one of: {', '.join(KINDS)}"
    if fault["type"] in ("model_type", "dict_type", "model_attributes_type"):
        return "a table is wanted", f"write [{'.'.join(path)}]"
    message: str = fault["msg"]
    return message.removeprefix("Value error, "), ""


def _siblings(path: list[str], kind: str | None) -> list[str]:
    """Return the keys that the model knows beside the last part of the path."""
    model: Any = KINDS.get(kind or "", Scenario)
    for part in [] if kind else path[:-1]:
        field = model.model_fields.get(part) if hasattr(model, "model_fields") else None
        model = field.annotation if field is not None else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []
