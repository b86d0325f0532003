"""Read a scenario file, lay overrides over it, and tell all faults at once with their lines.

Checked: tests/studies/test_load.py.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from windlass.base.errors import InvalidInput, InvalidInputs, SourceError
from windlass.studies.scenario import (
    EarthMoonOption,
    InPlaceOption,
    MarsOrbitOption,
    Scenario,
)

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
    text = _read(path)
    data = _toml(text, path)
    laid: dict[str, str] = {}
    if named is not None:
        for key, value in _named(data, named, path).items():
            place = _place(path, _line_of(text, ["named", named, key]))
            _lay(data, key, value, where=place)
            laid[key] = f"{place} [named.{named}]"
    for item in sets:
        key, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not key:
            raise InvalidInput(
                "override is not KEY=VALUE", value=item, remedy='write tug.power="50 kW"'
            )
        _lay(data, key, _value(value), where="--set")
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


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a mark first
    except FileNotFoundError as error:
        near = sorted(str(p) for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        raise SourceError(
            "no such scenario file",
            value=str(path),
            remedy=f"there are: {', '.join(near)}" if near else "run `windlass init .` for some",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(
            "scenario is no UTF-8 text", where=_place(path, line), remedy="save it as UTF-8"
        ) from error
    except OSError as error:
        raise SourceError(
            f"scenario cannot be read: {error.strerror}", value=str(path), remedy="name a file"
        ) from error


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told else len(text.splitlines()) or 1
        raise SourceError(
            f"scenario does not parse: {error}",
            where=_place(path, line),
            remedy="mend the TOML there",
        ) from error


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


def _place(path: Path, line: int | None) -> str:
    return f"{path}:{line}" if line else str(path)


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _lay(data: dict[str, Any], key: str, value: Any, *, where: str) -> None:
    """Lay a value over data in place; of a table only what it names."""
    parts = [part.strip().strip("\"'") for part in key.split(".")]
    at: Any = data
    for depth, part in enumerate(parts[:-1]):
        nested = at.setdefault(part, {})
        if not isinstance(nested, dict):
            raise InvalidInput(
                f"{'.'.join(parts[: depth + 1])} is a value, not a table", value=key, where=where
            )
        at = nested
    there = at.get(parts[-1])
    if isinstance(there, dict) and isinstance(value, dict):
        for inner, one in value.items():
            _lay(there, inner, one, where=where)
    else:
        at[parts[-1]] = value


def _fault(fault: Any, text: str, where: str, laid: Mapping[str, str]) -> InvalidInput:
    path = [str(part) for part in fault["loc"]]
    # pydantic names the chosen kind of an option as a step of the path
    kind = path.pop(2) if path[:1] == ["option"] and len(path) > 2 else None
    key = ".".join(path)
    line = _line_of(text, path)
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


def _line_of(text: str, path: list[str]) -> int | None:
    """Return the line of a key in TOML text: the key under its table, else the table itself."""
    best: tuple[int, int] | None = None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+([^\]]*)\]", line)
        if header:
            here = table = _parts(header[1])
        elif "=" in line and not line.lstrip().startswith("#"):
            here = [*table, *_parts(line.partition("=")[0])]
        else:
            continue
        depth = len(here)
        if here == path[:depth] and (best is None or depth > best[0]):
            best = (depth, number)
    return best[1] if best else None


def _parts(key: str) -> list[str]:
    """Return the parts of a TOML key: 'a."b.c"' -> ["a", "b.c"]."""
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([^\s.\"']+)", key)
    return [quoted or single or bare for quoted, single, bare in found]
