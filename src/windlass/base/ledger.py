"""Figures as plain data and back, so that a stored run still explains itself.

All figures of a run become one table of nodes, each written once and named by the hash of
what it holds.  Checked: tests/base/test_ledger.py.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from windlass.base.errors import InvalidInput, SourceError
from windlass.base.figure import Figure, Response, Trace
from windlass.base.label import Label


def write(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return {"names": {name: node}, "nodes": {node: data}} of figures and all beneath them."""
    nodes: dict[str, Any] = {}
    known: dict[int, str] = {}
    names = {name: _write_one(figure, nodes, known) for name, figure in figures.items()}
    return {"names": names, "nodes": nodes}


def read(data: Mapping[str, Any]) -> dict[str, Figure]:
    """Return the figures that ``write`` wrote.

    Raises SourceError when a node is missing or is not what was written.
    """
    made: dict[str, Figure] = {}
    try:
        return {name: _read_one(node, data["nodes"], made) for name, node in data["names"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(
            "stored figures are not of the form that this Windlass writes",
            remedy="run the study again",
        ) from error


def find(figures: Mapping[str, Figure], name: str) -> Figure:
    """Return the figure of that name, or the only one whose name ends so.

    Raises InvalidInput with near names when there is none, with all when there are several.
    """
    if name in figures:
        return figures[name]
    ends = sorted(key for key in figures if key.endswith("." + name))
    if ends and all(figures[key] is figures[ends[0]] for key in ends):
        return figures[ends[0]]
    if ends:
        raise InvalidInput(
            "several figures end so", value=name, remedy=f"name one of: {', '.join(ends)}"
        )
    near = _near(name, figures)
    raise InvalidInput(
        "unknown figure",
        value=name,
        remedy=f"near: {', '.join(near)}" if near else f"one of: {', '.join(sorted(figures))}",
    )


def _near(name: str, figures: Mapping[str, Figure]) -> list[str]:
    """Return names that resemble one, or whose last parts do, the nearest first."""
    tails = {".".join(key.split(".")[-parts:]): key for key in figures for parts in (1, 2)}
    known = dict.fromkeys([*figures, *tails])
    near = difflib.get_close_matches(name, known, n=8, cutoff=0.6)
    return list(dict.fromkeys(key if key in figures else tails[key] for key in near))[:5]


def _write_one(figure: Figure, nodes: dict[str, Any], known: dict[int, str]) -> str:
    if id(figure) in known:
        return known[id(figure)]
    trace = figure.trace
    data = {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "low": figure.low,
        "high": figure.high,
        "shown": figure.shown,
        "model": trace.model,
        "status": trace.status,
        "sources": list(trace.sources),
        "inputs": [[role, _write_one(part, nodes, known)] for role, part in trace.inputs],
        "data": [list(pair) for pair in trace.data],
        "version": trace.version,
        "note": trace.note,
        "label": trace.label.as_dict(),
        "responses": {
            key: [r.status, r.low, r.high, r.nudged, r.elasticity]
            for key, r in sorted(figure.responses.items())
        },
    }
    if trace.flags:
        data["flags"] = list(trace.flags)
    text = json.dumps(data, sort_keys=True, allow_nan=False)
    node = hashlib.sha256(text.encode()).hexdigest()[:16]
    nodes[node] = data
    known[id(figure)] = node
    return node


def _read_one(node: str, nodes: Mapping[str, Any], made: dict[str, Figure]) -> Figure:
    if node in made:
        return made[node]
    if node not in nodes:
        raise SourceError("stored figure is missing", value=node, remedy="run the study again")
    data = nodes[node]
    trace = Trace(
        model=data["model"],
        status=data["status"],
        sources=tuple(data["sources"]),
        inputs=tuple((role, _read_one(part, nodes, made)) for role, part in data["inputs"]),
        data=tuple((name, digest) for name, digest in data["data"]),
        version=data["version"],
        note=data["note"],
        label=Label.from_dict(data["label"]),
        flags=tuple(data.get("flags", ())),
    )
    made[node] = Figure(
        name=data["name"],
        value=data["value"],
        unit=data["unit"],
        low=data["low"],
        high=data["high"],
        shown=data["shown"],
        trace=trace,
        responses={
            key: Response(status=s, low=low, high=high, nudged=nudged, elasticity=elasticity)
            for key, (s, low, high, nudged, elasticity) in data["responses"].items()
        },
    )
    return made[node]
