"""Every input of a study: value, range, status and source, grouped by how sure it is.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from windlass.base.figure import Figure
from windlass.report.cells import plain_name, range_text, value_text
from windlass.report.traced import walk

GROUPS: Final = {
    "assumed": "Assumed: nobody measured it; the answer rests on a judgement",
    "claimed": "Claimed: its maker or owner says so",
    "chosen": "Chosen: a decision of the user",
    "published": "Published: from the literature",
    "measured": "Measured: observed",
    "computed": "Found by search or computed beforehand",
}
"""Status and its words, the least sure first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input as a row of the table."""

    name: str
    title: str
    value: str
    low_high: str
    status: str
    sources: tuple[str, ...]
    model: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The inputs of one status."""

    status: str
    title: str
    rows: tuple[Input, ...]


def groups(figures: Iterable[Figure], titles: Mapping[str, str]) -> list[Group]:
    """Return all inputs beneath the figures by status; groups without an input are left out."""
    rows: dict[str, Input] = {}
    for figure in walk(figures):
        key = f"{figure.name}={figure.value!r}"
        if key in figure.responses and key not in rows:
            rows[key] = _row(figure, titles)
    found = []
    for status, title in GROUPS.items():
        own = sorted((row for row in rows.values() if row.status == status), key=lambda r: r.name)
        if own:
            found.append(Group(status=status, title=title, rows=tuple(own)))
    return found


def _row(figure: Figure, titles: Mapping[str, str]) -> Input:
    trace = figure.trace
    return Input(
        name=figure.name,
        title=plain_name(figure.name, titles),
        value=value_text(figure),
        low_high=range_text(figure),
        status=trace.status,
        sources=trace.sources,
        model="" if trace.model == trace.status else trace.model,
        note=trace.note,
    )
