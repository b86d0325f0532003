"""Entries of a packaged table as figures, with the user's values laid over them.

Checked: tests/base/test_entries.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, leaf
from windlass.base.sources import data_hash, table


def entry(table_name: str, key: str) -> Mapping[str, Any]:
    """Return one entry of a packaged table; InvalidInput with near keys for an unknown one."""
    entries = table(table_name)
    if key in entries:
        found: Mapping[str, Any] = entries[key]
        return found
    near = difflib.get_close_matches(key, entries, n=3, cutoff=0.3)
    raise InvalidInput(
        f"unknown entry of {table_name}",
        value=key,
        remedy=f"near: {', '.join(near)}" if near else f"one of: {', '.join(entries)}",
    )


def entry_figure(
    table_name: str,
    key: str,
    part: str,
    *,
    name: str,
    given: float | None = None,
    shown: str = "",
) -> Figure:
    """Return ``part`` of an entry as a figure called ``name``; ``given`` [SI] replaces it.

    A given value is the user's choice: status chosen, no range.
    """
    found = entry(table_name, key)
    if part not in found:
        raise InvalidInput(f"{table_name} entry {key} has no {part}", value=part)
    row = found[part]
    unit = row["unit"]
    inside = units.si_of(unit) if units.known(unit) else unit
    shown = shown or (unit if inside != unit else "")

    def si(value: float | None) -> float | None:
        """Retyped figures keep their own unit in the table; what is SI stays as it is."""
        if value is None or inside == unit:
            return value
        return units.from_shown(float(value), unit)

    if given is not None:
        return leaf(name, given, inside, status="chosen", shown=shown, note="given by the user")
    return leaf(
        name,
        float(si(row["value"]) or 0.0),
        inside,
        status=row["status"],
        sources=(row["source"],),
        low=si(row.get("low")),
        high=si(row.get("high")),
        shown=shown,
        model=f"table {table_name}, {key}",
        data=((f"{table_name}.toml", data_hash(f"{table_name}.toml")),),
        note=row.get("note", ""),
    )


def constant_figure(key: str, shown: str = "") -> Figure:
    """Return a constant of data/constants.toml as a figure named by its key, in lower case."""
    row = entry("constants", key)
    return leaf(
        key.lower(),
        float(row["value"]),
        row["unit"],
        status=row["status"],
        sources=(row["source"],),
        shown=shown,
        data=(("constants.toml", data_hash("constants.toml")),),
        note=row.get("note", ""),
    )
