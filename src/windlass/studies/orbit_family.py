"""A family of periodic orbits of a pair of primaries, or one member of it, as it is asked for.

Checked: tests/studies/test_orbits.py.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import families
from windlass.capture import orbits as po
from windlass.capture.orbits import Orbit
from windlass.kernels import cr3bp
from windlass.kernels import status as st
from windlass.studies.orbit_pair import Pair, the

Array = NDArray[np.float64]

MOST: Final = 1_000
"""Members that are followed at most."""
LONGEST: Final = 4.0 * math.pi
"""Longest period that is followed unless told otherwise: two turns of the primaries."""
DRAWN: Final = 36
"""Members at most whose whole path is kept, for pictures."""
SURFACE: Final = 1.02
"""Radii of a body within which the last orbit of a family is told to end at its surface."""
ROUGH: Final = 97
FINE: Final = 961
"""States of an orbit from which the nearest is sought; and from which its picture is picked."""
PICKED: Final = 161
WORDS: Final = {
    "planar": "planar Lyapunov orbits",
    "vertical": "vertical Lyapunov orbits",
    "halo-north": "northern halo orbits",
    "halo-south": "southern halo orbits",
    "nrho-north": "northern near-rectilinear halo orbits",
    "nrho-south": "southern near-rectilinear halo orbits",
    "dro": "distant retrograde orbits",
}
ONE: Final = {kind: words[:-1] for kind, words in WORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask: a family, or the member of a period or of a Jacobi constant.

    count: members that are told, evenly along the family, all where None; until, period: in
    units of the frame.
    """

    pair: Pair
    kind: str
    point: int = 2
    count: int | None = None
    until: float | None = None
    period: float | None = None
    jacobi: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in families.KINDS:
            raise InvalidInput(
                "kind of orbit", value=self.kind, remedy=f"give one of {', '.join(families.KINDS)}"
            )
        if self.point not in (1, 2):
            raise InvalidInput("libration point", value=self.point, remedy="give --point 1 or 2")
        if self.count is not None and self.count < 2:
            raise InvalidInput("members to tell", value=self.count, remedy="give at least 2")
        if self.period is not None and self.jacobi is not None:
            raise InvalidInput(
                "a period or a Jacobi constant picks a member, not both", value=self.period,
                remedy="leave out --period or --jacobi",
            )  # fmt: skip

    @property
    def single(self) -> bool:
        """Whether one member is asked for."""
        return self.period is not None or self.jacobi is not None


def asked(
    kind: str,
    pair: Pair,
    *,
    point: int = 2,
    count: int | None = None,
    until: str | float | None = None,
    period: str | float | None = None,
    jacobi: float | None = None,
) -> Ask:
    """Return an ask whose times are text with a unit, or numbers in units of the frame."""
    return Ask(
        pair=pair, kind=kind, point=point, count=count, jacobi=jacobi,
        until=None if until is None else pair.time(until, where="--until"),
        period=None if period is None else pair.time(period, where="--period"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Members of a family as they were asked for, and why the family ends.

    number (n,): place of each along all that were followed, from 1, or 0 for one that was
    corrected for itself; least (n,): least distance from the smaller primary; ways: of members
    drawn (their rows), states (m, 6) once around.
    """

    ask: Ask
    orbits: tuple[Orbit, ...]
    number: tuple[int, ...]
    least: Array
    drawn: tuple[int, ...]
    ways: tuple[Array, ...]
    followed: int
    ended: str

    def __len__(self) -> int:
        return len(self.orbits)

    @property
    def title(self) -> str:
        """What was asked, as a heading."""
        words = phrase(self.ask)
        return words[0].upper() + words[1:]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a member, units in the keys; those without are the frame's."""
        pair = self.ask.pair
        return [
            {
                "number": number,
                "x0": float(orbit.state[0]), "z0": float(orbit.state[2]),
                "vy0": float(orbit.state[4]), "period": orbit.period,
                "period_d": pair.days(orbit.period), "jacobi": orbit.jacobi,
                "stability": orbit.stability,
                "nu1_re": float(orbit.indices[0].real), "nu1_im": float(orbit.indices[0].imag),
                "nu2_re": float(orbit.indices[1].real), "nu2_im": float(orbit.indices[1].imag),
                "closure": orbit.closure, "least": float(near), "least_km": pair.km(float(near)),
            }
            for number, orbit, near in zip(self.number, self.orbits, self.least, strict=True)
        ]  # fmt: skip

    @property
    def frame(self) -> pl.DataFrame:
        """The members as a table."""
        return pl.DataFrame(self.rows(), infer_schema_length=None)

    def plain(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return self.ask.pair.told() | {
            "kind": self.ask.kind,
            "point": None if self.ask.kind == "dro" else f"L{self.ask.point}",
            "followed": self.followed,
            "ended": self.ended,
            "count": len(self),
            "rows": self.rows(),
        }

    def lines(self) -> list[str]:
        """Return what came of it in sentences."""
        if self.ask.single:
            return [f"{self.title}.", member_line(self.ask.pair, self.orbits[0])]
        said = [f"{self.title}: {self.followed:,} members followed"]
        said[0] += f", {len(self):,} of them told." if len(self) < self.followed else "."
        return [*said, f"Followed no further: {self.ended}."]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(line)}</li>" for line in self.lines())
        return f"<ul>{items}</ul>{self.frame._repr_html_()}"


def phrase(ask: Ask) -> str:
    """Return what is asked, in words as they stand in a sentence."""
    words = (ONE if ask.single else WORDS)[ask.kind]
    about = f"about {the(ask.pair.bodies[1])}" if ask.kind == "dro" else f"of L{ask.point}"
    name = ask.pair.primaries.name
    where = f"mass ratio {ask.pair.mu:.6g}" if name.startswith("mu ") else between(ask.pair)
    return f"{words} {about}, {where}"


def member_line(pair: Pair, orbit: Orbit) -> str:
    """Return period, Jacobi constant and stability index of an orbit in a sentence."""
    days = pair.days(orbit.period)
    told = f"{orbit.period:.10g} units" + ("" if days is None else f" ({days:.4f} d)")
    return (
        f"Period {told}, Jacobi constant {orbit.jacobi:.10g}, "
        f"stability index {orbit.stability:.6g}."
    )


def between(pair: Pair) -> str:
    """Return the names of both bodies as "Earth–Moon"."""
    return "–".join(pair.bodies)


def follow(ask: Ask) -> Followed:
    """Return the family or the member asked for.

    Raises InvalidInput for a member that lies outside the family, NotSolved where nothing of the
    family is found.
    """
    pair = ask.pair
    found = families.family(
        pair.mu, ask.kind, ask.point, most=MOST, least=pair.least,
        longest=ask.until if ask.until is not None else LONGEST,
    )  # fmt: skip
    if ask.single:
        orbit = families.member(found, period=ask.period, jacobi=ask.jacobi)
        chosen: tuple[Orbit, ...] = (orbit,)
        number: tuple[int, ...] = (0,)
    else:
        rows = _spread(len(found), ask.count)
        chosen, number = tuple(found.orbits[k] for k in rows), tuple(k + 1 for k in rows)
    drawn = tuple(_spread(len(chosen), DRAWN))
    return Followed(
        ask=ask, orbits=chosen, number=number,
        least=np.array([nearest(orbit) for orbit in chosen]),
        drawn=drawn, ways=tuple(once_around(chosen[k]) for k in drawn),
        followed=len(found), ended=_why(pair, found),
    )  # fmt: skip


def _why(pair: Pair, found: families.Family) -> str:
    """Return why a family ends, the surface of the smaller body by its name."""
    if pair.radii_m[1] and nearest(found.orbits[-1]) < SURFACE * pair.least[1]:
        return f"the next orbit would meet the surface of {the(pair.bodies[1])}"
    return found.ended


def _spread(size: int, most: int | None) -> list[int]:
    """Return at most so many rows of a family, evenly along it, first and last among them."""
    if most is None or most >= size:
        return list(range(size))
    return sorted({round(k * (size - 1) / (most - 1)) for k in range(most)})


def nearest(orbit: Orbit) -> float:
    """Return the least distance from the centre of the smaller primary, in units of the frame."""
    times = np.linspace(0.0, orbit.period, ROUGH)
    states = po.flown(orbit, times)
    place = np.array([1.0 - orbit.mu, 0.0, 0.0])
    k = int(np.argmin(np.linalg.norm(states[:, :3] - place, axis=1)))
    step = times[1]

    def distance(after: float) -> float:
        s, status = cr3bp.propagate(orbit.mu, states[k], after, po.TOL, np.zeros(2))
        if status != st.OK:
            raise NotSolved("a periodic orbit cannot be flown", status=status, inputs=states[k])
        return float(np.linalg.norm(s[:3] - place))

    found = minimize_scalar(
        distance, bounds=(-step, step), method="bounded", options={"xatol": 1e-9 * orbit.period}
    )
    return float(min(found.fun, distance(0.0)))


def once_around(orbit: Orbit) -> Array:
    """Return states (m, 6) once around, evenly along the path: close passages are quick ones."""
    states = po.flown(orbit, np.linspace(0.0, orbit.period, FINE))
    along = np.zeros(FINE)
    along[1:] = np.cumsum(np.linalg.norm(np.diff(states[:, :3], axis=0), axis=1))
    wanted = np.linspace(0.0, along[-1], PICKED)
    picked = np.unique(np.clip(np.searchsorted(along, wanted), 0, FINE - 1))
    return np.asarray(states[np.append(picked[:-1], FINE - 1)])
