"""Read a scenario file, lay overrides over it, and tell all faults at once with their lines.

Checked: tests/studies/test_load.py.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from windlass.base.errors import InvalidInput, InvalidInputs, SourceError
from windlass.studies.scenario import Scenario


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
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(
            f"scenario does not parse: {error}", where=str(path), remedy="mend the TOML there"
        ) from error
    if named is not None:
        choices = data.get("named", {})
        if named not in choices:
            raise InvalidInput(
                "no such named scenario",
                value=named,
                where=str(path),
                remedy=f"the file names: {', '.join(choices) or 'none'}",
            )
        for key, value in choices[named].items():
            _lay(data, key, value, where=f"{path} [named.{named}]")
    laid: set[str] = set()
    for item in sets:
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise InvalidInput(
                "override is not KEY=VALUE", value=item, remedy='write tug.power="50 kW"'
            )
        _lay(data, key.strip(), _value(value.strip()), where="--set")
        laid.add(key.strip())
    if target is not None:
        data["target"] = target
    return parse(data, text=text, where=str(path), laid=frozenset(laid))


def parse(
    data: Mapping[str, Any],
    *,
    text: str = "",
    where: str = "scenario",
    laid: frozenset[str] = frozenset(),
) -> Scenario:
    """Return the scenario of plain data; all faults at once, each with line and key.

    laid: keys that came by --set, so that a fault there does not name a line of the file.
    """
    try:
        return Scenario.model_validate(dict(data))
    except ValidationError as error:
        faults = [_fault(fault, text, where, laid) for fault in error.errors()]
        raise (faults[0] if len(faults) == 1 else InvalidInputs(faults)) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        near = sorted(str(p) for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        raise SourceError(
            "no such scenario file",
            value=str(path),
            remedy=f"there are: {', '.join(near)}" if near else "run `windlass init` for some",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"scenario cannot be read: {error}", value=str(path)) from error


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _lay(data: dict[str, Any], key: str, value: Any, *, where: str) -> None:
    parts = key.split(".")
    at: Any = data
    for depth, part in enumerate(parts[:-1]):
        nested = at.setdefault(part, {})
        if not isinstance(nested, dict):
            raise InvalidInput(
                f"{'.'.join(parts[: depth + 1])} is a value, not a table", value=key, where=where
            )
        at = nested
    at[parts[-1]] = value


def _fault(fault: Any, text: str, where: str, laid: frozenset[str]) -> InvalidInput:
    path = [str(part) for part in fault["loc"]]
    # pydantic names the chosen kind of a tagged union as a step of the path
    path = [p for i, p in enumerate(path) if not (i == 2 and path[0] == "option" and _is_kind(p))]
    key = ".".join(path)
    line = _line_of(text, path)
    place = f"{where}:{line}" if line else where
    if any(key == one or key.startswith(one + ".") or one.startswith(key + ".") for one in laid):
        place = "--set"
    remedy = ""
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        message = "unknown key"
        near = difflib.get_close_matches(path[-1], _siblings(path), n=3, cutoff=0.5)
        remedy = f"did you mean {' or '.join(near)}?" if near else "remove it"
    elif fault["type"] == "missing":
        message, remedy = "missing key", "add it"
    given = None if fault["type"] == "missing" else fault.get("input")
    shown = None if isinstance(given, dict) or repr(given) in message else given
    return InvalidInput(f"{key}: {message}", value=shown, remedy=remedy, where=place)


def _is_kind(part: str) -> bool:
    return part in ("earth-moon", "mars-orbit", "in-place")


def _siblings(path: list[str]) -> list[str]:
    """Return the keys that the model knows beside the last part of the path."""
    model: Any = Scenario
    for part in path[:-1]:
        if part == "option":
            from windlass.studies.scenario import EarthMoonOption, InPlaceOption, MarsOrbitOption

            kinds = (EarthMoonOption, MarsOrbitOption, InPlaceOption)
            return sorted({name for kind in kinds for name in kind.model_fields})
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
        bare = line.strip()
        if bare.startswith("["):
            table = [part.strip().strip("\"'") for part in bare.strip("[]").split(".")]
            here = table
        elif "=" in bare and not bare.startswith("#"):
            key = bare.partition("=")[0]
            here = [*table, *(part.strip().strip("\"'") for part in key.split("."))]
        else:
            continue
        depth = len(here)
        if here == path[:depth] and (best is None or depth > best[0]):
            best = (depth, number)
    return best[1] if best else None
