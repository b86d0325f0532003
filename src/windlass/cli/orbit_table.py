"""Periodic orbits, libration points and tubes as lines and tables for people.

Checked: tests/cli/test_orbit.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from windlass.cli.output import console, say
from windlass.studies.orbit_pair import the

if TYPE_CHECKING:
    from rich.console import Console

    from windlass.studies.orbit_family import Followed
    from windlass.studies.orbit_manifold import Tube
    from windlass.studies.orbit_pair import Points

ROWS: Final = 20
"""Rows printed unless told otherwise."""
PIPE: Final = 120
"""Columns of a table into a pipe."""


def show_family(found: Followed, most: int | None) -> None:
    """Print members of a family, at most so many evenly along it, and what the columns are."""
    pair, rows = found.ask.pair, found.rows()
    if most is not None and len(rows) > most:
        rows = [rows[round(k * (len(rows) - 1) / (most - 1))] for k in range(most)]
    out = _wide()
    say(found.lines(), out)
    heads = ["", "x0", "z0", "vy0", "period", "days", "Jacobi", "index", "closure", "nearest"]
    if not pair.scaled:
        heads.remove("days")
    table = _table(heads)
    for row in rows:
        cells = [str(row["number"] or ""), _number(row["x0"], 6), _number(row["z0"], 6)]
        cells += [_number(row["vy0"], 4), _number(row["period"], 4)]
        if pair.scaled:
            cells.append(_number(row["period_d"], 2))
        cells += [_number(row["jacobi"], 6), f"{row['stability']:,.4g}", f"{row['closure']:.0e}"]
        near = row["least_km"]
        cells.append(f"{row['least']:.5g}" if near is None else f"{near:,.0f}")
        table.add_row(*cells)
    out.print(table)
    unit = "km" if pair.scaled else "in units of their distance"
    say(
        [
            "x0, z0, vy0, period: in the rotating frame, the primaries' distance and 1 / mean "
            f"motion as units. nearest: to the centre of {the(pair.bodies[1])}, {unit}. "
            "index: of stability, 1 where no error grows. closure: of a turn."
        ],
        out,
    )


def show_points(found: Points) -> None:
    """Print the libration points."""
    pair, out = found.pair, _wide()
    larger, smaller = pair.bodies
    heads = ["", "x", "y", "Jacobi"]
    if pair.scaled:
        heads += [f"{larger} km", f"{smaller} km", "planar d", "vertical d"]
    else:
        heads += ["smaller", "planar", "vertical"]
    table = _table(heads)
    end = "_d" if pair.scaled else ""
    for row in found.rows():
        cells = [row["point"], *(_number(row[key], 8) for key in ("x", "y", "jacobi"))]
        if pair.scaled:
            cells += [f"{row[key]:,.0f}" for key in ("from_larger_km", "from_smaller_km")]
        else:
            cells.append(_number(row["from_smaller"], 8))
        for motion in ("planar", "vertical"):
            value = row[f"{motion}_period{end}"]
            cells.append("" if value is None else f"{value:.4f}")
        table.add_row(*cells)
    out.print(table)
    unit = "km" if pair.scaled else "In units of their distance,"
    say(
        [
            f"x, y: in units of the primaries' distance, from their centre of mass. {unit} from "
            "a body's centre. planar, vertical: periods of the smallest orbits in and across the "
            "plane."
        ],
        out,
    )


def show_tube(found: Tube) -> None:
    """Print what became of a tube."""
    say(found.lines())


def _wide() -> Console:
    """Return a console that cuts no column short where nobody's terminal is narrow."""
    out = console()
    if not out.is_terminal:
        out.width = PIPE
    return out


def _table(heads: list[str]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _number(value: float, digits: int) -> str:
    return "0" if value == 0.0 else f"{value:.{digits}f}"
