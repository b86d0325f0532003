"""The cheapest way of one asteroid of a screen for ways home, flown again with its path.

A screen keeps a way's unknowns: its arrays are made from them again, by the same ephemeris and the
same manifold.  Checked: tests/cli/test_screen_retrievable.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import table
from windlass.capture import retrieve_exact, retrieve_real
from windlass.capture.libration_field import Field
from windlass.capture.retrieve_exact import Path, Way
from windlass.capture.retrieve_real import Real
from windlass.catalogue import whole as columns
from windlass.kernels import status as st
from windlass.screen import porkchop
from windlass.screen.retrieve_goals import prepared
from windlass.screen.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A way of an asteroid of a screen: its row, its ephemeris, the way, its arrays, its field."""

    row: Mapping[str, Any]
    body: table.TableEphemeris
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
    if row["dv_m_s"] is None:
        raise NotSolved(
            f"no way of {row['title']} to an orbit about L1 or L2 is within the screen's limit of "
            f"{rules.max_dv_m_s:g} m/s: {row['state']}", status=st.NO_SOLUTION,
            remedy="see its row for the least that its orbit allows, or screen with more --max-dv",
        )  # fmt: skip
    x = np.array([
        row["section_s"], row["tof_d"] * DAY_S, row["size"], row["phase"],
        row["section_s"] - row["join_s"],
    ])  # fmt: skip
    way = retrieve_exact.again(body, field, row["tube"], x, row["table_dv_m_s"])
    return Found(
        row=row, body=body, way=way, path=retrieve_exact.path(body, field, way), field=field
    )


def real(found: Found) -> Real:
    """Return a way carried over among the real planets; NotSolved where none is found near it."""
    count = retrieve_real.points(found.way)
    path = retrieve_exact.path(found.body, found.field, found.way, points=count)
    return retrieve_real.carried(found.field, found.way, path)
