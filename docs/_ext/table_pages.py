"""Tables of the reference: scenario keys from the schema, packaged data, the error tree."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema

from windlass.base import errors
from windlass.base.epochs import YEAR_S as _YEAR_S
from windlass.base.sources import table
from windlass.base.units import customary, to_shown
from windlass.studies import scenario as schema
from windlass.studies.quantities import InUnit, Money, Part

_HEAD = "| key | what is written | default |\n|---|---|---|"
_MADE_BY = {
    "_span": 'two dates, `"2035..2039"`',
    "_epoch": 'a date, `"2035-05-01"`',
    "_mass_or_whole": 'a mass, or `"whole"`',
    "_ships": 'a whole number, or `"as-needed"`',
    "name_as_text": "text",
}
"""Function that reads a value -> what it reads, in words."""
_LEFT_OUT = {
    ("Programme", "start"): "so early that the first ship is ready when the window opens",
    ("Fleet", "most_ships"): "no limit",
    ("Fleet", "propellant"): "what the vehicle burns",
    ("Body", "like"): "what its class resembles",
    ("Body", "worth"): "not stated",
    ("Market", "use"): "the market of this name",
    ("Claim", "option"): "the first feasible option that has the figure",
    ("EarthMoonOption", "returned_mass"): "the whole body",
    ("MarsOrbitOption", "returned_mass"): "the whole body",
    ("InPlaceOption", "product_mass"): "all that the ships bring; as many as needed: all there is",
    ("EarthMoonOption", "market"): "the usual market of the product",
    ("MarsOrbitOption", "market"): "the usual market of the product",
    ("InPlaceOption", "market"): "the usual market of the product",
}
"""What a key that is left out comes to, where it is not taken from a table."""
_NO_TABLE = ("Claim",)
"""Parts of a scenario that no table fills in."""


def scenario_keys() -> str:
    """Return one table a section of a scenario, in the order of the schema."""
    lines = ["### Top level", "", _HEAD]
    nested: list[tuple[str, type[BaseModel]]] = []
    for key, field in schema.Scenario.model_fields.items():
        found = _section(key, field.annotation)
        if found is not None:
            nested.append(found)
        elif key not in ("option", "named"):
            lines.append(_row(schema.Scenario, field.alias or key, field))
    for heading, model in nested:
        lines += ["", f"### `{heading}`", "", _doc(model), "", *_table(model)]
    union = get_args(schema.Option)[0]
    for model in get_args(union):
        kind = get_args(model.model_fields["kind"].annotation)[0]
        lines += ["", f'### `[option.*]` with `kind = "{kind}"`', "", _doc(model), ""]
        lines += _table(model)
    return "\n".join(lines) + "\n"


def _section(key: str, annotation: Any) -> tuple[str, type[BaseModel]] | None:
    """Return the heading and model of a key that holds a part, parts by name, or a list of them."""
    model = next((one for one in _types(annotation) if _is_part(one)), None)
    if model is None or key == "option":
        return None
    heading = {dict: f"[{key}.*]", tuple: f"[[{key}]]"}.get(get_origin(annotation), f"[{key}]")
    return heading, model


def _types(annotation: Any) -> Iterator[Any]:
    """Return an annotation and all that it is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


def _table(model: type[BaseModel]) -> list[str]:
    return [_HEAD, *(_row(model, f.alias or key, f) for key, f in model.model_fields.items())]


def _row(model: type[BaseModel], key: str, field: Any) -> str:
    default = "required" if field.is_required() else _default(model, key, field)
    return f"| `{key}` | {_what(field.annotation, field.metadata)} | {default} |"


def _default(model: type[BaseModel], key: str, field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None:
        told = "none" if model.__name__ in _NO_TABLE else "from the table or the catalogue"
        return _LEFT_OUT.get((model.__name__, key), told)
    if value == "":
        return "none"
    unit = _unit(field.annotation, field.metadata)
    if unit is not None and isinstance(value, float):
        years = unit == "s" and value > _YEAR_S and value % _YEAR_S == 0.0
        shown = "yr" if years else customary(unit)
        return f"`{to_shown(value, shown):g} {shown}`".replace(" `", "`")
    return f"`{value}`"


def _what(annotation: Any, metadata: list[Any]) -> str:
    made_by = [
        getattr(getattr(m, "func", None), "__name__", "") for m in _marks(annotation, metadata)
    ]
    words = next((_MADE_BY[name] for name in made_by if name in _MADE_BY), None)
    if words is not None:
        return words
    if Money in _types(annotation):
        per = any("/kg" in str(m.json_schema) for m in _marks(annotation, metadata) if _shows(m))
        example = "5000 USD2023/kg" if per else "1.5 bn USD2024"
        return f'money with its year, `"{example}"`'
    if annotation == str | int | float | None:
        return 'text or a number: `"40 yr"`, `"100..999"`, `"<= 5 yr"`, `11`'
    unit = _unit(annotation, metadata)
    if unit is not None:
        return f"quantity with a unit (SI: `{unit}`)" if unit else "a number"
    choices = [str(a) for a in get_args(annotation) if not isinstance(a, type)]
    if choices and "Literal" in str(get_origin(annotation)):
        return "one of " + ", ".join(f"`{c}`" for c in choices)
    plain = {str: "text", int: "a whole number", float: "a number"}
    return next((plain[one] for one in _types(annotation) if one in plain), "text")


def _shows(mark: Any) -> bool:
    return isinstance(mark, WithJsonSchema)


def _marks(annotation: Any, metadata: list[Any]) -> list[Any]:
    """Return the marks of a field and of all that its annotation is made of."""
    inner = [
        mark
        for one in _types(annotation)
        if get_origin(one) is Annotated
        for mark in get_args(one)[1:]
    ]
    return [*metadata, *inner]


def _unit(annotation: Any, metadata: list[Any]) -> str | None:
    found = (m.si_unit for m in _marks(annotation, metadata) if isinstance(m, InUnit))
    return next(found, None)


def _doc(thing: Any) -> str:
    return " ".join((inspect.getdoc(thing) or "").split())


def packaged_tables() -> str:
    """Return every entry of every packaged TOML table that has value, status and source."""
    names = sorted(
        path.name.removesuffix(".toml")
        for path in (files("windlass") / "data").iterdir()
        if path.name.endswith(".toml")
    )
    lines: list[str] = []
    for name in names:
        rows = list(_entries(table(name)))
        if not rows:
            continue
        lines += [f"### `{name}.toml`", "", "| entry | value | range | status | source |"]
        lines += ["|---|---|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _entries(node: Mapping[str, Any], path: str = "") -> Iterator[str]:
    if "value" in node and "source" in node:
        unit = node.get("unit", "")
        spread = f"{node['low']:g} to {node['high']:g}" if "low" in node and "high" in node else ""
        value = node["value"]
        source = f"{{cite:t}}`{node['source']}`"
        yield f"| `{path}` | {value} {unit} | {spread} | {node.get('status', '')} | {source} |"
    elif "source" in node:
        what = node.get("title", path) + (f", {node['form']}" if "form" in node else "")
        source = f"{{cite:t}}`{node['source']}`"
        yield f"| `{path}` | {what} | | {node.get('status', '')} | {source} |"
    for key, part in node.items():
        if isinstance(part, Mapping):
            yield from _entries(part, f"{path}.{key}" if path else key)


def exit_codes() -> str:
    """Return the error tree and the exit codes, as the code states them."""
    rows = [
        (errors.EXIT_OK, "", "the command did what was asked"),
        (errors.EXIT_BUG, "", "a fault of the program; please report it"),
        (errors.EXIT_INFEASIBLE, "", "the study ran, and no option is feasible; report written"),
        (130, "", "interrupted from the keyboard"),
    ]
    rows += [
        (kind.exit_code, f"`{kind.__name__}`", _doc(kind))
        for kind in _subclasses(errors.WindlassError)
        if "exit_code" in vars(kind)
    ]
    lines = ["| exit code | error | meaning |", "|---|---|---|"]
    lines += [f"| {code} | {name} | {text} |" for code, name, text in sorted(rows)]
    return "\n".join(lines) + "\n"


def _subclasses(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)
