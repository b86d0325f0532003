"""The tube of one periodic orbit: half of its stable or unstable manifold, flown to a section.

Checked: tests/studies/test_orbits.py.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved, OutOfDomain
from windlass.capture import families, manifolds
from windlass.capture import orbits as po
from windlass.capture.orbits import Orbit
from windlass.kernels import cr3bp
from windlass.kernels import status as st
from windlass.studies.orbit_family import LONGEST, MOST, Ask, member_line, once_around, phrase
from windlass.studies.orbit_pair import the

Array = NDArray[np.float64]

HALVES: Final = ("inner", "outer")
DRAWN: Final = 48
"""Trajectories at most that are kept whole, for pictures."""
PICKED: Final = 181
LEAST_ANGLE: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class TubeAsk:
    """Ask: the tube of the member that `member` picks by its period or Jacobi constant.

    half: inner leaves towards the smaller primary, outer away from it; trajectories: evenly in
    time along the orbit; angle: of the two sections, from the smaller primary [rad].
    """

    member: Ask
    stable: bool = True
    half: str = "outer"
    trajectories: int = 96
    angle: float = manifolds.ANGLE

    def __post_init__(self) -> None:
        if not self.member.single:
            raise InvalidInput(
                "a tube belongs to one orbit", remedy="pick it with --period or --jacobi"
            )
        if self.half not in HALVES:
            raise InvalidInput(
                "half of a manifold", value=self.half, remedy=f"give one of {', '.join(HALVES)}"
            )
        if not 4 <= self.trajectories <= 10_000:
            raise InvalidInput(
                "trajectories of a tube", value=self.trajectories, remedy="give 4 to 10,000"
            )
        if not LEAST_ANGLE <= self.angle < np.pi:
            raise InvalidInput(
                "angle of the section", value=f"{np.degrees(self.angle):g} deg",
                remedy="give one above 0 and below 180 deg",
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tube:
    """A tube where it meets its sections.

    phases (n,): where on the orbit each trajectory leaves it [periods]; begun (n, 6): a small
    step off it; states (n, 6) and times (n,) at the section that is met first, nan where none
    is; sides (n,): 1 at +angle, −1 at −angle, 0 for none; drawn: rows whose path is in ways, states
    (m, 6) from the orbit to the section; orbit_way (k, 6): once around.
    """

    ask: TubeAsk
    orbit: Orbit
    phases: Array
    begun: Array
    states: Array
    times: Array
    sides: NDArray[np.int64]
    drawn: tuple[int, ...]
    ways: tuple[Array, ...]
    orbit_way: Array

    def __len__(self) -> int:
        return len(self.phases)

    @property
    def met(self) -> int:
        """How many trajectories meet a section."""
        return int(np.count_nonzero(self.sides))

    @property
    def title(self) -> str:
        """What was asked, as a heading."""
        name = "Stable" if self.ask.stable else "Unstable"
        return f"{name} manifold, {self.ask.half} half: {phrase(self.ask.member)}"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a trajectory; units in the keys, those without are the frame's."""
        pair, found = self.ask.member.pair, []
        for k in range(len(self)):
            met = bool(self.sides[k])
            row: dict[str, Any] = {
                "phase": float(self.phases[k]),
                "side": int(self.sides[k]),
                "time": float(self.times[k]) if met else None,
                "time_d": pair.days(float(self.times[k])) if met else None,
            }
            for name, start, end in zip(
                ("x", "y", "z", "vx", "vy", "vz"), self.begun[k], self.states[k], strict=True
            ):
                row[f"{name}_start"] = float(start)
                row[name] = float(end) if met else None
            found.append(row)
        return found

    @property
    def frame(self) -> pl.DataFrame:
        """The trajectories as a table."""
        return pl.DataFrame(self.rows(), infer_schema_length=None)

    def plain(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        member, orbit = self.ask.member, self.orbit
        return member.pair.told() | {
            "kind": member.kind,
            "point": None if member.kind == "dro" else f"L{member.point}",
            "orbit": {
                "x0": float(orbit.state[0]), "z0": float(orbit.state[2]),
                "vy0": float(orbit.state[4]), "period": orbit.period,
                "period_d": member.pair.days(orbit.period), "jacobi": orbit.jacobi,
                "stability": orbit.stability,
            },
            "stable": self.ask.stable,
            "half": self.ask.half,
            "angle_deg": float(np.degrees(self.ask.angle)),
            "step_off": manifolds.STEP_OFF,
            "count": len(self),
            "met": self.met,
            "rows": self.rows(),
        }  # fmt: skip

    def lines(self) -> list[str]:
        """Return what came of it in sentences."""
        pair, angle = self.ask.member.pair, np.degrees(self.ask.angle)
        said = [
            f"{self.title}.",
            member_line(pair, self.orbit),
            f"{self.met:,} of {len(self):,} trajectories meet a section at ±{angle:.4g}° from "
            f"{the(pair.bodies[1])} ({np.count_nonzero(self.sides > 0):,} ahead of it, "
            f"{np.count_nonzero(self.sides < 0):,} behind).",
        ]
        if self.met:
            low, high = np.nanmin(np.abs(self.times)), np.nanmax(np.abs(self.times))
            unit, ends = "units of time", (low, high)
            if pair.scaled:
                unit, ends = "days", (pair.days(low) or 0.0, pair.days(high) or 0.0)
            way = "from there to the orbit" if self.ask.stable else "from the orbit to there"
            said.append(f"They take {ends[0]:.4g} to {ends[1]:.4g} {unit} {way}.")
        return said

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(line)}</li>" for line in self.lines())
        return f"<ul>{items}</ul>{self.frame._repr_html_()}"


def fly(ask: TubeAsk) -> Tube:
    """Return the tube asked for.

    Raises InvalidInput where no member is as asked, OutOfDomain where the orbit is too stable for
    a manifold to leave it, NotSolved where it cannot be flown.
    """
    member, pair = ask.member, ask.member.pair
    found = families.family(
        pair.mu, member.kind, member.point, most=MOST, least=pair.least,
        longest=member.until if member.until is not None else LONGEST,
    )  # fmt: skip
    orbit = families.member(found, period=member.period, jacobi=member.jacobi)
    phases = np.arange(ask.trajectories) / ask.trajectories
    begun = manifolds.starts(
        orbit, phases, stable=ask.stable, outer=ask.half == "outer", point=member.point
    )
    if begun is None:
        raise OutOfDomain(
            f"no manifold leaves the {phrase(member)}: an error on it grows less than "
            f"{manifolds.GROWTH:g}-fold a turn",
            value=f"stability index {orbit.stability:.4g}",
            remedy="pick a less stable member, of another period or Jacobi constant",
        )
    longest = manifolds.LONGEST * (-1.0 if ask.stable else 1.0)
    states, times, sides = manifolds.cut(pair.mu, begun, longest, ask.angle, np.array(pair.least))
    met = np.flatnonzero(sides)
    drawn = met[np.unique(np.linspace(0, met.size - 1, min(DRAWN, met.size)).round().astype(int))]
    return Tube(
        ask=ask, orbit=orbit, phases=phases, begun=begun, states=states, times=times, sides=sides,
        drawn=tuple(int(k) for k in drawn),
        ways=tuple(_way(pair.mu, begun[k], float(times[k])) for k in drawn),
        orbit_way=once_around(orbit),
    )  # fmt: skip


def _way(mu: float, begun: Array, time: float) -> Array:
    """Return states (m, 6) of one trajectory, evenly in time."""
    out = np.empty((PICKED, 6))
    when = np.linspace(0.0, time, PICKED)
    status = cr3bp.sample(mu, begun, when, po.TOL, np.zeros(2), out)
    if status != st.OK:
        raise NotSolved("a manifold cannot be flown", status=status, inputs=begun)
    return out
