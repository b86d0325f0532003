"""A plan's impulses as a tug would fly them: arcs of thrust, its propellant, what it forgives.

Checked: tests/verify/test_towed.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from windlass.base.entries import entry
from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.transfers.electric import thrust_n
from windlass.transfers.finite_arcs import FiniteArcs, finite_arcs
from windlass.transfers.thruster import Thruster
from windlass.verify.missed import Margin, margin
from windlass.verify.plan import Plan
from windlass.verify.thrusters import Asked, Life, lives


@dataclass(frozen=True, slots=True, kw_only=True)
class Tug:
    """An electric tug and what it moves: thruster, its own dry mass [kg], tank [kg], rock [kg].

    name: its key in data/tugs.toml; power_w: into the thrusters at 1 au; outages: whether the
    missed-thrust margin is asked for.
    """

    name: str
    title: str
    thruster: Thruster
    power_w: float
    dry_kg: float
    tank_kg: float
    rock_kg: float
    propellant: str = "xenon"
    outages: bool = True

    @property
    def start_kg(self) -> float:
        """All that moves when the thrust begins: rock, tug and a full tank."""
        return self.rock_kg + self.dry_kg + self.tank_kg


def tug(name: str, rock_kg: float, *, outages: bool = True) -> Tug:
    """Return a tug of data/tugs.toml with a rock; InvalidInput for one that is not electric."""
    row = entry("tugs", name)
    if row.get("kind") != "electric":
        raise InvalidInput(
            "tug has no electric thrusters", value=name,
            remedy="name an electric one, such as keck-2012",
        )  # fmt: skip
    if not (np.isfinite(rock_kg) and rock_kg > 0.0):
        raise InvalidInput("mass of the asteroid", value=rock_kg, remedy="give kilograms above 0")
    power, isp, efficiency, duty = (
        float(row[part]["value"]) for part in ("power", "isp", "efficiency", "duty")
    )
    return Tug(
        name=name, title=row["title"], power_w=power, propellant=row["propellant"],
        thruster=Thruster(thrust_n=thrust_n(power, isp, efficiency), isp_s=isp, duty=duty),
        dry_kg=float(row["dry_mass"]["value"]), tank_kg=float(row["propellant_capacity"]["value"]),
        rock_kg=rock_kg, outages=outages,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Towed:
    """A plan with a tug: its arcs, None where the tug cannot fly it and why; and its margin."""

    tug: Tug
    arcs: FiniteArcs | None
    margin: Margin | None
    why: str

    @property
    def propellant_kg(self) -> float | None:
        """Propellant of the arcs."""
        if self.arcs is None:
            return None
        rows = self.arcs.thrust
        return float(rows.start_kg - rows.mass_kg(float(self.arcs.path.t_s[-1])))

    @property
    def lives(self) -> tuple[Life, ...]:
        """What known thrusters make of it: how many are needed, the shares of their life."""
        used = self.propellant_kg
        if self.arcs is None or used is None:
            return ()
        return lives(
            Asked(
                power_w=self.tug.power_w, hours=self.arcs.hours, propellant_kg=used,
                starts=self.arcs.starts, propellant=self.tug.propellant,
            )
        )  # fmt: skip

    @property
    def enough(self) -> bool | None:
        """Whether the tank holds what the arcs take, and the dearest outage beside."""
        used = self.propellant_kg
        if used is None:
            return None
        extra = 0.0 if self.margin is None else self.margin.dearest_kg
        return used + extra <= self.tug.tank_kg

    def lines(self) -> tuple[str, ...]:
        """Say it in plain words."""
        t = self.tug
        what = f"{t.title} with a rock of {t.rock_kg / 1e3:,.0f} t"
        arcs = self.arcs
        if arcs is None:
            return (f"{what} cannot fly it: {self.why}.",)
        used = self.propellant_kg
        made = [
            f"{what}: {arcs.hours:,.0f} hours of thrust in {arcs.starts} arcs from "
            f"{format_epoch(float(arcs.path.t_s[0]))[:10]} on, {used:,.0f} kg of propellant; its "
            f"tank of {t.tank_kg:,.0f} kg {'is enough' if self.enough else 'is not enough'}."
        ]
        if self.margin is not None:
            made.append(self.margin.text())
        elif self.why:
            made.append(f"Missed thrust not computed: {self.why}.")
        return (*made, *(one.text() for one in self.lives))

    def plain(self) -> dict[str, Any]:
        """Return it for programs."""
        arcs, made = self.arcs, self.margin
        return {
            "tug": self.tug.name,
            "rock_kg": self.tug.rock_kg,
            "thrust_n": self.tug.thruster.thrust_n,
            "flies": arcs is not None,
            "why": self.why or None,
            "propellant_kg": self.propellant_kg,
            "tank_kg": self.tug.tank_kg,
            "tank_enough": self.enough,
            "hours": None if arcs is None else arcs.hours,
            "starts": None if arcs is None else arcs.starts,
            "thrusters": [
                {
                    "thruster": one.thruster,
                    "needed": one.needed,
                    "at_once": one.at_once,
                    "life_share": one.life_share,
                    "throughput_share": one.throughput_share,
                    "starts_share": one.starts_share,
                    "margin": one.margin,
                    "not_computed": list(one.lacks),
                }
                for one in self.lives
            ],
            "missed_thrust": None
            if made is None
            else {
                "worst_d": made.worst.longest_d,
                "worst_date": format_epoch(made.worst.starts_s)[:10],
                "most_d": made.most_d,
                "outages": [
                    {
                        "date": format_epoch(one.starts_s)[:10],
                        "longest_d": one.longest_d,
                        "or_more": one.at_limit,
                        "linear_d": one.linear_d,
                        "extra_m_s": one.extra_m_s if one.longest_d > 0.0 else None,
                        "extra_kg": one.extra_kg if one.longest_d > 0.0 else None,
                    }
                    for one in made.outages
                ],
            },
        }


def towed(plan: Plan, with_tug: Tug, *, count: int = 12) -> Towed:
    """Return a plan flown with a tug; what it cannot fly is told in ``why``.

    count: instants at which the thrust may stop, for the missed-thrust margin.
    """
    try:
        arcs = finite_arcs(plan.path, with_tug.thruster, with_tug.start_kg, arrives=plan.arrives)
    except NotSolved as reason:
        return Towed(tug=with_tug, arcs=None, margin=None, why=str(reason))
    if not with_tug.outages:
        return Towed(tug=with_tug, arcs=arcs, margin=None, why="")
    try:
        found = margin(arcs, count=count)
    except NotSolved as reason:
        return Towed(tug=with_tug, arcs=arcs, margin=None, why=str(reason))
    return Towed(tug=with_tug, arcs=arcs, margin=found, why="")
