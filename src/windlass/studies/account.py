"""The masses and propellants of one flown variant as traced figures.

All figures of a variant come from one function of its inputs, so that each answers to every
leaf.  Checked: tests/studies/test_account.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from windlass.base.errors import OutOfDomain
from windlass.base.figure import Figure, derive
from windlass.transfers import despin
from windlass.transfers.mass_chain import Burn, Change, Event, Spend, Step, propellant, solve

INPUTS = (
    "dry_mass",
    "returned",
    "left",
    "isp",
    "thrust",
    "tank_fraction",
    "rcs_isp",
    "rcs_arm",
    "density",
    "spin_period",
    "ships",
    "spiral_dv",
    "out_depart_dv",
    "out_arrive_dv",
    "out_time",
    "return_depart_dv",
    "return_arrive_dv",
    "return_time",
    "insertion_dv",
)
"""Names of the inputs, in the order in which the chain takes them; SI.

thrust is 0 for impulsive burns; spin_period is 0 where nothing has to be stopped; ships share
the body evenly, and the work of stopping it.
"""

MODEL = "mass chain, rocket equation with constant-thrust burns"
SOURCES = ("tsiolkovsky1903", "brophy2012")


@dataclass(frozen=True, slots=True)
class Account:
    """Numbers of one chain, SI."""

    events: tuple[Event, ...]
    launch_kg: float
    propellant_kg: float
    despin_kg: float

    @property
    def all_kg(self) -> float:
        """All propellant [kg]: of the burns, and what stops the spin."""
        return self.propellant_kg + self.despin_kg

    def burned(self, *names: str) -> float:
        """Return the propellant [kg] of the named burns."""
        return math.fsum(e.propellant_kg for e in self.events if e.name in names)

    def flown(self, *names: str) -> float:
        """Return the dv flown [m/s] of the named burns."""
        return math.fsum(e.flown_m_s for e in self.events if e.name in names)

    def seconds(self, *names: str) -> float:
        """Return the burn time [s] of the named burns."""
        return math.fsum(e.burn_s for e in self.events if e.name in names)


@lru_cache(maxsize=4096)
def account(*values: float) -> Account:
    """Return the chain for the values named in INPUTS.

    Raises OutOfDomain where the thrust is too weak, burns do not fit into a leg, or no tank
    can hold what is needed.
    """
    x = dict(zip(INPUTS, values, strict=True))
    fraction = x["tank_fraction"]
    if not fraction:
        return _run(x, 0.0)
    # Tanks grow with the load and the load is linear in the tanks: two runs give the answer.
    none, some = _run(x, 0.0), _run(x, 1_000.0)
    slope = (some.propellant_kg - none.propellant_kg) / 1_000.0
    if fraction * slope >= 1.0:
        raise OutOfDomain(
            "no stage can fly this in one piece: each tonne of tank asks for more than it holds",
            value=f"{fraction * slope:.3g} t of propellant for a tonne of it",
            remedy="lower the Δv, raise the Isp, or refuel on the way",
        )
    return _run(x, fraction * none.propellant_kg / (1.0 - fraction * slope))


def _run(x: Mapping[str, float], tanks_kg: float) -> Account:
    spin = 0.0
    if x["spin_period"]:
        spin = despin.shared(
            x["returned"], x["ships"], x["density"], x["spin_period"], x["rcs_isp"], x["rcs_arm"]
        )
    events = solve(_steps(x, spin), x["dry_mass"] + tanks_kg + x["returned"])
    for leg in ("out", "return"):
        burn = math.fsum(e.burn_s for e in events if e.name.startswith(leg))
        if burn > x[f"{leg}_time"]:
            raise OutOfDomain(
                f"the burns of the {leg} leg take longer than the leg",
                value=f"{burn / 86_400:.0f} d in {x[f'{leg}_time'] / 86_400:.0f} d",
                remedy="more thrust, less mass, or a longer leg",
            )
    return Account(
        events=events,
        launch_kg=events[0].before_kg,
        propellant_kg=propellant(events),
        despin_kg=spin,
    )


def _steps(x: Mapping[str, float], spin_kg: float) -> tuple[Step, ...]:
    thrust = x["thrust"] or None

    def burn(name: str, dv: float, time: float | None = None) -> Burn:
        return Burn(name=name, dv_m_s=dv, isp_s=x["isp"], thrust_n=thrust, tof_s=time)

    return (
        burn("spiral", x["spiral_dv"]),
        burn("out departure", x["out_depart_dv"], x["out_time"]),
        burn("out arrival", x["out_arrive_dv"], x["out_time"]),
        Spend(name="stop the spin", mass_kg=spin_kg),
        Change(name="plant stays behind", mass_kg=-x["left"]),
        Change(name="take on the load", mass_kg=x["returned"]),
        burn("return departure", x["return_depart_dv"], x["return_time"]),
        burn("return arrival", x["return_arrive_dv"], x["return_time"]),
        burn("insertion", x["insertion_dv"]),
    )


def account_of(inputs: Mapping[str, Figure]) -> Account:
    """Return the chain at the nominal values of the figures."""
    return account(*(inputs[name].value for name in INPUTS))


def figures(prefix: str, inputs: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return the figures of the chain, called prefix + name.

    Raises what ``account`` raises at the nominal values.
    """

    def make(name: str, unit: str, pick: str, *burns: str, shown: str = "") -> Figure:
        def fn(**x: float) -> float:
            found = account(*(x[key] for key in INPUTS))
            value = getattr(found, pick)
            return float(value(*burns)) if burns else float(value)

        return derive(prefix + name, unit, fn, inputs, model=MODEL, sources=SOURCES, shown=shown)

    out, back = ("out departure", "out arrival"), ("return departure", "return arrival")
    made = [
        make("launch.mass", "kg", "launch_kg"),
        make("propellant", "kg", "all_kg"),
        make("propellant.main", "kg", "propellant_kg"),
        make("despin.propellant", "kg", "despin_kg", shown="kg"),
        make("out.propellant", "kg", "burned", *out),
        make("out.dv", "m/s", "flown", *out),
        make("return.propellant", "kg", "burned", *back),
        make("return.dv", "m/s", "flown", *back),
        make("insertion.propellant", "kg", "burned", "insertion"),
    ]
    if inputs["thrust"].value:
        made += [
            make("spiral.propellant", "kg", "burned", "spiral"),
            make("spiral.time", "s", "seconds", "spiral"),
            make("return.burn_time", "s", "seconds", *back),
            make("insertion.time", "s", "seconds", "insertion"),
        ]
    return {figure.name: figure for figure in made}
