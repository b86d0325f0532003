"""``windlass orbit``: orbits of the three-body problem, their families, points and manifolds.

Checked: tests/cli/test_orbit.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, emit, write_page

if TYPE_CHECKING:
    from windlass.studies.orbit_family import Ask
    from windlass.studies.orbit_pair import Pair

orbit = App(
    name="orbit",
    help="Periodic orbits of the three-body problem: families, libration points, manifolds.",
)


Kind = Annotated[
    str,
    Parameter(
        help="planar or vertical (Lyapunov orbits), halo-north, halo-south, nrho-north, "
        "nrho-south, dro."
    ),
]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Which:
    """Which two primaries.

    Parameters
    ----------
    primaries:
        A known pair: earth-moon, sun-earth (Earth and Moon as one), sun-mars.
    mu:
        Any pair, by the smaller one's share of their mass.
    distance:
        Distance of such a pair, such as "384400 km"; with it kilometres are told.
    turn:
        Time in which such a pair turns by one radian, such as "104.4 h".
    """

    primaries: str | None = None
    mu: float | None = None
    distance: str | None = None
    turn: str | None = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Member:
    """Which orbit of the family.

    Parameters
    ----------
    point:
        Libration point 1 or 2; a dro has none.
    period:
        The member of this period: a time, such as "6.56 d", or in units of the frame, in which
        the primaries turn once in 2π.
    jacobi:
        The member of this Jacobi constant.
    until:
        Longest period that the family is followed to, as for period; 4π without it.
    """

    point: int = 2
    period: str | None = None
    jacobi: float | None = None
    until: str | None = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Shown:
    """Where the answer goes.

    Parameters
    ----------
    out:
        Table to write, every row of it: a file that ends with .csv or .parquet.
    page:
        Page with pictures to write, such as halo.html.
    as_json:
        Print JSON with units in its keys.
    """

    out: Path | None = None
    page: Path | None = None
    as_json: AsJson = False


@orbit.command
def family(
    kind: Kind,
    /,
    *,
    which: Which | None = None,
    member: Member | None = None,
    count: int | None = None,
    colour: str = "stability",
    shown: Shown | None = None,
) -> int:
    """Follow a family of periodic orbits, or find the member of a period or Jacobi constant.

    Parameters
    ----------
    count:
        Members to tell, evenly along the family; without it 20 are printed, and all written.
    colour:
        What the page's picture colours orbits by: stability or jacobi.
    """
    from windlass.cli.orbit_table import ROWS
    from windlass.studies.orbit_family import follow

    where = _where(shown)
    if colour not in ("stability", "jacobi"):
        raise InvalidInput(
            "what to colour by", value=colour, remedy="give stability or jacobi", where="--colour"
        )
    found = follow(_ask(kind, which, member, count))
    return _tell(
        found,
        where,
        lambda pages: pages.family_page(found, colour=colour),
        lambda tables: tables.show_family(found, None if count is not None else ROWS),
    )


@orbit.command
def points(*, which: Which | None = None, shown: Shown | None = None) -> int:
    """Tell where the five libration points of two primaries are."""
    from windlass.studies import orbit_pair

    where = _where(shown)
    found = orbit_pair.points(_pair(which))
    return _tell(
        found,
        where,
        lambda pages: pages.points_page(found),
        lambda tables: tables.show_points(found),
    )


@orbit.command
def manifold(
    kind: Kind,
    /,
    *,
    which: Which | None = None,
    member: Member | None = None,
    stable: Annotated[bool, Parameter(name="--stable", negative="--unstable")] = True,
    half: str = "outer",
    trajectories: int = 96,
    section: str = "22.5 deg",
    shown: Shown | None = None,
) -> int:
    """Fly the manifold of one orbit, picked by its period or Jacobi constant, to a section.

    Parameters
    ----------
    stable:
        The manifold that comes to the orbit, or the one that leaves it.
    half:
        inner, on the smaller primary's side of the orbit, or outer.
    trajectories:
        How many, evenly in time along the orbit.
    section:
        Angle from the smaller primary, seen from the larger one, of the two half planes at which
        trajectories end.
    """
    from windlass.base.units import parse
    from windlass.studies.orbit_manifold import TubeAsk, fly

    where = _where(shown)
    found = fly(
        TubeAsk(
            member=_ask(kind, which, member, None),
            stable=stable,
            half=half,
            trajectories=trajectories,
            angle=parse(section, "rad", where="--section"),
        )
    )
    return _tell(
        found,
        where,
        lambda pages: pages.manifold_page(found),
        lambda tables: tables.show_tube(found),
    )


def _pair(which: Which | None) -> Pair:
    from windlass.studies.orbit_pair import pair

    given = which or Which()
    return pair(given.primaries, mu=given.mu, distance=given.distance, turn=given.turn)


def _ask(kind: str, which: Which | None, member: Member | None, count: int | None) -> Ask:
    from windlass.studies import orbit_family

    given = member or Member()
    return orbit_family.asked(
        kind,
        _pair(which),
        point=given.point,
        count=count,
        until=given.until,
        period=given.period,
        jacobi=given.jacobi,
    )


def _where(shown: Shown | None) -> Shown:
    """Return where the answer goes; refuse an unknown kind of table before any work is done."""
    where = shown or Shown()
    if where.out is not None and where.out.suffix not in (".csv", ".parquet"):
        raise InvalidInput(
            "kind of table",
            value=str(where.out),
            remedy="name a file that ends with .csv or .parquet",
            where="--out",
        )
    return where


def _tell(
    found: Any, where: Shown, page: Callable[[Any], str], table: Callable[[Any], None]
) -> int:
    """Write page and table where they are asked for, and print the answer; always 0.

    page, table: make them, given the module of all such pages, or tables.
    """
    from windlass.cli import orbit_table
    from windlass.cli.output import write_table

    if where.page is not None:
        from windlass.report import orbit_page

        write_page(where.page, page(orbit_page))
    if where.out is not None:
        write_table(where.out, found.frame)
    if where.as_json:
        plain = found.plain()
        rows = plain.pop("rows")
        files = {"table": where.out, "page": where.page}
        named = {key: None if path is None else str(path) for key, path in files.items()}
        emit(plain | named | {"rows": rows})
        return 0
    for word, path in (("Table", where.out), ("Page", where.page)):
        if path is not None:
            print(f"{word}: {path}", file=sys.stderr)
    table(orbit_table)
    return 0
