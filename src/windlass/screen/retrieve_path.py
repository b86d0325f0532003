"""The cheapest way of one asteroid of a screen for ways home, computed anew with its path.

Nothing of it is kept with a screen: it is made again from the same table of ephemerides and the
same manifolds.  Checked: tests/cli/test_screen_retrievable.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import table
from windlass.capture import retrieve_exact
from windlass.capture.libration_field import Field
from windlass.capture.retrieve_exact import Path, Way
from windlass.capture.retrieve_libration import search
from windlass.catalogue import whole as columns
from windlass.kernels import status as st
from windlass.screen import porkchop
from windlass.screen.retrieve_goals import asked, prepared
from windlass.screen.run import Run

TRIED: Final = 5
"""Ways computed anew at most until one can be flown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A way of an asteroid of a screen: its row, the way, its arrays, what it was found in."""

    row: Mapping[str, Any]
    way: Way
    path: Path
    field: Field


def cheapest(run: Run, name: str) -> Found:
    """Return the cheapest way of an asteroid by any of its names.

    Raises InvalidInput where the screen goes elsewhere than to L1 and L2 or has no such asteroid,
    NotSolved where it has no way.
    """
    rules = run.home
    if rules.to != "sun-earth":
        raise InvalidInput(
            "paths are drawn for orbits about Sun–Earth L1 and L2", value=rules.to,
            remedy="name a screen with --to sun-earth",
        )  # fmt: skip
    at = porkchop.index(run, name)
    row = run.frame.row(at, named=True)
    held = table.chunk((columns.orbit(run.whole.frame.row(at, named=True)),), rules.span_s)
    body = held.body(0)
    field = prepared(rules.span_s, rules.model, rules.effort)
    ask = asked(rules, *rules.span_s)
    made = search(body, field, ask)
    best: Way | None = None
    for k in range(min(TRIED, len(made))):
        try:
            way = retrieve_exact.exact(body, field, ask, made, k)
        except NotSolved:
            continue
        if best is None or way.total_m_s < best.total_m_s:
            best = way
    if best is None:
        raise NotSolved(
            f"no way of {row['title']} to an orbit about L1 or L2 was found",
            status=st.NO_SOLUTION, remedy="see its row for the least that its orbit allows",
        )  # fmt: skip
    return Found(row=row, way=best, path=retrieve_exact.path(body, field, best), field=field)
