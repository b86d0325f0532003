"""The masses and propellants of one flown variant as traced figures.

All figures of a variant come from one function of its inputs, so that each answers to every
leaf.  Checked: tests/studies/test_account.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.base.errors import OutOfDomain
from windlass.base.figure import Figure, derive
from windlass.kernels import mass_chain as kernel
from windlass.kernels.status import OK
from windlass.transfers import despin, mass_chain
from windlass.transfers.mass_chain import Burn, Change, Event, Spend, Step

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


SPIN: Final = "stop the spin"
_TIMES: Final = ("out_time", "return_time")
_STEPS: Final = (
    ("spiral", kernel.SPIRAL, "spiral_dv", None),
    ("out departure", kernel.LEG, "out_depart_dv", "out_time"),
    ("out arrival", kernel.LEG, "out_arrive_dv", "out_time"),
    (SPIN, kernel.SPEND, None, None),
    ("plant stays behind", kernel.CHANGE, "left", None),
    ("take on the load", kernel.CHANGE, "returned", None),
    ("return departure", kernel.LEG, "return_depart_dv", "return_time"),
    ("return arrival", kernel.LEG, "return_arrive_dv", "return_time"),
    ("insertion", kernel.SPIRAL, "insertion_dv", None),
)
"""Steps in the order of flight: name, kind, what it takes, and the time that it has."""
_AT: Final = {name: k for k, (name, *_) in enumerate(_STEPS)}
_KINDS: Final = np.array([kind for _, kind, *_ in _STEPS], dtype=np.int64)
_ONES: Final = np.ones(len(_STEPS))
_BURNS: Final = np.isin(_KINDS, (kernel.SPIRAL, kernel.LEG))
_IMPULSES: Final = np.where(_BURNS, kernel.IMPULSE, _KINDS)
_LEGS: Final = tuple(
    (words, time, tuple(k for k, step in enumerate(_STEPS) if step[3] == time))
    for words, time in zip(("out", "return"), _TIMES, strict=True)
)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """Numbers of one chain, SI.

    inputs: those named in INPUTS; numbers (9, 4): of every step, mass before and after, Δv flown
    and burn time; spare: share of a leg's time that its burns leave, the least of both legs.
    """

    inputs: Mapping[str, float]
    numbers: Array
    propellant_kg: float
    despin_kg: float
    spare: float

    @property
    def events(self) -> tuple[Event, ...]:
        """What happens at every step, first to last."""
        return mass_chain.events(_steps(self.inputs, self.despin_kg), self.numbers)

    @property
    def launch_kg(self) -> float:
        """Mass before the first step [kg]."""
        return float(self.numbers[0, 0])

    @property
    def all_kg(self) -> float:
        """All propellant [kg]: of the burns, and what stops the spin."""
        return self.propellant_kg + self.despin_kg

    def burned(self, *names: str) -> float:
        """Return the propellant [kg] of the named burns."""
        rows = [self.numbers[_AT[name]] for name in names]
        return math.fsum(float(row[0] - row[1]) for row in rows)

    def flown(self, *names: str) -> float:
        """Return the dv flown [m/s] of the named burns."""
        return math.fsum(float(self.numbers[_AT[name], 2]) for name in names)

    def seconds(self, *names: str) -> float:
        """Return the burn time [s] of the named burns."""
        return math.fsum(float(self.numbers[_AT[name], 3]) for name in names)


def account(*values: float) -> Account:
    """Return the chain for the values named in INPUTS.

    Raises OutOfDomain where the thrust is too weak, burns do not fit into a leg, or no tank
    can hold what is needed.
    """
    found = tried(*values)
    if found.spare < 0.0:
        for leg, time, rows in _LEGS:
            burn = math.fsum(found.numbers[k, 3] for k in rows)
            if burn > found.inputs[time]:
                raise OutOfDomain(
                    f"the burns of the {leg} leg take longer than the leg",
                    value=f"{burn / 86_400:.0f} d in {found.inputs[time] / 86_400:.0f} d",
                    remedy="more thrust, less mass, or a longer leg",
                )
    return found


@lru_cache(maxsize=4096)
def tried(*values: float) -> Account:
    """Return the chain as ``account`` does, though burns may take longer than their leg."""
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
    end = x["dry_mass"] + tanks_kg + x["returned"]
    numbers = np.empty((len(_STEPS), 4))
    status, at = kernel.chain(
        _KINDS if x["thrust"] else _IMPULSES, np.array(_amounts(x, spin)),
        _ONES * (x["isp"] * G0), _ONES * x["thrust"],
        np.array([x[time] if time else 0.0 for *_, time in _STEPS]), end, mass_chain.RTOL, numbers,
    )  # fmt: skip
    if status != OK:
        raise mass_chain.refused(_steps(x, spin), status, at, numbers, end)
    numbers.setflags(write=False)
    spare = 1.0
    if x["thrust"]:  # then the chain has refused a leg without time
        spare = min(
            1.0 - math.fsum(numbers[k, 3] for k in rows) / x[time] for _, time, rows in _LEGS
        )
    burns = numbers[_BURNS]
    return Account(
        inputs=MappingProxyType(dict(x)), numbers=numbers,
        propellant_kg=math.fsum(burns[:, 0] - burns[:, 1]), despin_kg=spin, spare=spare,
    )  # fmt: skip


def _amounts(x: Mapping[str, float], spin_kg: float) -> list[float]:
    """Return what every step takes: Δv [m/s], or mass [kg]."""
    return [
        spin_kg if name is None else -x[name] if name == "left" else x[name]
        for _, _, name, _ in _STEPS
    ]


def _steps(x: Mapping[str, float], spin_kg: float) -> tuple[Step, ...]:
    made: list[Step] = []
    for (name, kind, _, time), much in zip(_STEPS, _amounts(x, spin_kg), strict=True):
        if kind == kernel.CHANGE:
            made.append(Change(name=name, mass_kg=much))
        elif kind == kernel.SPEND:
            made.append(Spend(name=name, mass_kg=much))
        else:
            made.append(
                Burn(
                    name=name, dv_m_s=much, isp_s=x["isp"], thrust_n=x["thrust"] or None,
                    tof_s=x[time] if time else None,
                )
            )  # fmt: skip
    return tuple(made)


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
