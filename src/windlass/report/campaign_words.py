"""Words of a campaign's page: names of nodes and items, amounts, dates, and ids of its rows.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from windlass.base.epochs import format_epoch
from windlass.base.words import great
from windlass.report.chart import Chart

NEVER: Final = "–"
"""What stands where there is nothing to tell."""
LONG: Final = 16
"""Rows of a table that stands open; a longer one is folded."""
_KEPT: Final = ("term-", "ref-", "chart-", "tip", "main")
_SIGN: Final = re.compile(r"[^0-9A-Za-z._:-]+")


class Ids:
    """Ids of one page: each anchor is an id as it stands, where it is free and can be one."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {end for one in taken for end in (one, f"{one}-title")}

    def take(self, anchor: object) -> str:
        """Return a free id for an anchor, kept from now on."""
        plain = _SIGN.sub("-", str(anchor)).strip("-") or "row"
        if plain.startswith(_KEPT):
            plain = f"row-{plain}"
        found, number = plain, 1
        while found in self._taken:
            number += 1
            found = f"{plain}-{number}"
        self._taken.add(found)
        return found

    def holds(self, anchor: object) -> bool:
        """Return whether a row of the page has this id already."""
        return str(anchor) in self._taken


class Names:
    """Titles of nodes, and amounts of items in words."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.nodes = {one["key"]: str(one["title"]) for one in told["nodes"]}
        self.order = {key: number for number, key in enumerate(self.nodes)}
        self.items = {one["key"]: one for one in told["items"]}
        self.fluids = [one["key"] for one in told["items"] if one["fluid"]]

    def node(self, key: str) -> str:
        """Return the title of a node."""
        return self.nodes.get(key, key)

    def amount(self, item: str, amount: float) -> str:
        """Return "3.91 t xenon", or "2 × tug" of what is counted."""
        sign = "" if self._weighed(item) else "× "
        return f"{self.bare(item, amount)} {sign}{plain(item)}"

    def bare(self, item: str, amount: float) -> str:
        """Return "3.91 t" or "2": an amount without the item's name."""
        return mass(amount) if self._weighed(item) else figure(amount, 6)

    def amounts(self, items: Mapping[str, float], *, most: int = 6) -> str:
        """Return what there is, the most first; the rest is counted."""
        rows = sorted(
            ((key, many) for key, many in items.items() if abs(many) > 1e-6),
            key=lambda row: (-row[1] * self._size(row[0]), row[0]),
        )
        words = [self.amount(key, many) for key, many in rows[:most]]
        if len(rows) > most:
            words.append(f"{len(rows) - most} more")
        return ", ".join(words) or "nothing"

    def _weighed(self, item: str) -> bool:
        one = self.items.get(item)
        return one is not None and one["kind"] == "commodity" and one["unit_kg"] == 1.0

    def _size(self, item: str) -> float:
        one = self.items.get(item)
        return 1.0 if one is None else float(one["unit_kg"])


def plain(key: object) -> str:
    """Return a key in words: "falcon_heavy" -> "falcon heavy"."""
    return str(key).replace("_", " ")


def figure(value: float | None, digits: int = 3) -> str:
    """Return a number with few digits, a dash where there is none."""
    if value is None or not math.isfinite(value):
        return NEVER
    return great(float(f"{value:.{digits}g}"), digits)


def mass(kg: float | None, digits: int = 4) -> str:
    """Return a mass in kg below a tonne, else in t."""
    if kg is None or not math.isfinite(kg):
        return NEVER
    return f"{figure(kg, digits)} kg" if abs(kg) < 1e3 else f"{figure(kg / 1e3, digits)} t"


def percent(share: float | None, digits: int = 3) -> str:
    """Return a share as "12.3 %"."""
    if share is None or not math.isfinite(share):
        return NEVER
    return f"{figure(100.0 * share, digits)} %"


def day(t_s: float | None) -> str:
    """Return a date, a dash where there is none."""
    return NEVER if t_s is None or not math.isfinite(t_s) else format_epoch(t_s)


def minute(t_s: float | None) -> str:
    """Return a date with its time, a dash where there is none."""
    if t_s is None or not math.isfinite(t_s):
        return NEVER
    return format_epoch(t_s, "minute").replace("T", " ")


def stamps(epochs_s: Iterable[float | None]) -> list[str | None]:
    """Return epochs for an axis of dates, to the minute."""
    return [None if t is None else minute(t) for t in epochs_s]


def ships(flown: Mapping[str, int]) -> str:
    """Return "2 × tug, 1 × launcher"."""
    return ", ".join(f"{many:,} × {plain(key)}" for key, many in flown.items() if many) or "none"


def capital(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    ids: Sequence[str] | None = None,
    wrap: Sequence[int] = (),
    bad: Sequence[bool] | None = None,
) -> dict[str, Any]:
    """Return a table of the page.

    ids: of its rows; wrap: numbers of columns that hold sentences; bad: rows that are marked.
    """
    return {
        "caption": caption, "heads": list(heads), "wrap": list(wrap), "long": len(rows) > LONG,
        "rows": [
            {"id": ids[k] if ids else "", "cells": [str(cell) for cell in row],
             "bad": bool(bad[k]) if bad else False}
            for k, row in enumerate(rows)
        ],
    }  # fmt: skip


def section(
    key: str,
    title: str,
    *,
    lines: Sequence[str] = (),
    tables: Sequence[Mapping[str, Any] | None] = (),
    drawn: Sequence[tuple[Chart | None, str]] = (),
    missing: str = "",
    command: str = "",
) -> dict[str, Any]:
    """Return a section of the page; what is None or empty is left out of it.

    missing: why there is nothing; command: what computes it.
    """
    return {
        "key": key, "title": title, "lines": list(lines), "missing": missing, "command": command,
        "tables": [one for one in tables if one is not None and one["rows"]],
        "charts": [(one, " ".join((caption, *one.notes))) for one, caption in drawn if one],
    }  # fmt: skip
