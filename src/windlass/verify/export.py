"""A plan as trajectory files: OEM, SPK, and CZML for what of it lies near Earth.

The parts between burns are flown once more from node to node and sampled so that a reader's
polynomials meet them; ``verify.files`` flies such a file again.
Checked: tests/verify/test_files.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.bodies import reference
from windlass.exchange.czml import write_czml
from windlass.exchange.oem import write_oem
from windlass.exchange.sample import sample
from windlass.exchange.spk import write_spk
from windlass.exchange.trajectory import Trajectory
from windlass.verify.plan import TOLERANCE, Plan

Array = NDArray[np.float64]

FORMATS: Final = ("oem", "spk", "czml")
TOLERANCE_M: Final = 50.0
"""How well a reader's polynomials meet a plan, whose own nodes may be metres apart."""
ENDINGS: Final[Mapping[str, str]] = {"oem": "oem", "spk": "bsp", "czml": "czml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is flown between two burns: flights from node to node, in the order of time."""

    name: str
    flights: tuple[reference.Flight, ...]
    model: str = reference.MODEL
    sources: tuple[str, ...] = reference.SOURCES

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        return self.flights[0].span_s[0], self.flights[-1].span_s[1]

    def state(self, t_s: Array | float, centre: str = "sun", /) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) about a centre; at its end: before the burn."""
        t = np.atleast_1d(np.asarray(t_s, dtype=float))
        starts = np.array([one.span_s[0] for one in self.flights])
        which = np.maximum(np.searchsorted(starts, t, side="right") - 1, 0)
        made = np.empty((t.size, 6))
        for k in np.unique(which).tolist():
            mine = which == k
            made[mine] = np.hstack(self.flights[k].state(t[mine], centre))
        return made[:, :3], made[:, 3:]


def parts(plan: Plan) -> tuple[Part, ...]:
    """Return what is flown between the burns of a plan; coasting before the first is a part too."""
    t, states, last = plan.path.t_s, plan.path.states, len(plan.path.t_s) - 1
    cuts = sorted({0, *plan.path.burns, last})
    made = []
    for a, b in itertools.pairwise(cuts):
        flights = tuple(
            reference.fly(
                states[k, :3], states[k, 3:], float(t[k]), float(t[k + 1]), name=plan.name,
                centre="barycentre", among=plan.among, tolerance=TOLERANCE,
            )
            for k in range(a, b)
        )  # fmt: skip
        made.append(Part(name=plan.name, flights=flights))
    return tuple(made)


def trajectory(
    plan: Plan,
    *,
    centre: str = "sun",
    object_id: str | None = None,
    tolerance_m: float = TOLERANCE_M,
) -> Trajectory:
    """Return a plan as a trajectory about a centre; an impulse stands at every burn but the first,
    where the plan begins with it.

    object_id: SPICE's number, for an SPK file.
    """
    return sample(
        parts(plan), centre=centre, name=plan.name, object_id=object_id or plan.name,
        tolerance_m=tolerance_m, comment=(f"goal: {plan.goal}", f"designed by: {plan.designer}"),
    )  # fmt: skip


def write(
    plan: Plan,
    folder: Path,
    stem: str,
    *,
    created: str,
    formats: tuple[str, ...] = ("oem",),
    centre: str = "sun",
    target: int | None = None,
) -> dict[str, Path]:
    """Write a plan as files of the formats into a folder; format → path.

    created: date of the files, UTC, as "2026-11-21T22:00:00"; target: SPICE's number, which an SPK
    file needs.  Raises InvalidInput for an unknown format, and where one cannot say it.
    """
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not formats:
        raise InvalidInput(
            "format of a trajectory file", value=unknown, remedy=f"one of {', '.join(FORMATS)}"
        )
    made = trajectory(plan, centre=centre, object_id=None if target is None else str(target))
    paths: dict[str, Path] = {}
    for one in formats:
        paths[one] = path = folder / f"{stem}.{ENDINGS[one]}"
        if one == "oem":
            write_oem(path, made, created=created)
        elif one == "spk":
            write_spk(path, made, target=target)
        else:
            write_czml(path, made)
    return paths
