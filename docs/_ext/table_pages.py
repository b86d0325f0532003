"""Tables of the reference: scenario keys from the schema, packaged data, the error tree."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from windlass.base import errors
from windlass.base.sources import table
from windlass.base.units import customary, to_shown
from windlass.studies import scenario as schema

_HEAD = "| key | what is written | default |\n|---|---|---|"


def scenario_keys() -> str:
    """Return one table a section of a scenario, in the order of the schema."""
    lines = ["### Top level", "", _HEAD]
    nested: list[tuple[str, type[BaseModel]]] = []
    for key, field in schema.Scenario.model_fields.items():
        model = _model(field.annotation)
        if model is not None:
            nested.append((key, model))
        elif key not in ("option", "named"):
            lines.append(_row(field.alias or key, field))
    for key, model in nested:
        lines += ["", f"### `[{key}]`", "", _doc(model), "", *_table(model)]
    union = get_args(schema.Option)[0]
    for model in get_args(union):
        kind = get_args(model.model_fields["kind"].annotation)[0]
        lines += ["", f'### `[option.*]` with `kind = "{kind}"`', "", _doc(model), ""]
        lines += _table(model)
    return "\n".join(lines) + "\n"


def _table(model: type[BaseModel]) -> list[str]:
    return [_HEAD, *(_row(f.alias or key, f) for key, f in model.model_fields.items())]


def _row(key: str, field: Any) -> str:
    default = "required" if field.is_required() else _default(field)
    return f"| `{key}` | {_what(field.annotation, field.metadata)} | {default} |"


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "from the table or the catalogue"
    for mark in field.metadata:
        if isinstance(mark, schema.InUnit) and isinstance(value, float):
            unit = customary(mark.si_unit)
            return f"`{to_shown(value, unit):g} {unit}`".replace(" `", "`")
    return f"`{value}`"


def _what(annotation: Any, metadata: list[Any]) -> str:
    if annotation == schema.Span or _has(metadata, schema._span):
        return 'two dates, `"2035..2039"`'
    if _has(metadata, schema._epoch):
        return 'a date, `"2035-05-01"`'
    if _has(metadata, schema._mass_or_whole):
        return 'a mass, or `"whole"`'
    unit = _unit(metadata) or _unit_within(annotation)
    if unit is not None:
        return f"quantity with a unit (SI: `{unit}`)" if unit else "a number"
    choices = [str(a) for a in get_args(annotation) if not isinstance(a, type)]
    if choices and "Literal" in str(get_origin(annotation)):
        return "one of " + ", ".join(f"`{c}`" for c in choices)
    return {str: "text", int: "a whole number"}.get(_bare(annotation), "text")


def _bare(annotation: Any) -> Any:
    kinds = [a for a in get_args(annotation) if a is not type(None)]
    return kinds[0] if kinds else annotation


def _has(metadata: list[Any], function: Any) -> bool:
    return any(getattr(mark, "func", None) is function for mark in metadata)


def _unit(metadata: list[Any]) -> str | None:
    return next((m.si_unit for m in metadata if isinstance(m, schema.InUnit)), None)


def _unit_within(annotation: Any) -> str | None:
    if get_origin(annotation) is Annotated:
        return _unit(list(get_args(annotation)[1:]))
    return next((u for u in map(_unit_within, get_args(annotation)) if u is not None), None)


def _model(annotation: Any) -> type[BaseModel] | None:
    return (
        annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    )


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
